package zveno.export.files;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;
import zveno.export.rows.BlockRow;
import zveno.export.rows.TransactionRow;

/** Writes Parquet, by way of DuckDB's tables: a range is appended, then copied to its files. */
final class ParquetWriter implements RangeWriter {

  /** Rows are handed over when they take so much memory here. */
  private static final long FLUSH_BYTES = 16 << 20;

  /** A row group is held in memory by whoever writes or reads it. */
  private static final long GROUP_BYTES = 64 << 20;

  private static final int MIN_GROUP_ROWS = 2_048;
  private static final int MAX_GROUP_ROWS = 122_880;

  private final Path blocksFile;
  private final Path transactionsFile;
  private final DuckDBConnection database;
  private final DuckDBAppender blocks;
  private final DuckDBAppender transactions;
  private long waiting;
  private long bytes;
  private long rows;

  ParquetWriter(Path blocksFile, Path transactionsFile, Path scratch) throws IOException {
    this.blocksFile = blocksFile;
    this.transactionsFile = transactionsFile;
    this.database = DuckDb.open(scratch);
    try (Statement make = database.createStatement()) {
      make.execute(
          "CREATE TABLE blocks (height BIGINT NOT NULL, hash BLOB NOT NULL, parent BLOB NOT NULL,"
              + " \"time\" TIMESTAMP, transactions INTEGER NOT NULL, bytes INTEGER NOT NULL,"
              + " text VARCHAR NOT NULL)");
      make.execute(
          "CREATE TABLE transactions (height BIGINT NOT NULL, block BLOB NOT NULL, position INTEGER"
              + " NOT NULL, id BLOB NOT NULL, sender VARCHAR, recipient VARCHAR, amount"
              + " DECIMAL(38,0), amount_float DOUBLE, text VARCHAR NOT NULL)");
      this.blocks = database.createAppender("main", "blocks");
      this.transactions = database.createAppender("main", "transactions");
    } catch (SQLException e) {
      quietly(database);
      throw DuckDb.failed(e);
    }
  }

  @Override
  public void add(BlockRow block) throws IOException {
    byte[] hash = block.hash().toBytes();
    try {
      blocks.beginRow().append(block.height()).append(hash).append(block.parent().toBytes());
      if (block.time().isPresent()) {
        blocks.appendEpochMicros(Math.multiplyExact(block.time().get().toEpochMilli(), 1_000L));
      } else {
        blocks.appendNull();
      }
      blocks.append(block.transactions().size()).append(block.text().length());
      blocks.append(block.text()).endRow();
      for (TransactionRow row : block.transactions()) {
        transactions.beginRow().append(block.height()).append(hash).append(row.position());
        transactions.append(row.id().toBytes());
        text(row.sender());
        text(row.recipient());
        Optional<BigInteger> amount = row.amount();
        if (amount.isPresent()) {
          transactions.append(new BigDecimal(amount.get()));
        } else {
          transactions.appendNull();
        }
        if (row.amountFloat().isPresent()) {
          transactions.append(row.amountFloat().get().doubleValue());
        } else {
          transactions.appendNull();
        }
        transactions.append(row.text()).endRow();
      }
      waiting += block.bytes();
      bytes += block.text().length();
      rows++;
      if (waiting > FLUSH_BYTES) {
        blocks.flush();
        transactions.flush();
        waiting = 0;
      }
    } catch (SQLException e) {
      throw DuckDb.failed(e);
    }
  }

  private void text(Optional<String> value) throws SQLException {
    if (value.isPresent()) {
      transactions.append(value.get());
    } else {
      transactions.appendNull();
    }
  }

  @Override
  public void finish() throws IOException {
    try (Statement copy = database.createStatement()) {
      blocks.close();
      transactions.close();
      long fitting = GROUP_BYTES / Math.max(1, bytes / Math.max(1, rows));
      long group = Math.clamp(fitting, MIN_GROUP_ROWS, MAX_GROUP_ROWS);
      copy.execute(copy("SELECT * FROM blocks ORDER BY height", blocksFile, group));
      copy.execute(
          copy("SELECT * FROM transactions ORDER BY height, position", transactionsFile, group));
    } catch (SQLException e) {
      throw DuckDb.failed(e);
    }
  }

  private static String copy(String query, Path file, long groupRows) {
    return "COPY ("
        + query
        + ") TO "
        + DuckDb.quoted(file)
        + " (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE "
        + groupRows
        + ")";
  }

  @Override
  public void close() {
    quietly(blocks);
    quietly(transactions);
    quietly(database);
  }

  /** Nothing of it is needed any more. */
  private static void quietly(AutoCloseable what) {
    try {
      what.close();
    } catch (Exception e) {
      // it was in memory
    }
  }
}
