package zveno.node.http.transport;

import java.nio.charset.StandardCharsets;
import zveno.kernel.json.JsonWriter;

/** A refusal for programs (RFC 9457). */
final class Problem {

  private Problem() {}

  /** The object itself. */
  static String json(int status, ProblemType type, String detail) {
    JsonWriter json = new JsonWriter();
    json.beginObject().name("type").string(type.uri());
    json.name("title").string(type.title());
    json.name("status").integer(status);
    json.name("detail").string(detail).endObject();
    return new String(json.toBytes(), StandardCharsets.US_ASCII);
  }
}
