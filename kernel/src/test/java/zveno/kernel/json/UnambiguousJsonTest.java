package zveno.kernel.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import zveno.kernel.bytes.DecodeException;

/** What readers of JSON understand differently is refused where the limits ask for it. */
class UnambiguousJsonTest {

  private static final JsonLimits PYTHON = JsonLimits.defaults();
  private static final JsonLimits UNAMBIGUOUS = PYTHON.withUnambiguous(true);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\": 1, \"a\": 1}",
        "{\"a\": 1, \"b\": 2, \"a\": 3}",
        "{\"b\": 1, \"a\": 2, \"\\u0062\": 3}",
        "[{\"x\": {\"k\": 0, \"k\": 0}}]",
        "-0",
        "{\"a\": -0}",
        "[1, -0, 2]",
        "\"\\ud83d\"",
        "\"\\ude00\"",
        "\"\\ud83dx\"",
        "\"\\ud83d\\n\"",
        "\"\\ud83d\\ud83d\\ude00\"",
        "\"\\ud83d\\ude00\\ude00\"",
        "\"\\ud83d \\ude00\"",
        "{\"\\udfff\": 1}"
      })
  void refused(String document) throws Exception {
    assertThatThrownBy(() -> whole(document, UNAMBIGUOUS)).isInstanceOf(DecodeException.class);
    assertThatThrownBy(() -> dripping(document)).isInstanceOf(DecodeException.class);
    whole(document, PYTHON);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\": {\"a\": 1}, \"b\": [{\"a\": 1}, {\"a\": 2}]}",
        "{\"b\": 1, \"a\": 2}",
        "0",
        "[-1, 0, -0.0]",
        "\"\\ud83d\\ude00\"",
        "\"\\ud83d\\ude00\\ud83d\\ude00 \\u00e9\"",
        "\"\ud83d\ude00\"",
        "[\"\\ud83d\\ude00\", \"\\\\ud83d\"]"
      })
  void readAsPythonReadsThem(String document) throws Exception {
    assertThat(whole(document, UNAMBIGUOUS)).isEqualTo(whole(document, PYTHON));
    assertThat(dripping(document)).isEqualTo(whole(document, PYTHON));
  }

  @Test
  void theMessageNamesTheMember() {
    assertThatThrownBy(() -> whole("{\"fee\": 1, \"fee\": 2}", UNAMBIGUOUS))
        .hasMessage("the member \"fee\" occurs twice, at byte 20");
  }

  private static byte[] whole(String document, JsonLimits limits) throws DecodeException {
    return JsonReader.canonicalize(document.getBytes(StandardCharsets.UTF_8), limits);
  }

  /** The same from a stream that gives a byte at a time. */
  private static byte[] dripping(String document) throws IOException, DecodeException {
    byte[] bytes = document.getBytes(StandardCharsets.UTF_8);
    JsonReader reader =
        new JsonReader(new Dripping(new ByteArrayInputStream(bytes), 1), UNAMBIGUOUS);
    byte[] canonical = reader.canonical();
    reader.end();
    return canonical;
  }
}
