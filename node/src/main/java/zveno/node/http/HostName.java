package zveno.node.http;

import java.net.InetAddress;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import zveno.kernel.bytes.DecodeException;

/**
 * The host part of an address that people type: a name, or an IP literal.
 *
 * @param text in lower case, without brackets, port, or a dot at the end
 */
public record HostName(String text) {

  private static final Pattern SHAPE =
      Pattern.compile("(?:\\[(?<six>[0-9A-Fa-f:.]{2,45})]|(?<name>[^:\\[\\]]+))(?::[0-9]{0,5})?");

  private static final Pattern NAME = Pattern.compile("[a-z0-9_-]+(\\.[a-z0-9_-]+)*");

  /** Reads a name or an address that somebody allows; an IPv6 address with or without brackets. */
  public static HostName allowed(String text) throws DecodeException {
    String plain = text.startsWith("[") && text.endsWith("]") ? inner(text) : text;
    HostName name = new HostName(withoutDot(plain.toLowerCase(Locale.ROOT)));
    if (text.length() > 253 || (name.literal().isEmpty() && !name.isName())) {
      throw new DecodeException(
          "a name like node.example is wanted, without http:// and port, not "
              + Plain.shortened(text));
    }
    return name;
  }

  private static String inner(String bracketed) {
    return bracketed.substring(1, bracketed.length() - 1);
  }

  private static String withoutDot(String name) {
    return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
  }

  private boolean isName() {
    return NAME.matcher(text).matches();
  }

  /** Reads a {@code Host} field; empty if it is none. */
  static Optional<HostName> ofField(String field) {
    Matcher parts = SHAPE.matcher(field.strip());
    if (!parts.matches()) {
      return Optional.empty();
    }
    String six = parts.group("six");
    if (six != null) {
      HostName name = new HostName(six.toLowerCase(Locale.ROOT));
      return Optional.of(name).filter(literal -> literal.literal().isPresent());
    }
    HostName name = new HostName(withoutDot(parts.group("name").toLowerCase(Locale.ROOT)));
    return Optional.of(name).filter(HostName::isName);
  }

  /** The address, if it is one; nobody is asked. */
  Optional<InetAddress> literal() {
    if (text.chars().anyMatch(c -> (c < '0' || c > '9') && c != '.') && !text.contains(":")) {
      return Optional.empty(); // a name: spares the exception
    }
    try {
      return Optional.of(InetAddress.ofLiteral(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Whether it always means the machine that asks. */
  boolean isLoopback() {
    return text.equals("localhost") || literal().filter(InetAddress::isLoopbackAddress).isPresent();
  }
}
