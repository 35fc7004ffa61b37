package zveno.node.peers;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Optional;

/** IP addresses as text: many spellings are read, one is written. Asks no name server. */
public final class IpLiteral {

  private static final int GROUPS = 8;

  private IpLiteral() {}

  /**
   * Reads an IPv4 or IPv6 address, with or without brackets; nothing if it is none. An IPv4 address
   * that stands in an IPv6 one ({@code ::ffff:192.0.2.1}) is that IPv4 address.
   */
  public static Optional<InetAddress> parse(String text) {
    boolean numeric = text.chars().allMatch(c -> (c >= '0' && c <= '9') || c == '.');
    if (!numeric && !text.contains(":")) {
      return Optional.empty(); // a name: spares the exception
    }
    try {
      return Optional.of(InetAddress.ofLiteral(withoutBrackets(text)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** What stands in brackets, if anything does. */
  public static String withoutBrackets(String host) {
    return host.startsWith("[") && host.endsWith("]") && host.length() > 1
        ? host.substring(1, host.length() - 1)
        : host;
  }

  /** {@code [fe80::1%eth0]} without what stands from the percent sign on; a name as it is. */
  public static String withoutZone(String host) {
    String inner = withoutBrackets(host);
    int percent = inner.indexOf('%');
    return percent > 0 && inner.lastIndexOf(':', percent) >= 0 ? inner.substring(0, percent) : host;
  }

  /** The one spelling of an address, without its zone and without brackets (RFC 5952). */
  public static String canonical(InetAddress address) {
    return address instanceof Inet6Address six ? text(six.getAddress()) : address.getHostAddress();
  }

  /** RFC 5952, 4: lower case, no leading zeros, and the first longest run of zeros shortened. */
  private static String text(byte[] bytes) {
    int[] groups = new int[GROUPS];
    for (int i = 0; i < GROUPS; i++) {
      groups[i] = ((bytes[2 * i] & 0xff) << 8) | (bytes[2 * i + 1] & 0xff);
    }
    int from = 0;
    int to = 1; // a single group is not shortened
    for (int i = 0; i < GROUPS; i++) {
      int end = i;
      while (end < GROUPS && groups[end] == 0) {
        end++;
      }
      if (end - i > Math.max(1, to - from)) {
        from = i;
        to = end;
      }
    }
    if (to - from < 2) {
      return joined(groups, 0, GROUPS);
    }
    return joined(groups, 0, from) + "::" + joined(groups, to, GROUPS);
  }

  private static String joined(int[] groups, int from, int to) {
    StringBuilder text = new StringBuilder();
    for (int i = from; i < to; i++) {
      text.append(i == from ? "" : ":").append(Integer.toHexString(groups[i]));
    }
    return text.toString();
  }
}
