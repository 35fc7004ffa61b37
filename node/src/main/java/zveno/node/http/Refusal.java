package zveno.node.http;

import java.io.Serial;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import zveno.node.service.UnavailableException;

/**
 * The request cannot be served; the message tells a person why, and what to do. Cheap to throw,
 * since clients choose how often.
 */
final class Refusal extends RuntimeException {

  @Serial private static final long serialVersionUID = 1;

  private final int status;
  private final transient Map<String, String> fields;

  private Refusal(int status, String detail, Map<String, String> fields) {
    super(detail, null, false, false);
    this.status = status;
    this.fields = fields;
  }

  Refusal(int status, String detail) {
    this(status, detail, Map.of());
  }

  static Refusal badRequest(String detail) {
    return new Refusal(400, detail);
  }

  static Refusal notFound(String detail) {
    return new Refusal(404, detail);
  }

  /** Something that may be over in a moment. */
  static Refusal busy(String detail) {
    return new Refusal(503, detail).with("Retry-After", "1");
  }

  static Refusal poolFull() {
    return new Refusal(429, "the pool is full; mine a block, or try again when one has been mined")
        .with("Retry-After", "5");
  }

  /** The node cannot write at present. */
  static Refusal of(UnavailableException why) {
    String detail = String.valueOf(why.getMessage());
    return switch (why.reason()) {
      case BUSY -> busy(detail);
      case DISK_FULL -> new Refusal(507, detail);
      case STOPPED -> new Refusal(503, detail);
    };
  }

  /** The same with one header field more. */
  Refusal with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(fields);
    more.put(name, value);
    return new Refusal(status, detail(), more);
  }

  /** The same, and the connection ends: what the client may still send is not read. */
  Refusal closing() {
    return with("Connection", "close");
  }

  int status() {
    return status;
  }

  String detail() {
    return String.valueOf(getMessage());
  }

  /** In the form that suits the path: a problem for programs, or a line of text for people. */
  Answer answer(String path) {
    Answer answer = Answer.of(status, type(path), body(path));
    for (Map.Entry<String, String> field : fields.entrySet()) {
      answer = answer.with(field.getKey(), field.getValue());
    }
    return answer;
  }

  String type(String path) {
    return path.startsWith(Routes.API) ? Answer.PROBLEM : Answer.TEXT;
  }

  byte[] body(String path) {
    String text =
        path.startsWith(Routes.API) ? Problem.json(status, detail()) : "Error: " + detail();
    return (text + "\n").getBytes(StandardCharsets.UTF_8);
  }
}
