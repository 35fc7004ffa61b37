package zveno.node.http;

import java.net.InetSocketAddress;

/**
 * Where the server listens, what it puts up with, and from whom.
 *
 * @param host a name or an address, as typed
 * @param port 0 for one that is free
 * @param limits what clients may ask for
 * @param callers who may ask
 */
public record HttpSettings(String host, int port, HttpLimits limits, CallerSettings callers) {

  /** The tutorial's port, for this machine only. */
  public static final HttpSettings DEFAULT =
      new HttpSettings("127.0.0.1", 5000, HttpLimits.DEFAULT);

  /** Anybody who reaches it may call. */
  public HttpSettings(String host, int port, HttpLimits limits) {
    this(host, port, limits, CallerSettings.DEFAULT);
  }

  public HttpSettings {
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException("a port is 0 to 65535, not " + port);
    }
  }

  /** Whether only this machine can reach the server. */
  public boolean isLoopback() {
    InetSocketAddress address = new InetSocketAddress(host, 0);
    return !address.isUnresolved() && address.getAddress().isLoopbackAddress();
  }
}
