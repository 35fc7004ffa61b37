package zveno.node.rules.strict.wallet;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import zveno.kernel.json.JsonValue;
import zveno.kernel.json.JsonWriter;

/** What a node says is shown, and moves no cursor. */
class NodeAnswerTest {

  private static byte[] problem(String detail) {
    return new JsonWriter().beginObject().name("detail").string(detail).endObject().toBytes();
  }

  @Test
  void wordsOfANodeAreOneLineWithoutEscapes() {
    String bad = "no\u001b[2J\u202e such\nline \u00e9";
    byte[] said = problem(bad);
    assertThat(NodeAnswer.detail(JsonValue.ofCanonical(said, 0, said.length)))
        .contains("no?[2J? such?line \u00e9");
    assertThat(new NodeAnswer("a call", 409, said).detail()).isEqualTo("no?[2J? such?line \u00e9");
  }

  @Test
  void aDetailThatIsNoTextIsNone() {
    assertThat(
            new NodeAnswer("a call", 409, "{\"detail\": 7}".getBytes(StandardCharsets.US_ASCII))
                .detail())
        .isEqualTo("status 409");
  }
}
