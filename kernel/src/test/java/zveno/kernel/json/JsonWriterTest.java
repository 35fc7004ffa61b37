package zveno.kernel.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static zveno.kernel.json.Json.bytes;
import static zveno.kernel.json.Json.text;

import java.math.BigInteger;
import org.junit.jupiter.api.Test;

class JsonWriterTest {

  @Test
  void printsAsPythonDoes() {
    JsonWriter writer =
        new JsonWriter()
            .beginObject()
            .name("index")
            .integer(-1)
            .name("big")
            .integer(BigInteger.TEN.pow(30))
            .name("\u00e9\u007f")
            .string("a\"\\\n/\ud83d\ude00\ud800")
            .name("list")
            .beginArray()
            .number(1)
            .number(-0.0)
            .number(Double.NEGATIVE_INFINITY)
            .bool(true)
            .bool(false)
            .nul()
            .beginArray()
            .endArray()
            .beginObject()
            .endObject()
            .raw(bytes("[2]"))
            .value(JsonValue.ofCanonical(bytes("x\"v\"y"), 1, 4))
            .endArray()
            .endObject();
    assertThat(text(writer.toBytes()))
        .isEqualTo(
            "{\"index\": -1, \"big\": 1000000000000000000000000000000, \"\\u00e9\\u007f\":"
                + " \"a\\\"\\\\\\n/\\ud83d\\ude00\\ud800\", \"list\": [1.0, -0.0, -Infinity, true,"
                + " false, null, [], {}, [2], \"v\"]}");
  }

  @Test
  void aScalarIsAWholeValue() {
    assertThat(text(new JsonWriter().string("").toBytes())).isEqualTo("\"\"");
  }

  @Test
  void refusesCallsOutOfTurn() {
    assertThatIllegalStateException().isThrownBy(() -> new JsonWriter().toBytes());
    assertThatIllegalStateException().isThrownBy(() -> new JsonWriter().name("a"));
    assertThatIllegalStateException().isThrownBy(() -> new JsonWriter().endArray());
    assertThatIllegalStateException().isThrownBy(() -> new JsonWriter().nul().nul());
    assertThatIllegalStateException().isThrownBy(() -> new JsonWriter().beginObject().nul());
    assertThatIllegalStateException().isThrownBy(() -> new JsonWriter().beginObject().endArray());
    assertThatIllegalStateException().isThrownBy(() -> new JsonWriter().beginArray().endObject());
    assertThatIllegalStateException().isThrownBy(() -> new JsonWriter().beginArray().name("a"));
    assertThatIllegalStateException().isThrownBy(() -> new JsonWriter().beginArray().toBytes());
    assertThatIllegalStateException()
        .isThrownBy(() -> new JsonWriter().beginObject().name("a").endObject());
    assertThatIllegalStateException()
        .isThrownBy(() -> new JsonWriter().beginObject().name("a").endArray());
  }
}
