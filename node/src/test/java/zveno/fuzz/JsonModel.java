package zveno.fuzz;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What CPython's {@code json} makes of a document, written down as plainly as can be, in another
 * way than the product's reader and with nothing from it: a document becomes maps, lists, strings
 * and numbers, and these are printed as {@code json.dumps(value, sort_keys=True)} does.
 *
 * <p>Values are {@code Map<String, Object>}, {@code List<Object>}, {@code String}, {@code
 * BigInteger}, {@code Double}, {@code Boolean} and {@link #NULL}.
 */
public final class JsonModel {

  /** JSON's {@code null}. */
  public static final Object NULL = new Object();

  private static final Pattern NUMBER =
      Pattern.compile("-?(?:0|[1-9][0-9]*)(\\.[0-9]+)?([eE][-+]?[0-9]+)?");

  /** CPython's {@code sys.int_info.default_max_str_digits}. */
  private static final int MAX_DIGITS = 4300;

  private final String text;
  private int at;

  private JsonModel(String text) {
    this.text = text;
  }

  /** Not JSON. */
  private static final class NotJson extends RuntimeException {

    private static final long serialVersionUID = 1;
  }

  /** The value of a document; nothing if Python would raise {@code ValueError}. */
  public static Optional<Object> parse(byte[] document) {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(document);
      JsonModel model = new JsonModel(StandardCharsets.UTF_8.newDecoder().decode(bytes).toString());
      model.space();
      Object value = model.value();
      model.space();
      return model.at == model.text.length() ? Optional.of(value) : Optional.empty();
    } catch (CharacterCodingException | NotJson e) {
      return Optional.empty();
    }
  }

  private void space() {
    while (at < text.length() && " \t\n\r".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private char peek() {
    if (at == text.length()) {
      throw new NotJson();
    }
    return text.charAt(at);
  }

  private boolean take(String word) {
    boolean there = text.startsWith(word, at);
    at += there ? word.length() : 0;
    return there;
  }

  private void insist(String word) {
    if (!take(word)) {
      throw new NotJson();
    }
  }

  private Object value() {
    return switch (peek()) {
      case '{' -> object();
      case '[' -> list();
      case '"' -> string();
      default -> scalar();
    };
  }

  private Map<String, Object> object() {
    Map<String, Object> members = new HashMap<>();
    insist("{");
    space();
    if (take("}")) {
      return members;
    }
    do {
      space();
      String name = string();
      space();
      insist(":");
      space();
      members.put(name, value());
      space();
    } while (take(","));
    insist("}");
    return members;
  }

  private List<Object> list() {
    List<Object> elements = new ArrayList<>();
    insist("[");
    space();
    if (take("]")) {
      return elements;
    }
    do {
      space();
      elements.add(value());
      space();
    } while (take(","));
    insist("]");
    return elements;
  }

  private String string() {
    insist("\"");
    StringBuilder found = new StringBuilder();
    while (!take("\"")) {
      char next = peek();
      at++;
      if (next < ' ') {
        throw new NotJson();
      }
      found.append(next == '\\' ? escaped() : next);
    }
    return found.toString();
  }

  private char escaped() {
    char kind = peek();
    at++;
    int plain = "\"\\/bfnrt".indexOf(kind);
    if (plain >= 0) {
      return "\"\\/\b\f\n\r\t".charAt(plain);
    }
    if (kind != 'u'
        || at + 4 > text.length()
        || !text.substring(at, at + 4).matches("\\p{XDigit}{4}")) {
      throw new NotJson();
    }
    at += 4;
    return (char) Integer.parseInt(text, at - 4, at, 16);
  }

  private Object scalar() {
    if (take("true")) {
      return true;
    } else if (take("false")) {
      return false;
    } else if (take("null")) {
      return NULL;
    } else if (take("NaN")) {
      return Double.NaN;
    } else if (take("Infinity")) {
      return Double.POSITIVE_INFINITY;
    } else if (take("-Infinity")) {
      return Double.NEGATIVE_INFINITY;
    }
    return number();
  }

  private Object number() {
    Matcher number = NUMBER.matcher(text).region(at, text.length());
    if (!number.lookingAt()) {
      throw new NotJson();
    }
    at = number.end();
    if (number.group(1) != null || number.group(2) != null) {
      return Double.valueOf(number.group());
    }
    if (number.group().replace("-", "").length() > MAX_DIGITS) {
      throw new NotJson();
    }
    return new BigInteger(number.group());
  }

  /** The value as {@code json.dumps(value, sort_keys=True)} prints it. */
  public static String dump(Object value) {
    return switch (value) {
      case Map<?, ?> members ->
          members.entrySet().stream()
              .sorted((a, b) -> Arrays.compare(points(a.getKey()), points(b.getKey())))
              .map(member -> quoted((String) member.getKey()) + ": " + dump(member.getValue()))
              .collect(Collectors.joining(", ", "{", "}"));
      case List<?> elements ->
          elements.stream().map(JsonModel::dump).collect(Collectors.joining(", ", "[", "]"));
      case String string -> quoted(string);
      case Double number -> repr(number);
      default -> value == NULL ? "null" : value.toString();
    };
  }

  private static int[] points(Object string) {
    return ((String) string).codePoints().toArray();
  }

  private static String quoted(String string) {
    return string
        .chars()
        .mapToObj(c -> {
          int plain = "\"\\\b\f\n\r\t".indexOf(c);
          if (plain >= 0) {
            return "\\" + "\"\\bfnrt".charAt(plain);
          }
          return c >= ' ' && c <= '~' ? Character.toString(c) : String.format("\\u%04x", c);
        })
        .collect(Collectors.joining("", "\"", "\""));
  }

  /**
   * Python's {@code repr}: the shortest decimal that is this double, the nearest of several, the
   * even of two.
   */
  static String repr(double number) {
    if (Double.isNaN(number)) {
      return "NaN";
    }
    if (Double.isInfinite(number)) {
      return number > 0 ? "Infinity" : "-Infinity";
    }
    String sign = Double.doubleToRawLongBits(number) < 0 ? "-" : "";
    if (number == 0) {
      return sign + "0.0";
    }
    BigDecimal exact = new BigDecimal(Math.abs(number));
    int precision = 1;
    while (rounded(exact, precision).isEmpty()) {
      precision++;
    }
    BigDecimal shortest = rounded(exact, precision).get().stripTrailingZeros();
    return sign
        + laidOut(shortest.unscaledValue().toString(), shortest.precision() - shortest.scale());
  }

  private static Optional<BigDecimal> rounded(BigDecimal exact, int precision) {
    return Stream.of(RoundingMode.HALF_EVEN, RoundingMode.FLOOR, RoundingMode.CEILING)
        .map(mode -> exact.round(new MathContext(precision, mode)))
        .filter(near -> near.doubleValue() == exact.doubleValue())
        .findFirst();
  }

  /**
   * @param point how many of the digits are before the decimal point
   */
  private static String laidOut(String digits, int point) {
    if (point <= -4 || point > 16) {
      String rest = digits.length() > 1 ? "." + digits.substring(1) : "";
      int exponent = point - 1;
      String size = String.format(Locale.ROOT, "%02d", Math.abs(exponent));
      return digits.charAt(0) + rest + "e" + (exponent < 0 ? "-" : "+") + size;
    }
    if (point <= 0) {
      return "0." + "0".repeat(-point) + digits;
    }
    String padded = digits + "0".repeat(Math.max(0, point - digits.length()));
    String fraction = padded.substring(point);
    return padded.substring(0, point) + "." + (fraction.isEmpty() ? "0" : fraction);
  }
}
