package zveno.node.rules;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Canonical text as any JSON parser can read it: the three numbers that JSON does not know, which a
 * peer's block may hold, become the strings "NaN", "Infinity" and "-Infinity".
 */
public final class FiniteJson {

  private static final byte[] NAN = "NaN".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] INFINITY = "Infinity".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] MINUS_INFINITY = "-Infinity".getBytes(StandardCharsets.US_ASCII);

  private static final byte[] NOTHING = {};

  private FiniteJson() {}

  /**
   * The unchanged text if it contains no such number. Outside strings a capital letter begins one.
   */
  public static byte[] of(byte[] canonical) {
    ByteArrayOutputStream out = null;
    int copied = 0;
    int at = 0;
    while (at < canonical.length) {
      byte[] word = wordAt(canonical, at);
      if (word.length > 0) {
        if (out == null) {
          out = new ByteArrayOutputStream(canonical.length + 64);
        }
        out.write(canonical, copied, at - copied);
        out.write('"');
        out.writeBytes(word);
        out.write('"');
        at += word.length;
        copied = at;
      } else {
        at = canonical[at] == '"' ? endOfString(canonical, at) : at + 1;
      }
    }
    if (out == null) {
      return canonical;
    }
    out.write(canonical, copied, canonical.length - copied);
    return out.toByteArray();
  }

  private static byte[] wordAt(byte[] text, int at) {
    return switch (text[at]) {
      case 'N' -> NAN;
      case 'I' -> INFINITY;
      case '-' -> text.length > at + 1 && text[at + 1] == 'I' ? MINUS_INFINITY : NOTHING;
      default -> NOTHING;
    };
  }

  private static int endOfString(byte[] text, int at) {
    int i = at + 1;
    while (text[i] != '"') {
      i += text[i] == '\\' ? 2 : 1;
    }
    return i + 1;
  }
}
