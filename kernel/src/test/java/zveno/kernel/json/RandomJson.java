package zveno.kernel.json;

import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.random.RandomGenerator;

/** Makes documents, most of them JSON or almost, to see whether two readers agree about them. */
final class RandomJson {

  private static final String[] SPACES = {"", "", "", "", " ", " ", "\n", "\t", "\r\n", "   "};

  private static final String[] NAMES = {
    "a",
    "b",
    "ab",
    "",
    "index",
    "proof",
    "sender",
    "recipient",
    "amount",
    "\\u0061",
    "\u00e9",
    "\\u00e9",
    "\uffff",
    "\ud83d\ude00",
    "\\ud83d\\ude00",
    "\\ud800",
    "\\udfff",
    "\\n",
    "\\\"",
    "\\\\",
    "~",
    "\u007f",
    "\\/",
    "\ue000",
    "\\ud83d"
  };

  private static final String[] TOKENS = {
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\"a\"",
    "\"\"",
    "1",
    "-",
    "0",
    "01",
    "-0",
    "1.5",
    "1.",
    ".5",
    "1e5",
    "1e",
    "1E+",
    "+1",
    "true",
    "false",
    "null",
    "tru",
    "NaN",
    "Infinity",
    "-Infinity",
    "-NaN",
    "nan",
    "\"",
    "\\",
    "\\u00",
    "'a'",
    "//",
    " ",
    "\n",
    "\f",
    "\u00a0",
    "\ufeff",
    "\u2028",
    "\u0661",
    "\0",
    "\u000b"
  };

  private static final byte[] INTERESTING =
      "\"\\{}[]:,0123456789-+.eEuabfnrt/ \t\n\r\0\u001f\u007fNI_'".getBytes(StandardCharsets.UTF_8);

  private static final int[] UTF8 = {
    0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xe1, 0xec, 0xed, 0xee,
    0xef, 0xf0, 0xf1, 0xf3, 0xf4, 0xf5, 0xf8, 0xff
  };

  private final RandomGenerator random;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  RandomJson(RandomGenerator random) {
    this.random = random;
  }

  /** One document. */
  byte[] document() {
    out.reset();
    switch (random.nextInt(12)) {
      case 0, 1 -> value(5);
      case 2 -> block();
      case 3 -> numbers();
      case 4, 5 -> strings();
      case 6 -> shuffledObject(4);
      case 7 -> deep();
      case 8 -> tokens();
      default -> {
        document();
        return mutated(out.toByteArray());
      }
    }
    return out.toByteArray();
  }

  private void value(int depth) {
    space();
    switch (random.nextInt(depth > 0 ? 11 : 7)) {
      case 0 -> put("true");
      case 1 -> put(one("false", "null"));
      case 2, 3 -> number();
      case 4, 5, 6 -> string();
      case 7, 8 -> array(depth);
      default -> object(depth);
    }
    space();
  }

  private void array(int depth) {
    int count = random.nextInt(5);
    put("[");
    for (int i = 0; i < count; i++) {
      put(i > 0 ? "," : "");
      value(depth - 1);
    }
    put(count == 0 ? one("", " ") : "");
    put("]");
  }

  private void object(int depth) {
    int count = random.nextInt(6);
    put("{");
    for (int i = 0; i < count; i++) {
      put(i > 0 ? "," : "");
      space();
      name();
      space();
      put(":");
      value(depth - 1);
    }
    put(count == 0 ? one("", " ") : "");
    put("}");
  }

  /** Names from few, many of them alike. */
  private void shuffledObject(int depth) {
    int count = random.nextInt(20);
    put("{");
    for (int i = 0; i < count; i++) {
      put(i > 0 ? ", " : "");
      name();
      put(": ");
      if (depth > 0 && random.nextInt(4) == 0) {
        shuffledObject(depth - 1);
      } else {
        value(0);
      }
    }
    put("}");
  }

  private void name() {
    if (random.nextInt(4) == 0) {
      string();
    } else {
      put("\"");
      for (int i = random.nextInt(3); i >= 0; i--) {
        put(one(NAMES));
      }
      put("\"");
    }
  }

