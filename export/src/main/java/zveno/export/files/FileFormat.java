package zveno.export.files;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** The formats of exported files. */
enum FileFormat {
  PARQUET("parquet") {
    @Override
    RangeWriter writer(Path blocks, Path transactions, Path scratch) throws IOException {
      return new ParquetWriter(blocks, transactions, scratch);
    }

    @Override
    void read(Path blocks, RowReader.Sink sink) throws IOException {
      ParquetReader.read(blocks, sink);
    }

    @Override
    void readTransactions(Path transactions, RowReader.TransactionSink sink) throws IOException {
      ParquetReader.readTransactions(transactions, sink);
    }
  },
  CSV("csv") {
    @Override
    RangeWriter writer(Path blocks, Path transactions, Path scratch) throws IOException {
      return new TextWriter(new CsvLine(), blocks, transactions);
    }

    @Override
    void read(Path blocks, RowReader.Sink sink) throws IOException {
      RowReader.csv(blocks, sink);
    }

    @Override
    void readTransactions(Path transactions, RowReader.TransactionSink sink) throws IOException {
      RowReader.csvTransactions(transactions, sink);
    }
  },
  JSONL("jsonl") {
    @Override
    RangeWriter writer(Path blocks, Path transactions, Path scratch) throws IOException {
      return new TextWriter(new JsonLine(), blocks, transactions);
    }

    @Override
    void read(Path blocks, RowReader.Sink sink) throws IOException {
      RowReader.jsonl(blocks, sink);
    }

    @Override
    void readTransactions(Path transactions, RowReader.TransactionSink sink) throws IOException {
      RowReader.jsonlTransactions(transactions, sink);
    }
  };

  private final String title;

  FileFormat(String title) {
    this.title = title;
  }

  /** As options, manifests and file names have it. */
  String title() {
    return title;
  }

  static Optional<FileFormat> of(String title) {
    return Arrays.stream(values()).filter(format -> format.title.equals(title)).findFirst();
  }

  /**
   * Begins the two files of a range.
   *
   * @param scratch a folder for what does not fit in memory meanwhile; it need not exist
   */
  abstract RangeWriter writer(Path blocks, Path transactions, Path scratch) throws IOException;

  /** Reads height, hash, parent and text of all blocks of a file, in its order. */
  abstract void read(Path blocks, RowReader.Sink sink) throws IOException;

  /** Reads height, block, position, id and text of all transactions of a file, in its order. */
  abstract void readTransactions(Path transactions, RowReader.TransactionSink sink)
      throws IOException;
}
