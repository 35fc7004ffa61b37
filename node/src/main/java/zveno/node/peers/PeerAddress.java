package zveno.node.peers;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import zveno.kernel.bytes.DecodeException;
import zveno.kernel.bytes.OneLine;

/**
 * Where a peer can be reached.
 *
 * @param secure whether by https
 * @param host a name in lower case and without a dot at its end, an IPv4 address, or an IPv6
 *     address without its brackets, in its one spelling ({@link IpLiteral#canonical})
 * @param port 1 to 65535
 */
public record PeerAddress(boolean secure, String host, int port) {

  /** No address of a peer is longer, in characters. */
  private static final int MAX_LENGTH = 300;

  /** So much of what is no address is shown. */
  private static final int MAX_SHOWN = 80;

  private static final Pattern SHAPE =
      Pattern.compile(
          "(?:(?<scheme>[A-Za-z][A-Za-z0-9+.-]*)://)?"
              + "(?<host>\\[[^\\[\\]/?#@]+]|[^\\[\\]:/?#@]+)"
              + "(?::(?<port>[0-9]{1,5}))?"
              + "(?<rest>[/?#].*)?",
          Pattern.DOTALL);

  /** A name and perhaps a password before the host, which no peer is sent. */
  private static final Pattern USER = Pattern.compile("(?:[^/?#]*://)?[^/?#]*@.*", Pattern.DOTALL);

  /** What ends like a number is an IPv4 address in one of its many spellings. */
  private static final Pattern NUMBER_AT_END =
      Pattern.compile("(?:.*\\.)?(?:[0-9]+|0[xX][0-9A-Fa-f]*)\\.?");

  /**
   * Reads {@code http://192.168.0.5:5000}, with or without the scheme, as the tutorial's {@code
   * register_node} does: a path is ignored.
   *
   * @throws DecodeException if it is not the address of a peer; the message says why
   */
  public static PeerAddress parse(String text) throws DecodeException {
    if (text.length() <= MAX_LENGTH && USER.matcher(text).matches()) {
      throw bad(text.substring(text.lastIndexOf('@') + 1), "remove the user before the @");
    }
    Matcher parts = SHAPE.matcher(text);
    if (text.length() <= MAX_LENGTH
        && IpLiteral.parse(text).filter(Inet6Address.class::isInstance).isPresent()
        && !text.startsWith("[")) {
      throw bad(text, "an IPv6 address must be in brackets, as in http://[::1]:5000");
    }
    if (text.length() > MAX_LENGTH || !parts.matches()) {
      throw bad(text, "an address must be like http://192.168.0.5:5000");
    }
    boolean secure = isSecure(parts.group("scheme"), text);
    String host = parts.group("host").toLowerCase(Locale.ROOT);
    String port = parts.group("port");
    int number = port == null ? (secure ? 443 : 80) : Integer.parseInt(port);
    if (number < 1 || number > 65535) {
      throw bad(text, "a port must be 1 to 65535");
    }
    String checked = checkedHost(host, text);
    if (secure && checked.contains("_")) {
      throw bad(
          text,
          "a certificate cannot contain a name with an underscore; use another name, or http");
    }
    return new PeerAddress(secure, checked, number);
  }

  /**
   * Reads an address to follow or advertise: a path, which the tutorial would drop silently, is
   * rejected, since a node's calls are at the root of its address.
   *
   * @throws DecodeException if it is not the address of a peer, or has a path, a query or a
   *     fragment; the message says why
   */
  public static PeerAddress parseWhole(String text) throws DecodeException {
    PeerAddress address = parse(text);
    Matcher parts = SHAPE.matcher(text);
    String rest = parts.matches() ? parts.group("rest") : null;
    if (rest != null && !rest.equals("/")) {
      throw bad(
          text,
          "a node's calls are at the root of its address, so remove everything after "
              + address.base()
              + "; a node behind a proxy needs a name or a port of its own instead of a path");
    }
    return address;
  }

  private static boolean isSecure(@Nullable String scheme, String text) throws DecodeException {
    if (scheme == null || scheme.equalsIgnoreCase("http")) {
      return false;
    }
    if (scheme.equalsIgnoreCase("https")) {
      return true;
    }
    throw bad(text, "peers must have http or https addresses");
  }

  private static String checkedHost(String host, String text) throws DecodeException {
    if (host.startsWith("[")) {
      return checkedIpv6(host, text);
    }
    String name = DnsName.withoutLastDot(host);
    if (!DnsName.isName(name)) {
      throw bad(
          text, "a host must be a name of letters, digits, hyphens and dots, or an IP address");
    }
    if (NUMBER_AT_END.matcher(host).matches() && !isPlainIpv4(host)) {
      throw bad(text, "an IPv4 address must be four decimal numbers, as in 192.168.0.5");
    }
    return name;
  }

  private static String checkedIpv6(String host, String text) throws DecodeException {
    if (host.contains("%")) {
      throw bad(text, "remove the zone after %, which has a meaning on one machine only");
    }
    InetAddress address =
        IpLiteral.parse(host)
            .filter(found -> host.contains(":"))
            .orElseThrow(() -> bad(text, "not an IPv6 address"));
    String canonical = IpLiteral.canonical(address);
    if (address instanceof Inet6Address) {
      return canonical;
    }
    throw bad(text, "write this IPv4 address as " + canonical);
  }

  /** No short forms, no octal or hexadecimal numbers: others would read them differently. */
  private static boolean isPlainIpv4(String text) {
    return IpLiteral.parse(text)
        .filter(address -> IpLiteral.canonical(address).equals(text))
        .isPresent();
  }

  /** The IP address that the host is; nothing if it is a name. Asks no name server. */
  public Optional<InetAddress> literal() {
    return IpLiteral.parse(host);
  }

  private static DecodeException bad(String text, String why) {
    return new DecodeException(
        "\"" + OneLine.of(text, MAX_SHOWN) + "\" is not the address of a node: " + why);
  }

  /** {@code host:port}, as the tutorial's {@code total_nodes} lists it. */
  public String netloc() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }

  /** The address of a resource there. */
  public URI resolve(String path) {
    return URI.create(base() + path);
  }

  /** {@code scheme://host:port}. */
  public String base() {
    return (secure ? "https://" : "http://") + netloc();
  }

  @Override
  public String toString() {
    return base();
  }
}
