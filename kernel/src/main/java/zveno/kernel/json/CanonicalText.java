package zveno.kernel.json;

import java.nio.charset.StandardCharsets;

/**
 * Finds members and elements in canonical text. All of this trusts that the text is canonical, and
 * for the rest is undefined.
 */
final class CanonicalText {

  private CanonicalText() {}

  /** Where the value ends that begins at {@code at}; {@code to} is where the text ends. */
  static int endOfValue(byte[] text, int at, int to) {
    return switch (text[at]) {
      case '"' -> endOfString(text, at);
      case '{', '[' -> endOfContainer(text, at);
      default -> endOfWord(text, at, to);
    };
  }

  /** Where the string ends whose opening quote is at {@code at}: after its closing quote. */
  static int endOfString(byte[] text, int at) {
    int i = at + 1;
    for (; ; ) {
      int plain = PlainRun.WIDTH;
      while (plain == PlainRun.WIDTH && text.length - i >= PlainRun.WIDTH) {
        plain = PlainRun.unquotedBytes(text, i);
        i += plain;
      }
      while (text[i] != '"' && text[i] != '\\') {
        i++;
      }
      if (text[i] == '"') {
        return i + 1;
      }
      i += 2;
    }
  }

  private static int endOfContainer(byte[] text, int at) {
    int depth = 0;
    int i = at;
    for (; ; ) {
      switch (text[i]) {
        case '"' -> i = endOfString(text, i);
        case '{', '[' -> {
          depth++;
          i++;
        }
        case '}', ']' -> {
          depth--;
          i++;
          if (depth == 0) {
            return i;
          }
        }
        default -> i++;
      }
    }
  }

  private static int endOfWord(byte[] text, int at, int to) {
    int i = at;
    while (i < to && text[i] != ',' && text[i] != ']' && text[i] != '}') {
      i++;
    }
    return i;
  }

  /** How many bytes the escape takes whose backslash is at {@code at}. */
  static int escapeWidth(byte[] text, int at) {
    return text[at + 1] == 'u' ? 6 : 2;
  }

  /** The UTF-16 unit meant by the escape whose backslash is at {@code at}. */
  static int escapedUnit(byte[] text, int at) {
    return switch (text[at + 1]) {
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'f' -> '\f';
      case 'b' -> '\b';
      case 'u' ->
          Character.digit(text[at + 2], 16) << 12
              | Character.digit(text[at + 3], 16) << 8
              | Character.digit(text[at + 4], 16) << 4
              | Character.digit(text[at + 5], 16);
      default -> text[at + 1]; // a quote or a backslash
    };
  }

  /** What the string means that lies between these places, quotes included. */
  static String text(byte[] text, int from, int to) {
    int escape = from;
    while (escape < to && text[escape] != '\\') {
      escape++;
    }
    if (escape == to) {
      return new String(text, from + 1, to - from - 2, StandardCharsets.ISO_8859_1);
    }
    StringBuilder decoded = new StringBuilder(to - from);
    for (int i = from + 1; i < to - 1; ) {
      if (text[i] == '\\') {
        decoded.append((char) escapedUnit(text, i));
        i += escapeWidth(text, i);
      } else {
        decoded.append((char) text[i++]);
      }
    }
    return decoded.toString();
  }

  /** Whether the string whose opening quote is at {@code at} means {@code wanted}. */
  static boolean means(byte[] text, int at, String wanted) {
    int i = at + 1;
    for (int unit = 0; unit < wanted.length(); unit++) {
      if (text[i] == '"') {
        return false;
      }
      boolean escaped = text[i] == '\\';
      if (wanted.charAt(unit) != (escaped ? escapedUnit(text, i) : text[i])) {
        return false;
      }
      i += escaped ? escapeWidth(text, i) : 1;
    }
    return text[i] == '"';
  }
}
