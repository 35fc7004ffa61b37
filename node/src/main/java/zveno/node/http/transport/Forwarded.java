package zveno.node.http.transport;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads what proxies say of the request that they pass on: {@code Forwarded} (RFC 7239), and {@code
 * X-Forwarded-For} and {@code X-Forwarded-Host}, which are older and written by nearly all. Nothing
 * in such a field is an error: what cannot be read is an unknown sender.
 */
final class Forwarded {

  /**
   * {@code 192.0.2.1}, {@code 192.0.2.1:4711}, {@code [2001:db8::1]}, with a port, or bare. What
   * may repeat is bounded: clients write into these fields, too.
   */
  private static final Pattern NODE =
      Pattern.compile(
          "(?<four>[0-9.]{7,15})(?::[0-9]{1,5})?|\\[(?<six>[0-9A-Fa-f:.]{2,45})](?::[0-9]{1,5})?"
              + "|(?<bare>[0-9A-Fa-f:.]{2,45})");

  /**
   * The information from one proxy.
   *
   * @param sender the sender of the request to the proxy; empty if missing or unreadable
   * @param host what the request was for, if it says that
   */
  record Step(Optional<InetAddress> sender, Optional<String> host) {

    private static final Step UNKNOWN = new Step(Optional.empty(), Optional.empty());
  }

  private Forwarded() {}

  /** Reads {@code X-Forwarded-For} fields, in their order; the last step is the nearest proxy's. */
  static List<Step> ofList(List<String> fields) {
    List<Step> steps = new ArrayList<>();
    for (String field : fields) {
      for (String sender : field.split(",", -1)) {
        steps.add(new Step(address(sender.strip()), Optional.empty()));
      }
    }
    return steps;
  }

  /** Reads {@code Forwarded} fields, in their order; the last step is the nearest proxy's. */
  static List<Step> of(List<String> fields) {
    List<Step> steps = new ArrayList<>();
    fields.forEach(field -> steps.addAll(ofField(field)));
    return steps;
  }

  private static List<Step> ofField(String field) {
    List<Step> steps = new ArrayList<>();
    for (String element : split(field, ',')) {
      Step step = Step.UNKNOWN;
      for (String pair : split(element, ';')) {
        step = with(pair.strip(), step);
      }
      steps.add(step);
    }
    return steps;
  }

  /**
   * The parts between separators that stand in no quotes. Quotes that are open at the end hide
   * nothing: a client that begins them would have the proxy's own words taken for its.
   */
  private static List<String> split(String text, char separator) {
    List<String> parts = new ArrayList<>();
    boolean quoted = false;
    int begin = 0;
    for (int at = 0; at < text.length(); at++) {
      char c = text.charAt(at);
      if (quoted && c == '\\') {
        at++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (!quoted && c == separator) {
        parts.add(text.substring(begin, at));
        begin = at + 1;
      }
    }
    parts.add(quoted ? "" : text.substring(begin));
    return parts;
  }

  private static Step with(String pair, Step step) {
    int equals = pair.indexOf('=');
    if (equals < 0) {
      return step;
    }
    String value = unquoted(pair.substring(equals + 1));
    return switch (pair.substring(0, equals).toLowerCase(Locale.ROOT)) {
      case "for" -> new Step(address(value), step.host());
      case "host" -> new Step(step.sender(), Optional.of(value));
      default -> step;
    };
  }

  private static String unquoted(String value) {
    boolean quoted = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"");
    return quoted ? value.substring(1, value.length() - 1).replace("\\", "") : value;
  }

  private static Optional<InetAddress> address(String text) {
    Matcher node = NODE.matcher(text);
    if (!node.matches()) {
      return Optional.empty(); // "unknown", a name that hides (RFC 7239, 6.3), or nonsense
    }
    String four = node.group("four");
    if (four != null) {
      return CidrBlock.literal(four);
    }
    String six = node.group("six");
    return CidrBlock.literal(six == null ? node.group("bare") : six);
  }
}
