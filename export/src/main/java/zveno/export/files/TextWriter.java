package zveno.export.files;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import zveno.export.rows.BlockRow;
import zveno.export.rows.TransactionRow;

/** Writes lines of text, in UTF-8. */
final class TextWriter implements RangeWriter {

  private final LineFormat format;
  private final Writer blocks;
  private final Writer transactions;

  TextWriter(LineFormat format, Path blocks, Path transactions) throws IOException {
    this.format = format;
    this.blocks = open(blocks);
    try {
      this.transactions = open(transactions);
    } catch (IOException e) {
      this.blocks.close();
      throw e;
    }
    this.blocks.write(format.head(LineFormat.BLOCKS));
    this.transactions.write(format.head(LineFormat.TRANSACTIONS));
  }

  private static Writer open(Path file) throws IOException {
    return new BufferedWriter(
        new OutputStreamWriter(
            Files.newOutputStream(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            StandardCharsets.UTF_8),
        1 << 16);
  }

  @Override
  public void add(BlockRow block) throws IOException {
    blocks.write(format.line(block));
    for (TransactionRow transaction : block.transactions()) {
      transactions.write(format.line(block, transaction));
    }
  }

  @Override
  public void finish() throws IOException {
    blocks.flush();
    transactions.flush();
  }

  @Override
  public void close() throws IOException {
    try (blocks) {
      transactions.close();
    }
  }
}
