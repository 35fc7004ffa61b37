package zveno.kernel.json;

import static org.assertj.core.api.Assertions.assertThat;
import static zveno.kernel.json.Json.canonical;

import org.junit.jupiter.api.Test;
import zveno.kernel.bytes.DecodeException;

/** Members come out sorted by code point, and of those that share a name only the last. */
class JsonOrderTest {

  @Test
  void sortsOnEveryLevel() throws DecodeException {
    assertThat(canonical("{\"b\":{\"y\":[{\"d\":1,\"c\":2}],\"x\":0},\"a\":{\"f\":1,\"e\":2}}"))
        .isEqualTo(
            "{\"a\": {\"e\": 2, \"f\": 1}, \"b\": {\"x\": 0, \"y\": [{\"c\": 2, \"d\": 1}]}}");
  }

  @Test
  void aNameComesBeforeItsContinuations() throws DecodeException {
    assertThat(canonical("{\"ab\":1,\"a\":2,\"\":3,\"a!\":4}"))
        .isEqualTo("{\"\": 3, \"a\": 2, \"a!\": 4, \"ab\": 1}");
  }

  @Test
  void sortsByCodePointAndNotByUtf16() throws DecodeException {
    assertThat(canonical("{\"\ud83d\ude00\":1,\"\uffff\":2,\"\\ud800\":3,\"\\ue000\":4,\"z\":5}"))
        .isEqualTo(
            "{\"z\": 5, \"\\ud800\": 3, \"\\ue000\": 4, \"\\uffff\": 2, \"\\ud83d\\ude00\": 1}");
  }

  @Test
  void sortsByMeaningAndNotByEscape() throws DecodeException {
    assertThat(
            canonical("{\"]\":1,\"\\\\\":2,\"[\":3,\"\\\"\":4,\"!\":5,\"\\n\":6,\"#\":7,\" \":8}"))
        .isEqualTo(
            "{\"\\n\": 6, \" \": 8, \"!\": 5, \"\\\"\": 4, \"#\": 7, \"[\": 3, \"\\\\\": 2, \"]\":"
                + " 1}");
  }

  @Test
  void theLastOfANameWins() throws DecodeException {
    assertThat(canonical("{\"a\":1,\"a\":2}")).isEqualTo("{\"a\": 2}");
    assertThat(
            canonical("{\"b\":1,\"a\":{\"z\":1,\"y\":2},\"\\u0062\":[3],\"a\":{\"d\":1,\"c\":2}}"))
        .isEqualTo("{\"a\": {\"c\": 2, \"d\": 1}, \"b\": [3]}");
  }

  @Test
  void whatLiesInAReplacedMemberLeavesNoTrace() throws DecodeException {
    assertThat(
            canonical("[{\"a\":[{\"y\":1,\"x\":{\"q\":1,\"p\":2}}],\"a\":{\"n\":1,\"m\":2}},{}]"))
        .isEqualTo("[{\"a\": {\"m\": 2, \"n\": 1}}, {}]");
  }
}
