package zveno.node.http.transport;

/** Text from strangers, made fit for a log line or a message. */
public final class Printable {

  private static final int MAX_LENGTH = 200;

  private Printable() {}

  /** One line of printable ASCII, not longer than 200 characters. */
  public static String of(String text) {
    StringBuilder plain = new StringBuilder();
    for (int i = 0; i < Math.min(text.length(), MAX_LENGTH); i++) {
      char c = text.charAt(i);
      plain.append(c < ' ' || c > '~' ? '?' : c);
    }
    return text.length() > MAX_LENGTH ? plain + "..." : plain.toString();
  }

  /** The text, shortened to 40 characters. */
  public static String shortened(String text) {
    return of(text.length() > 40 ? text.substring(0, 40) + "..." : text);
  }
}
