package zveno.export.files;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import org.duckdb.DuckDBConnection;

/** A database in this process, which writes and reads Parquet. It loads nothing from elsewhere. */
final class DuckDb {

  private DuckDb() {}

  /**
   * Opens an empty database in memory.
   *
   * @param scratch where it puts what does not fit in memory
   */
  static DuckDBConnection open(Path scratch) throws IOException {
    Properties settings = new Properties();
    settings.setProperty("memory_limit", "256MB");
    settings.setProperty("threads", "2");
    settings.setProperty("temp_directory", scratch.toString());
    settings.setProperty("autoinstall_known_extensions", "false");
    settings.setProperty("autoload_known_extensions", "false");
    try {
      return DriverManager.getConnection("jdbc:duckdb:", settings).unwrap(DuckDBConnection.class);
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  /** What the database says, in one line. */
  static IOException failed(SQLException e) {
    String message = String.valueOf(e.getMessage()).lines().findFirst().orElse("no reason given");
    return new IOException("DuckDB: " + message, e);
  }

  /** A string of SQL. */
  static String quoted(Path file) {
    return "'" + file.toString().replace("'", "''") + "'";
  }
}
