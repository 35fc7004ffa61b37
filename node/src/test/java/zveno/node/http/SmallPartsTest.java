package zveno.node.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import zveno.node.http.routing.Cursor;
import zveno.node.http.routing.Query;
import zveno.node.http.transport.HttpException;
import zveno.node.http.transport.PercentDecoder;
import zveno.node.http.transport.Printable;
import zveno.node.rules.FiniteJson;

/** The parts that need no server. */
class SmallPartsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "NaN|\"NaN\"",
        "-Infinity|\"-Infinity\"",
        "[NaN, -1, -Infinity, Infinity]|[\"NaN\", -1, \"-Infinity\", \"Infinity\"]",
        "{\"NaN\": \"-Infinity\", \"I\\\"N\": NaN}|{\"NaN\": \"-Infinity\", \"I\\\"N\": \"NaN\"}",
        "\"\\\\\"|\"\\\\\"",
        "[-1e-05, true, false, null]|[-1e-05, true, false, null]",
        "-|-"
      })
  void onlyNumbersThatAreNoneBecomeStrings(String canonical, String shown) {
    byte[] bytes = canonical.getBytes(StandardCharsets.US_ASCII);

    assertThat(new String(FiniteJson.of(bytes), StandardCharsets.US_ASCII)).isEqualTo(shown);
    if (canonical.equals(shown)) {
      assertThat(FiniteJson.of(bytes)).isSameAs(bytes);
    }
  }

  @ParameterizedTest
  @CsvSource({"a%20b, a b", "%D0%96, Ж", "a+b, a+b", "%2f, /", "%2F, /", "'', ''"})
  void percentEncodingIsUndone(String encoded, String decoded) {
    assertThat(PercentDecoder.decode(encoded, false)).contains(decoded);
  }

  @ParameterizedTest
  @ValueSource(strings = {"%", "%4", "%g0", "%ff", "%c3%28", "%u0041", "%ed%a0%80"})
  void brokenPercentEncodingIsNothing(String encoded) {
    assertThat(PercentDecoder.decode(encoded, false)).isEmpty();
  }

  @Test
  void aPlusMeansASpaceInQueriesOnly() {
    assertThat(Query.of("address=a+b%2B", Set.of("address")).text("address")).contains("a b+");
  }

  @Test
  void cursorsAreReadOnlyForWhatTheyWereMade() {
    String cursor = Cursor.of("pool", -7, Long.MAX_VALUE);

    assertThat(Cursor.read(cursor, "pool", 2)).containsExactly(-7, Long.MAX_VALUE);
    assertThatThrownBy(() -> Cursor.read(cursor, "pool", 1)).isInstanceOf(HttpException.class);
    assertThatThrownBy(() -> Cursor.read(cursor, "asc", 2)).isInstanceOf(HttpException.class);
    assertThatThrownBy(() -> Cursor.read("", "pool", 2)).isInstanceOf(HttpException.class);
  }

  @Test
  void strangersTextIsMadePlain() {
    assertThat(Printable.of("a\r\n\u001b[0m\u202e\u00e9b")).isEqualTo("a???[0m??b");
    assertThat(Printable.of("x".repeat(1_000))).hasSizeLessThan(250);
  }
}
