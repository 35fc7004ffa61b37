package zveno.kernel.json;

import static org.assertj.core.api.Assertions.assertThat;
import static zveno.kernel.json.Json.assertRefused;
import static zveno.kernel.json.Json.canonical;

import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;
import zveno.kernel.bytes.DecodeException;

/** What is JSON to Python 3.11, how it is printed, and what is not and why. */
class JsonGrammarTest {

  static final List<Arguments> ACCEPTED =
      List.of(
          // white space, containers, words
          Arguments.of(" \t\r\n1 \t\r\n", "1"),
          Arguments.of("{ }", "{}"),
          Arguments.of("[\n]", "[]"),
          Arguments.of("[1,2 , 3]", "[1, 2, 3]"),
          Arguments.of("{\"a\" :1 ,\"b\":[ ]}", "{\"a\": 1, \"b\": []}"),
          Arguments.of("[true,false,null]", "[true, false, null]"),
          Arguments.of("[NaN,Infinity,-Infinity]", "[NaN, Infinity, -Infinity]"),
          // integers
          Arguments.of("-0", "0"),
          Arguments.of("[-0,-10,0]", "[0, -10, 0]"),
          Arguments.of("123456789012345678901234567890", "123456789012345678901234567890"),
          // floats
          Arguments.of("-0.0", "-0.0"),
          Arguments.of("-0e5", "-0.0"),
          Arguments.of("0e999999999999999999", "0.0"),
          Arguments.of("1.50", "1.5"),
          Arguments.of("1.00", "1.0"),
          Arguments.of("100000.0", "100000.0"),
          Arguments.of("1E+2", "100.0"),
          Arguments.of("1e15", "1000000000000000.0"),
          Arguments.of("1e16", "1e+16"),
          Arguments.of("123456789012345680.0", "1.2345678901234568e+17"),
          Arguments.of("9007199254740993.0", "9007199254740992.0"),
          Arguments.of("0.0001", "0.0001"),
          Arguments.of("0.00012", "0.00012"),
          Arguments.of("0.00001", "1e-05"),
          Arguments.of("0.000010", "1e-05"),
          Arguments.of("5e-324", "5e-324"),
          Arguments.of("1e-323", "1e-323"),
          Arguments.of("1e-999", "0.0"),
          Arguments.of("[1e999,-1e999]", "[Infinity, -Infinity]"),
          Arguments.of("1795361251.2330058", "1795361251.2330058"),
          // strings
          Arguments.of("\"\"", "\"\""),
          Arguments.of("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\\"\\\\/\\b\\f\\n\\r\\t\""),
          Arguments.of("\"\\u0041\\u00e9\\u00E9\"", "\"A\\u00e9\\u00e9\""),
          Arguments.of("\"\\u0000\\u001F\\u007f~\u007f\"", "\"\\u0000\\u001f\\u007f~\\u007f\""),
          Arguments.of("\"\u00e9\u4e2d\ud83d\ude00\"", "\"\\u00e9\\u4e2d\\ud83d\\ude00\""),
          Arguments.of("\"\\uD83D\\uDE00\"", "\"\\ud83d\\ude00\""),
          Arguments.of("\"\\ud800\"", "\"\\ud800\""),
          Arguments.of("\"\\udc00\\ud800x\"", "\"\\udc00\\ud800x\""),
          Arguments.of("\"\\ud800\\ud800\\udc00\"", "\"\\ud800\\ud800\\udc00\""),
          Arguments.of("{\"\\ud800\":1}", "{\"\\ud800\": 1}"));

