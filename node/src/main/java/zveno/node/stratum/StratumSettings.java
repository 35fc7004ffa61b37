package zveno.node.stratum;

import java.time.Duration;
import java.util.Optional;

/**
 * Where a node listens for miners, and what it bears from them.
 *
 * @param host a name or an address to listen on
 * @param port 0 to 65535, 0 for any free port
 * @param password what each worker has to authorize with; nothing if any password will do
 * @param maxConnections of all miners together
 * @param maxConnectionsPerCaller of one IPv4 address, or of one IPv6 network of 64 bits
 * @param forAuthorization how long a connection may take to authorize
 * @param silence after how long without a line a connection is closed
 */
public record StratumSettings(
    String host,
    int port,
    Optional<String> password,
    int maxConnections,
    int maxConnectionsPerCaller,
    Duration forAuthorization,
    Duration silence) {

  /** The usual limits. */
  public static StratumSettings on(String host, int port, Optional<String> password) {
    return new StratumSettings(
        host, port, password, 4096, 2048, Duration.ofSeconds(30), Duration.ofMinutes(10));
  }
}
