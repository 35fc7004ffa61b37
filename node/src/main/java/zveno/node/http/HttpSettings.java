package zveno.node.http;

import java.net.InetSocketAddress;

/**
 * Where the server listens, and what it puts up with.
 *
 * @param host a name or an address, as typed
 * @param port 0 for one that is free
 * @param limits what clients may ask for
 */
public record HttpSettings(String host, int port, HttpLimits limits) {

  /** The tutorial's port, for this machine only. */
  public static final HttpSettings DEFAULT =
      new HttpSettings("127.0.0.1", 5000, HttpLimits.DEFAULT);

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