  static final List<Arguments> REFUSED =
      List.of(
          Arguments.of("", 0, "expected a value but the input ends"),
          Arguments.of("  ", 2, "expected a value but the input ends"),
          Arguments.of("\ufeff1", 0, "expected a value but found byte 0xef"),
          Arguments.of("1 \f", 2, "expected nothing more"),
          Arguments.of("1 2", 2, "expected nothing more but found '2'"),
          Arguments.of("true1", 4, "expected nothing more"),
          Arguments.of("tru", 3, "expected true but the input ends"),
          Arguments.of("nulL", 3, "expected null"),
          Arguments.of("nan", 1, "expected null"),
          Arguments.of("Nan", 2, "expected NaN"),
          Arguments.of("Inf", 3, "expected Infinity"),
          Arguments.of("'a'", 0, "expected a value"),
          // numbers
          Arguments.of("+1", 0, "expected a value"),
          Arguments.of("-", 1, "expected a digit"),
          Arguments.of("--1", 1, "expected a digit"),
          Arguments.of("-NaN", 1, "expected a digit"),
          Arguments.of("01", 1, "expected nothing more"),
          Arguments.of("-01", 2, "expected nothing more"),
          Arguments.of(".5", 0, "expected a value"),
          Arguments.of("1.", 2, "expected a digit"),
          Arguments.of("1.e5", 2, "expected a digit"),
          Arguments.of("1e", 2, "expected a digit"),
          Arguments.of("1e+", 3, "expected a digit"),
          Arguments.of("1e5.5", 3, "expected nothing more"),
          Arguments.of("0x1", 1, "expected nothing more"),
          Arguments.of("1_0", 1, "expected nothing more"),
          Arguments.of("\u0661", 0, "expected a value"),
          // containers
          Arguments.of("[1,]", 3, "expected a value"),
          Arguments.of("[,]", 1, "expected a value"),
          Arguments.of("[1 2]", 3, "expected ',' or ']'"),
          Arguments.of("[1}", 2, "expected ',' or ']'"),
          Arguments.of("[", 1, "expected a value but the input ends"),
          Arguments.of("[1", 2, "expected ',' or ']' but the input ends"),
          Arguments.of("]", 0, "expected a value"),
          Arguments.of("{", 1, "expected a name or '}' but the input ends"),
          Arguments.of("{1:2}", 1, "expected a name or '}'"),
          Arguments.of("{,}", 1, "expected a name or '}'"),
          Arguments.of("{\"a\":1,}", 7, "expected a name"),
          Arguments.of("{\"a\" 1}", 5, "expected ':'"),
          Arguments.of("{\"a\":}", 5, "expected a value"),
          Arguments.of("{\"a\":1 \"b\"}", 7, "expected ',' or '}'"),
          Arguments.of("{\"a\":1]", 6, "expected ',' or '}'"),
          // strings
          Arguments.of("\"a", 2, "the input ends inside a string"),
          Arguments.of("\"\n\"", 1, "control character 0x0a in a string"),
          Arguments.of("\"\u0000\"", 1, "control character 0x00 in a string"),
          Arguments.of("\"\\", 2, "expected an escape"),
          Arguments.of("\"\\a\"", 2, "expected an escape"),
          Arguments.of("\"\\U0041\"", 2, "expected an escape"),
          Arguments.of("\"\\u+123\"", 3, "expected four hex digits"),
          Arguments.of("\"\\u 123\"", 3, "expected four hex digits"),
          Arguments.of("\"\\u0x12\"", 4, "expected four hex digits"),
          Arguments.of("\"\\u12_3\"", 5, "expected four hex digits"),
          Arguments.of("\"\\u123\"", 6, "expected four hex digits"),
          Arguments.of("\"\\u\u0661\u0661\u0661\u0661\"", 3, "expected four hex digits"),
          Arguments.of("\"\\ud800\\u+c00\"", 9, "expected four hex digits"));

  @ParameterizedTest
  @FieldSource("ACCEPTED")
  void printsAsPythonDoes(String document, String expected) throws DecodeException {
    assertThat(canonical(document)).isEqualTo(expected);
    assertThat(canonical(expected)).as("twice").isEqualTo(expected);
  }

  @ParameterizedTest
  @FieldSource("REFUSED")
  void refusesAtTheFirstByteThatCannotBelong(String document, long offset, String reason) {
    assertRefused(document, offset, reason);
  }

  /** Sequences of bytes inside a string, in hex; the last byte of each is the wrong one. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "80",
        "bf",
        "c0",
        "c1",
        "f5",
        "ff",
        "c222",
        "c2c2",
        "e09f",
        "e0a022",
        "e0a0c0",
        "eda0",
        "edbf",
        "e18022",
        "ef22",
        "f08f",
        "f0908022",
        "f490",
        "f4808022",
        "f18022",
        "f4bf"
      })
  void refusesWhatIsNotUtf8(String hex) {
    byte[] wrong = HexFormat.of().parseHex("22" + hex);
    assertRefused(wrong, JsonLimits.defaults(), wrong.length - 1, "expected UTF-8");
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        0x80, 0x7ff, 0x800, 0xfff, 0x1000, 0xd7ff, 0xe000, 0xffff, 0x10000, 0x3ffff, 0x10ffff
      })
  void readsUtf8ToItsEdges(int codePoint) throws DecodeException {
    StringBuilder expected = new StringBuilder();
    for (char unit : Character.toChars(codePoint)) {
      expected.append("\\u%04x".formatted((int) unit));
    }
    assertThat(canonical("\"" + Character.toString(codePoint) + "\""))
        .isEqualTo("\"" + expected + "\"");
  }

  /** The run of plain bytes is looked at eight at a time; here each byte stands in each place. */
  @Test
  void seesEveryByteInEveryPlaceOfAWord() {
    for (int b = 0; b < 256; b++) {
      for (int place = 0; place < 8; place++) {
        for (int filler : new int[] {' ', 'x', '~', '!', '#', '[', ']', '}'}) {
          long word = filler * 0x0101010101010101L;
          word = word & ~(0xffL << 8 * place) | (long) b << 8 * place;
          int expected = PlainRun.isPlain(b) ? 8 : place;
          assertThat(PlainRun.plainBytes(word)).as("%02x at %d", b, place).isEqualTo(expected);
        }
      }
    }
  }
}
