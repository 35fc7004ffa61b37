package zveno.kernel.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static zveno.kernel.json.Json.assertRefused;
import static zveno.kernel.json.Json.bytes;
import static zveno.kernel.json.Json.canonical;

import java.io.ByteArrayInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import zveno.kernel.bytes.DecodeException;

class JsonLimitsTest {

  private static final JsonLimits LIMITS = JsonLimits.defaults();

  @Test
  void integersHaveAtMostSoManyDigits() throws DecodeException {
    String longest = "1".repeat(4300);
    assertThat(canonical("-" + longest)).isEqualTo("-" + longest);
    assertRefused(longest + "1", 4301, "integer of more than 4300 digits");
    assertRefused("[-" + longest + "1]", 4303, "integer of more than 4300 digits");
    assertThat(canonical(longest + "1.0")).as("a float may have more").isEqualTo("Infinity");
    assertRefused("12345", LIMITS.withMaxIntegerDigits(4), 5, "integer of more than 4 digits");
  }

  @Test
  void floatsHaveAtMostSoManyCharacters() throws DecodeException {
    String longest = "0." + "0".repeat(65_533) + "1";
    assertThat(canonical(longest)).isEqualTo("0.0");
    assertRefused(longest + "1", 65_536, "number of more than 65536 characters");
    assertRefused("1." + "1".repeat(70_000), 65_536, "number of more than 65536 characters");
    JsonLimits strict = LIMITS.withMaxFloatCharacters(5).withMaxIntegerDigits(3);
    assertThat(canonical("-1e12", strict)).isEqualTo("-1000000000000.0");
    assertRefused("-1e123", strict, 5, "number of more than 5 characters");
    assertRefused("11111", strict, 5, "integer of more than 3 digits");
    assertRefused("111111111", strict, 5, "number of more than 5 characters");
  }

  @Test
  void containersAreNestedAtMostSoDeep() throws DecodeException {
    JsonLimits three = LIMITS.withMaxDepth(3);
    assertThat(canonical("[{\"a\":[1]}]", three)).isEqualTo("[{\"a\": [1]}]");
    assertRefused("[{\"a\":[{}]}]", three, 7, "nested deeper than 3 containers");
    assertRefused("[".repeat(1_000_000), 900, "nested deeper than 900 containers");
    assertRefused("{\"\":".repeat(1_000_000), 3600, "nested deeper than 900 containers");
    assertThat(canonical("[[[]],[[]]]", three)).as("closed ones do not count").isNotEmpty();
  }

  @Test
  void whiteSpaceRunsAtMostSoFar() throws DecodeException {
    JsonLimits three = LIMITS.withMaxWhiteSpace(3);
    assertThat(canonical("   [   1   ,   2   ]   ", three)).isEqualTo("[1, 2]");
    assertRefused("[    1]", three, 4, "more than 3 bytes of white space");
    assertRefused(" ".repeat(70_000), 65_536, "more than 65536 bytes of white space");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\": 1, \"b\": [true, null]}",
        "\"plain text, some of it\"",
        "\"\\n\\u00e9\\ud83d\\ude00\"",
        "[[], {}, [], {}, [], {}]",
        "12345678901234567890",
        "-Infinity"
      })
  void aValueIsAtMostSoLargeToTheByte(String canonical) throws Exception {
    JsonLimits exact = LIMITS.withMaxCanonicalBytes(canonical.length());
    JsonLimits tooSmall = LIMITS.withMaxCanonicalBytes(canonical.length() - 1);
    assertThat(canonical(canonical, exact)).isEqualTo(canonical);
    assertRefused(canonical, tooSmall, canonical.length(), "value larger than");
    JsonReader skipping = new JsonReader(bytes(canonical), tooSmall);
    skipping.skip();
    skipping.end();
  }

  @Test
  void aFloatCountsAsItIsPrinted() throws DecodeException {
    assertThat(canonical("1.000000000000000000000000", LIMITS.withMaxCanonicalBytes(3)))
        .isEqualTo("1.0");
  }

  @Test
  void aStreamThatNeverEndsIsCutOff() {
    byte[] endless = bytes("[\"" + "x".repeat(5_000_000) + "\"]");
    JsonReader reader =
        new JsonReader(new ByteArrayInputStream(endless), LIMITS.withMaxCanonicalBytes(100_000));
    assertThat(catchThrowableOfType(DecodeException.class, reader::canonical))
        .hasMessageContaining("value larger than 100000 bytes")
        .satisfies(e -> assertThat(e.offset()).isLessThan(400_000));
  }

  @Test
  void nonFiniteNumbersCanBeForbidden() throws DecodeException {
    JsonLimits finite = LIMITS.withNonFinite(false);
    assertRefused("[NaN]", finite, 1, "NaN is not allowed here");
    assertRefused("Infinity", finite, 0, "Infinity is not allowed here");
    assertRefused("-Infinity", finite, 1, "Infinity is not allowed here");
    assertRefused("1e999", finite, 5, "float too large, infinity is not allowed here");
    assertRefused("-1e999", finite, 6, "float too large, infinity is not allowed here");
    assertThat(canonical("[1e308,-1e-999]", finite)).isEqualTo("[1e+308, -0.0]");
  }

  @Test
  void limitsThemselvesMakeSense() {
    assertThatIllegalArgumentException().isThrownBy(() -> LIMITS.withMaxDepth(0));
    assertThatIllegalArgumentException().isThrownBy(() -> LIMITS.withMaxWhiteSpace(-1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LIMITS.withMaxCanonicalBytes(Integer.MAX_VALUE));
  }
}
