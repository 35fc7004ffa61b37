package zveno.export.feed;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Properties;
import zveno.node.config.CommandException;

/**
 * Where a database is, as {@code psql} takes it: {@code postgresql://user:password@host:port/name},
 * with the driver's parameters after a question mark.
 *
 * @param jdbc the address for the driver, without password
 * @param properties user and password, as far as they are known
 * @param shown for people, without password
 */
record PostgresUrl(String jdbc, Properties properties, String shown) {

  /**
   * Reads an address.
   *
   * @param environment of the process, where the password may be
   * @throws CommandException if it is none
   */
  static PostgresUrl parse(String text, Map<String, String> environment) {
    URI uri;
    try {
      uri = new URI(text);
    } catch (URISyntaxException e) {
      throw refused();
    }
    boolean known = "postgresql".equals(uri.getScheme()) || "postgres".equals(uri.getScheme());
    String path = uri.getRawPath();
    if (!known
        || uri.getHost() == null
        || uri.getFragment() != null
        || path == null
        || !path.matches("/[^/]+")) {
      throw refused();
    }
    Properties properties = new Properties();
    String user = uri.getRawUserInfo();
    if (user != null) {
      String[] parts = user.split(":", 2);
      properties.setProperty("user", decoded(parts[0]));
      if (parts.length == 2) {
        properties.setProperty("password", decoded(parts[1]));
      }
    }
    String password = environment.get("PGPASSWORD");
    if (password != null) {
      properties.putIfAbsent("password", password);
    }
    properties.setProperty("ApplicationName", "zveno feed");
    properties.setProperty("tcpKeepAlive", "true");
    properties.setProperty("loginTimeout", "30");
    String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
    String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    String shown = "postgresql://" + uri.getHost() + port + path;
    return new PostgresUrl("jdbc:" + shown + query, properties, shown);
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw refused();
    }
  }

  /** The address is not repeated: it may have a password. */
  private static CommandException refused() {
    return CommandException.badInput(
        "TARGET must be like postgresql://user@127.0.0.1:5432/database or"
            + " kafka://127.0.0.1:9092/topic");
  }
}
