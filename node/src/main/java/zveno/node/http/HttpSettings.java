package zveno.node.http;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import zveno.node.http.access.CallerSettings;
import zveno.node.http.transport.HttpLimits;
import zveno.node.tls.TlsFiles;

/**
 * The server's addresses, limits and access rules.
 *
 * @param hosts names or addresses, as typed; all of them or none is listened on
 * @param port the same for all; 0 for one that is free
 * @param limits limits for clients
 * @param callers access rules
 * @param tls certificate and key; without them the server speaks plain HTTP
 */
public record HttpSettings(
    List<String> hosts,
    int port,
    HttpLimits limits,
    CallerSettings callers,
    Optional<TlsFiles> tls) {

  /** The tutorial's port, for this machine only. */
  public static final HttpSettings DEFAULT =
      new HttpSettings("127.0.0.1", 5000, HttpLimits.DEFAULT);

  /** No restrictions for clients that reach it. */
  public HttpSettings(String host, int port, HttpLimits limits) {
    this(host, port, limits, CallerSettings.DEFAULT);
  }

  /** In plain HTTP. */
  public HttpSettings(String host, int port, HttpLimits limits, CallerSettings callers) {
    this(host, port, limits, callers, Optional.empty());
  }

  /** On one host. */
  public HttpSettings(
      String host, int port, HttpLimits limits, CallerSettings callers, Optional<TlsFiles> tls) {
    this(List.of(host), port, limits, callers, tls);
  }

  public HttpSettings {
    hosts = hosts.stream().distinct().toList();
    if (hosts.isEmpty()) {
      throw new IllegalArgumentException("a server needs an address to listen on");
    }
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException("a port must be 0 to 65535, not " + port);
    }
  }

  /** These settings, with TLS if there is a certificate. */
  public HttpSettings with(Optional<TlsFiles> files) {
    return new HttpSettings(hosts, port, limits, callers, files);
  }

  /** Whether only this machine can reach the server, on any of its hosts. */
  public boolean isLoopback() {
    return hosts.stream().allMatch(HttpSettings::isLoopback);
  }

  private static boolean isLoopback(String host) {
    InetSocketAddress address = new InetSocketAddress(host, 0);
    return !address.isUnresolved() && address.getAddress().isLoopbackAddress();
  }
}