  /** A block as a node sends it, its members in any order. */
  private void block() {
    String[] members = {
      "\"index\": " + random.nextInt(1000),
      "\"previous_hash\": \"" + Long.toHexString(random.nextLong()) + "\"",
      "\"proof\": " + random.nextLong(),
      "\"timestamp\": " + (1.5e9 + random.nextDouble() * 1e9),
      "\"transactions\": [{\"sender\": \"0\", \"recipient\": \"x\", \"amount\": 1}]"
    };
    for (int i = members.length - 1; i > 0; i--) {
      int other = random.nextInt(i + 1);
      String swap = members[i];
      members[i] = members[other];
      members[other] = swap;
    }
    put("{" + String.join(one(",", ", "), members) + "}");
  }

  private void numbers() {
    put("[");
    for (int i = random.nextInt(20); i >= 0; i--) {
      number();
      put(i > 0 ? "," : "");
    }
    put("]");
  }

  private void number() {
    String sign = random.nextInt(4) == 0 ? "-" : "";
    switch (random.nextInt(16)) {
      case 0 -> put(sign + random.nextInt(10));
      case 1 -> put(Long.toString(random.nextLong()));
      case 2 -> put(sign + digits(1 + random.nextInt(40)));
      case 3 -> put(sign + digits(random.nextInt(40) == 0 ? 4297 + random.nextInt(6) : 3));
      case 4 -> put(sign + one("0", "0.0", "0e0", "0E-7", "0.000", "1e22", "1e23", "9e15", "1e16"));
      case 5 -> put(sign + one("NaN", "Infinity", "1e308", "1e309", "1.8e308", "5e-324", "2e-324"));
      case 6 -> put(sign + digits(1 + random.nextInt(18)) + "." + fraction(1 + random.nextInt(20)));
      case 7 -> put(sign + "0." + "0".repeat(random.nextInt(8)) + fraction(1 + random.nextInt(17)));
      case 8 -> put(sign + digits(1 + random.nextInt(20)) + one("e", "E", "e+", "e-") + exponent());
      case 9 -> put(sign + digits(2) + "." + fraction(18) + one("e", "E+", "E-") + exponent());
      case 10 -> put(sign + halfway());
      case 11 -> put(sign + digits(10) + "." + fraction(6 + random.nextInt(3)));
      case 12 ->
          put(sign + digits(1 + random.nextInt(700)) + "." + fraction(random.nextInt(600) + 1));
      case 13 -> put(sign + random.nextInt(60) * Double.MIN_VALUE);
      case 14 -> put(sign + random.nextInt(100000) / 1000.0);
      default -> {
        double x = Double.longBitsToDouble(random.nextLong());
        put(Double.isFinite(x) ? one(Double.toString(x), PythonFloat.repr(x)) : "7");
      }
    }
  }

  private String exponent() {
    return random.nextInt(8) == 0 ? "00" + random.nextInt(400) : "" + random.nextInt(340);
  }

  /** Exactly between two doubles, or a little beside. */
  private String halfway() {
    double x = Double.longBitsToDouble(random.nextLong() & Long.MAX_VALUE);
    if (random.nextBoolean() || !Double.isFinite(x) || x == Double.MAX_VALUE) {
      x = random.nextDouble() * Math.pow(10, random.nextInt(17));
    }
    String middle =
        new BigDecimal(x)
            .add(new BigDecimal(Math.nextUp(x)))
            .divide(BigDecimal.TWO)
            .toPlainString();
    if (middle.indexOf('.') < 0) {
      middle += ".0";
    }
    return middle + one("", "", "0", "1", "00000000000000000001");
  }

  private String digits(int count) {
    return (char) ('1' + random.nextInt(9)) + fraction(count - 1);
  }

  private String fraction(int count) {
    StringBuilder digits = new StringBuilder();
    boolean round = random.nextInt(4) == 0;
    for (int i = 0; i < count; i++) {
      digits.append(
          round ? random.nextInt(20) == 0 ? '9' : '0' : (char) ('0' + random.nextInt(10)));
    }
    return digits.toString();
  }

  private void strings() {
    put("[");
    for (int i = random.nextInt(8); i >= 0; i--) {
      string();
      put(i > 0 ? "," : "");
    }
    put("]");
  }

  private void string() {
    put("\"");
    int style = random.nextInt(6);
    for (int i = random.nextInt(1 + random.nextInt(40)); i > 0; i--) {
      switch (style) {
        case 0 -> put("\\" + one("\"", "\\", "/", "b", "f", "n", "r", "t"));
        case 1 -> unicodeEscape();
        case 2 -> rawCharacter();
        case 3 -> {
          rawCharacter();
          unicodeEscape();
          put("plain text of some length");
        }
        default -> out.write(plain());
      }
    }
    if (random.nextInt(100) == 0) {
      almostUtf8();
    }
    put("\"");
  }

