package zveno.kernel.json;

import static org.assertj.core.api.Assertions.assertThat;
import static zveno.kernel.json.Json.bytes;

import java.math.BigDecimal;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("slow")
class PythonFloatTest {

  @ParameterizedTest
  @CsvSource({
    "0x0.0p0, 0.0",
    "-0x0.0p0, -0.0",
    "1, 1.0",
    "1e15, 1000000000000000.0",
    "1e16, 1e+16",
    "9999999999999998, 9999999999999998.0",
    "-9007199254740994, -9007199254740994.0",
    "1e22, 1e+22",
    "1e23, 1e+23",
    "1e-4, 0.0001",
    "1e-5, 1e-05",
    "1.5e-7, 1.5e-07",
    "123456.75, 123456.75",
    "1.7976931348623157e308, 1.7976931348623157e+308",
    "2.2250738585072014e-308, 2.2250738585072014e-308",
    "4.9e-324, 5e-324",
    "9.9e-324, 1e-323",
    "1.5e-323, 1.5e-323",
    "2e-323, 2e-323",
    "NaN, NaN",
    "Infinity, Infinity",
    "-Infinity, -Infinity"
  })
  void printsAsPythonDoes(String java, String repr) {
    assertThat(PythonFloat.repr(Double.parseDouble(java))).isEqualTo(repr);
  }

  /** The parser has a short way for numbers such as time stamps; Java's own is the judge. */
  @Test
  void theShortWayOfParsingIsCorrectlyRounded() {
    long seed = 271828;
    System.out.println("PythonFloatTest: seed " + seed);
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 300_000; i++) {
      StringBuilder literal = new StringBuilder();
      if (random.nextInt(4) == 0) {
        // In the middle of two doubles, where it matters most.
        double x = Math.scalb(1 + random.nextDouble(), random.nextInt(50));
        BigDecimal middle = new BigDecimal(x).add(new BigDecimal(Math.nextUp(x)));
        String plain = middle.divide(BigDecimal.TWO).toPlainString();
        literal.append(plain, 0, Math.min(plain.length(), 19));
      } else {
        long digits = random.nextLong(1L << random.nextInt(1, 60));
        literal.append(BigDecimal.valueOf(digits, random.nextInt(18)).toPlainString());
      }
      if (literal.indexOf(".") < 0 || literal.indexOf(".") == literal.length() - 1) {
        continue;
      }
      byte[] text = bytes((random.nextBoolean() ? "-" : "") + literal);
      assertThat(FloatParser.parse(text, 0, text.length))
          .as(literal.toString())
          .isEqualTo(Double.parseDouble(Json.text(text)));
    }
  }
}
