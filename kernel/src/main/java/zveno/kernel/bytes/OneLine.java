package zveno.kernel.bytes;

import java.util.regex.Pattern;

/** Text from outside, as messages show it. */
public final class OneLine {

  private static final int MAX_SHOWN = 40;

  /** What would begin a line, move a terminal's cursor, or is half a character. */
  private static final Pattern HIDDEN = Pattern.compile("[\\p{C}\\p{Zl}\\p{Zp}]");

  private OneLine() {}

  /** The text, at most 40 characters of it, with {@code ?} for what is no visible character. */
  public static String of(String text) {
    return of(text, MAX_SHOWN);
  }

  /** The same with at most {@code max} characters. */
  public static String of(String text, int max) {
    String begin = text.length() <= max ? text : text.substring(0, max) + "\u2026";
    return HIDDEN.matcher(begin).replaceAll("?");
  }
}
