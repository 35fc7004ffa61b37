package zveno.kernel.json;

/**
 * Python's order of strings, by code point, on canonical text. It is not the order of the bytes,
 * which are escaped, nor that of UTF-16 units, where U+1F600 comes before U+FFFF.
 */
final class NameOrder {

  /** Before all characters, so that a shorter string comes before its continuations. */
  private static final int END = -1;

  private NameOrder() {}

  /** Compares the two strings of canonical text whose opening quotes are at these places. */
  static int compare(byte[] text, int left, int right) {
    int a = left + 1;
    int b = right + 1;
    for (; ; ) {
      int x = text[a];
      if (x == text[b] && x != '\\') {
        if (x == '"') {
          return 0;
        }
        a++;
        b++;
        continue;
      }
      int p = codePoint(text, a);
      int q = codePoint(text, b);
      if (p != q) {
        return Integer.compare(p, q);
      }
      int width = width(text, a, p); // one character has one canonical form
      a += width;
      b += width;
    }
  }

  /** The character at this place; a surrogate outside a pair is a character of its own. */
  private static int codePoint(byte[] text, int at) {
    if (text[at] == '"') {
      return END;
    }
    if (text[at] != '\\') {
      return text[at];
    }
    int unit = CanonicalText.escapedUnit(text, at);
    if (Character.isHighSurrogate((char) unit) && text[at + 6] == '\\' && text[at + 7] == 'u') {
      int next = CanonicalText.escapedUnit(text, at + 6);
      if (Character.isLowSurrogate((char) next)) {
        return Character.toCodePoint((char) unit, (char) next);
      }
    }
    return unit;
  }

  private static int width(byte[] text, int at, int codePoint) {
    return Character.isSupplementaryCodePoint(codePoint)
        ? 12
        : text[at] != '\\' ? 1 : CanonicalText.escapeWidth(text, at);
  }
}
