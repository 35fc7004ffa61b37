package zveno.node.logging;

/** Makes untrusted text safe for one line of a log or a terminal. */
public final class LogText {

  /** Longer than useful messages; a client that sends more must not fill the disk with it. */
  private static final int MAX_LENGTH = 8_192;

  private LogText() {}

  /**
   * The text on one line: characters that would begin a new line, move the cursor, colour the
   * screen, change the direction of writing, or be invisible are written as {@code \}{@code u001b}.
   */
  public static String escaped(String text) {
    StringBuilder line = new StringBuilder(text.length() + 16);
    append(text, line);
    return line.toString();
  }

  /** Appends the same. */
  static void append(String text, StringBuilder line) {
    int length = Math.min(text.length(), MAX_LENGTH);
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c >= ' ' && c <= '~') {
        line.append(c);
      } else if (Character.isHighSurrogate(c)
          && i + 1 < length
          && Character.isLowSurrogate(text.charAt(i + 1))
          && isHarmless(text.codePointAt(i))) {
        line.append(c).append(text.charAt(++i));
      } else if (isHarmless(c)) {
        line.append(c);
      } else {
        line.append("\\u%04x".formatted((int) c));
      }
    }
    if (text.length() > length) {
      line.append("... (").append(text.length()).append(" characters)");
    }
  }

  private static boolean isHarmless(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }
}
