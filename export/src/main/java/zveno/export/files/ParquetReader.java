package zveno.export.files;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.duckdb.DuckDBConnection;
import zveno.kernel.bytes.Hash;

/** Reads the blocks of a Parquet file. */
final class ParquetReader {

  private ParquetReader() {}

  static void read(Path file, RowReader.Sink sink) throws IOException {
    try (DuckDBConnection database = DuckDb.open(file.resolveSibling(FileExport.SCRATCH));
        Statement statement = database.createStatement()) {
      statement.execute("SET jdbc_stream_results = true");
      try (ResultSet rows =
          statement.executeQuery(
              "SELECT height, hash, parent, text FROM read_parquet(" + DuckDb.quoted(file) + ")")) {
        while (rows.next()) {
          sink.take(
              rows.getLong(1), hash(rows.getBytes(2)), hash(rows.getBytes(3)), rows.getString(4));
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
