package zveno.node.http.transport;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;

/**
 * A client, as limits count it: an IPv4 address, or the first 64 bits of an IPv6 address, since the
 * holder of one usually has the whole network.
 *
 * @param bits the 32 or 64 bits
 * @param version 4 or 6; 0 if the address is not known
 * @param loopback whether it is a program of this machine
 */
public record Caller(long bits, int version, boolean loopback) {

  private static final Caller UNKNOWN = new Caller(0, 0, false);

  /** This caller behind a proxy: never a program on this machine. */
  Caller fromAfar() {
    return new Caller(bits, version, false);
  }

  public static Caller of(SocketAddress address) {
    return address instanceof InetSocketAddress internet && !internet.isUnresolved()
        ? of(internet.getAddress())
        : UNKNOWN;
  }

  public static Caller of(InetAddress address) {
    ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
    boolean four = bytes.remaining() == 4;
    long bits = four ? Integer.toUnsignedLong(bytes.getInt()) : bytes.getLong();
    return new Caller(bits, four ? 4 : 6, address.isLoopbackAddress());
  }
}