  private int plain() {
    int b = ' ' + random.nextInt(96); // up to DEL
    return b == '"' || b == '\\' ? 'x' : b;
  }

  private void unicodeEscape() {
    int unit =
        switch (random.nextInt(5)) {
          case 0 -> random.nextInt(0x80);
          case 1 -> 0xd800 + random.nextInt(0x400);
          case 2 -> 0xdc00 + random.nextInt(0x400);
          default -> random.nextInt(0x10000);
        };
    String hex = "%04x".formatted(unit);
    put("\\u" + (random.nextBoolean() ? hex : hex.toUpperCase(Locale.ROOT)));
  }

  /** One character's worth of bytes, each at the edge of what UTF-8 allows in its place. */
  private void almostUtf8() {
    int lead = UTF8[random.nextInt(UTF8.length)];
    out.write(lead);
    int count = lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : lead >= 0xc0 ? 1 : 0;
    for (int i = random.nextInt(8) == 0 ? random.nextInt(4) : count; i > 0; i--) {
      out.write(UTF8[1 + random.nextInt(random.nextInt(8) == 0 ? UTF8.length - 1 : 6)]);
    }
  }

  private void rawCharacter() {
    int codePoint =
        switch (random.nextInt(4)) {
          case 0 -> 0x7f + random.nextInt(0x800);
          case 1 -> 0xe000 + random.nextInt(0x2000);
          case 2 -> 0x10000 + random.nextInt(0x100000);
          default -> 0x80 + random.nextInt(0xd780);
        };
    put(Character.toString(codePoint));
  }

  private void deep() {
    int depth = 1 + random.nextInt(random.nextInt(20) == 0 ? 800 : 40);
    boolean[] objects = new boolean[depth];
    for (int i = 0; i < depth; i++) {
      objects[i] = random.nextBoolean();
      put(objects[i] ? one("{\"k\":", "{\"z\": 1, \"a\":", "{\"a\": [], \"a\":") : one("[", "[1,"));
    }
    value(1);
    for (int i = depth - 1; i >= 0; i--) {
      put(objects[i] ? one("}", "}", ",\"b\":0}") : one("]", "]", ", 2 ]"));
    }
  }

  private void tokens() {
    for (int i = random.nextInt(12); i >= 0; i--) {
      put(one(TOKENS));
    }
  }

  private byte[] mutated(byte[] document) {
    byte[] bytes = document;
    for (int i = random.nextInt(3); i >= 0 && bytes.length > 0; i--) {
      bytes = mutatedOnce(bytes);
    }
    return bytes;
  }

  private byte[] mutatedOnce(byte[] bytes) {
    int at = random.nextInt(bytes.length);
    int to = Math.min(bytes.length, at + 1 + random.nextInt(random.nextBoolean() ? 2 : 20));
    byte[] head = Arrays.copyOf(bytes, at);
    return switch (random.nextInt(6)) {
      case 0 -> { // flip a bit
        byte[] flipped = bytes.clone();
        flipped[at] ^= (byte) (1 << random.nextInt(8));
        yield flipped;
      }
      case 1 -> { // replace a byte
        byte[] replaced = bytes.clone();
        replaced[at] = interesting();
        yield replaced;
      }
      case 2 -> joined(head, Arrays.copyOfRange(bytes, to, bytes.length)); // delete
      case 3 ->
          joined(head, new byte[] {interesting()}, Arrays.copyOfRange(bytes, at, bytes.length));
      case 4 -> // duplicate
          joined(Arrays.copyOf(bytes, to), Arrays.copyOfRange(bytes, at, bytes.length));
      default -> random.nextInt(4) == 0 ? head : bytes; // cut off
    };
  }

  private byte interesting() {
    return random.nextInt(4) == 0
        ? (byte) UTF8[random.nextInt(UTF8.length)]
        : INTERESTING[random.nextInt(INTERESTING.length)];
  }

  private static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      whole.writeBytes(part);
    }
    return whole.toByteArray();
  }

  private void space() {
    put(one(SPACES));
  }

  private String one(String... choices) {
    return choices[random.nextInt(choices.length)];
  }

  private void put(String text) {
    out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
  }
}
