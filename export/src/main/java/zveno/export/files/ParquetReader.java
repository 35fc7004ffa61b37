package zveno.export.files;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.duckdb.DuckDBConnection;
import zveno.kernel.bytes.Hash;

/** Reads the blocks or the transactions of a Parquet file. */
final class ParquetReader {

  private ParquetReader() {}

  /** Takes a row. */
  @FunctionalInterface
  private interface Row {
    void take(ResultSet row) throws SQLException, IOException;
  }

  static void read(Path file, RowReader.Sink sink) throws IOException {
    read(
        file,
        "height, hash, parent, text",
        row ->
            sink.take(
                row.getLong(1), hash(row.getBytes(2)), hash(row.getBytes(3)), row.getString(4)));
  }

  static void readTransactions(Path file, RowReader.TransactionSink sink) throws IOException {
    read(
        file,
        "height, block, position, id, text",
        row ->
            sink.take(
                row.getLong(1),
                hash(row.getBytes(2)),
                row.getLong(3),
                hash(row.getBytes(4)),
                row.getString(5)));
  }

  private static void read(Path file, String columns, Row sink) throws IOException {
    try (DuckDBConnection database = DuckDb.open(file.resolveSibling(FileExport.SCRATCH));
        Statement statement = database.createStatement()) {
      statement.execute("SET jdbc_stream_results = true");
      try (ResultSet rows =
          statement.executeQuery(
              "SELECT " + columns + " FROM read_parquet(" + DuckDb.quoted(file) + ")")) {
        while (rows.next()) {
          sink.take(rows);
        }
      }
    } catch (SQLException e) {
      throw DuckDb.failed(e);
    }
  }

  private static Hash hash(byte[] bytes) throws IOException {
    if (bytes == null || bytes.length != Hash.LENGTH) {
      throw new IOException("a hash has " + Hash.LENGTH + " bytes");
    }
    return Hash.copiedFrom(bytes, 0);
  }
}
