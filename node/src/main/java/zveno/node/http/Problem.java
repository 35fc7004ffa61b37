package zveno.node.http;

import org.eclipse.jetty.http.HttpStatus;
import zveno.kernel.json.JsonWriter;

/** A refusal for programs (RFC 9457). */
final class Problem {

  private Problem() {}

  /** The object itself. */
  static byte[] json(int status, String detail) {
    JsonWriter json = new JsonWriter();
    json.beginObject().name("type").string("about:blank");
    json.name("title").string(title(status));
    json.name("status").integer(status);
    json.name("detail").string(detail).endObject();
    return json.toBytes();
  }

  private static String title(int status) {
    return HttpStatus.getMessage(status);
  }
}
