package zveno.node.http.transport;

import java.net.InetAddress;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import zveno.kernel.bytes.DecodeException;
import zveno.node.peers.DnsName;
import zveno.node.peers.IpLiteral;

/**
 * The host part of an address that people type: a name, or an IP literal.
 *
 * @param text a name in lower case, or an address in its one spelling ({@link
 *     IpLiteral#canonical}); without brackets, zone, port, or a dot at the end
 */
public record HostName(String text) {

  private static final Pattern FIELD =
      Pattern.compile(
          "(?<host>\\[[0-9A-Fa-f:.]{2,45}(?:%[^\\[\\]]*)?]|[^:\\[\\]]+)(?::[0-9]{0,5})?");

  /** Reads a configured name or address; an IPv6 address with or without brackets. */
  public static HostName allowed(String text) throws DecodeException {
    return read(text)
        .orElseThrow(() ->
            new DecodeException(
                "must be a name like node.example, without http:// and port, not "
                    + Printable.shortened(text)));
  }

  /**
   * Reads where to listen: the host part of a socket's address, with the zone of an IPv6 address,
   * which says on which of several networks.
   *
   * @throws DecodeException if it is neither a name nor an IP address
   */
  public static String toListen(String text) throws DecodeException {
    HostName name =
        read(text)
            .orElseThrow(() ->
                new DecodeException(
                    "must be a name or an IP address, without http:// and port, not \""
                        + Printable.shortened(text)
                        + "\""));
    return name.text + zone(IpLiteral.withoutBrackets(text));
  }

  /** {@code %eth0}, as it stands after an IPv6 address; often nothing. */
  private static String zone(String text) {
    int percent = text.indexOf('%');
    return percent < 0 ? "" : text.substring(percent);
  }

  /** Reads a {@code Host} field; empty if it is none. */
  public static Optional<HostName> ofField(String field) {
    Matcher parts = FIELD.matcher(field.strip());
    return parts.matches() ? read(parts.group("host")) : Optional.empty();
  }

  private static Optional<HostName> read(String text) {
    Optional<InetAddress> literal = IpLiteral.parse(IpLiteral.withoutZone(text));
    if (literal.isPresent()) {
      return Optional.of(new HostName(IpLiteral.canonical(literal.get())));
    }
    String name = DnsName.withoutLastDot(text.toLowerCase(Locale.ROOT));
    return Optional.of(name).filter(DnsName::isName).map(HostName::new);
  }

  /** The address, if it is one; no name is looked up. */
  public Optional<InetAddress> literal() {
    return IpLiteral.parse(text);
  }

  /** Whether it always means the machine that asks. */
  public boolean isLoopback() {
    return text.equals("localhost") || literal().filter(InetAddress::isLoopbackAddress).isPresent();
  }
}
