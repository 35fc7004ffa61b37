package zveno.node.rules.strict.wallet;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import zveno.kernel.bytes.DecodeException;
import zveno.kernel.bytes.OneLine;
import zveno.kernel.json.JsonKind;
import zveno.kernel.json.JsonLimits;
import zveno.kernel.json.JsonValue;
import zveno.node.config.CommandException;

/** What a node has answered. */
@SuppressWarnings("ArrayRecordComponent") // nobody compares answers
record NodeAnswer(String call, int status, byte[] body) {

  private static final int MAX_SHOWN = 300;

  /** The body as JSON. */
  JsonValue json() {
    return JsonLine.read(body).orElseThrow(() -> strange("it is no JSON"));
  }

  /** A text in the body. */
  String text(String member) {
    return json()
        .member(member)
        .filter(value -> value.kind() == JsonKind.STRING)
        .map(JsonValue::text)
        .orElseThrow(() -> strange("it has no text " + member));
  }

  /** What a problem document says in words. */
  String detail() {
    return JsonLine.read(body).flatMap(NodeAnswer::detail).orElseGet(() -> "status " + status);
  }

  /** The words of an object that a node has answered, as a terminal may show them. */
  static Optional<String> detail(JsonValue said) {
    return Optional.of(said)
        .filter(problem -> problem.kind() == JsonKind.OBJECT)
        .flatMap(problem -> problem.member("detail"))
        .filter(detail -> detail.kind() == JsonKind.STRING)
        .map(JsonValue::text)
        .map(detail -> OneLine.of(detail, MAX_SHOWN));
  }

  CommandException strange(String why) {
    return CommandException.failed("what the node answered to " + call + " cannot be read: " + why);
  }

  /** Reads JSON from outside. */
  static final class JsonLine {

    private JsonLine() {}

    static Optional<JsonValue> read(byte[] text) {
      try {
        return Optional.of(JsonValue.parse(text, JsonLimits.defaults()));
      } catch (DecodeException e) {
        return Optional.empty();
      }
    }

    static Optional<JsonValue> read(String text) {
      return read(text.getBytes(StandardCharsets.UTF_8));
    }
  }
}
