package zveno.node.http.transport;

import java.io.Serial;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The request cannot be served; the message tells a person why, and what to do. Cheap to throw,
 * since clients choose how often.
 */
public final class HttpException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1;

  private final int status;
  private final transient ProblemType type;
  private final transient Map<String, String> fields;

  private HttpException(int status, ProblemType type, String detail, Map<String, String> fields) {
    super(detail, null, false, false);
    this.status = status;
    this.type = type;
    this.fields = fields;
  }

  public HttpException(int status, String detail, Map<String, String> fields) {
    this(status, ProblemType.ofStatus(status), detail, fields);
  }

  public HttpException(int status, String detail) {
    this(status, detail, Map.of());
  }

  public static HttpException badRequest(String detail) {
    return new HttpException(400, detail);
  }

  public static HttpException notFound(String detail) {
    return new HttpException(404, detail);
  }

  /** Something that may be over in a moment. */
  public static HttpException busy(String detail) {
    return new HttpException(503, detail).with("Retry-After", "1");
  }

  /**
   * There is no room for a transaction.
   *
   * @param why the beginning of the sentence that says what to do
   */
  public static HttpException poolFull(String why) {
    return new HttpException(429, why + "; mine a block, or try again when one has been mined")
        .with("Retry-After", "5");
  }

  /** This one with an additional header field. */
  public HttpException with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(fields);
    more.put(name, value);
    return new HttpException(status, type, detail(), more);
  }

  /** This error, by a name of its own. */
  public HttpException named(ProblemType name) {
    return new HttpException(status, name, detail(), fields);
  }

  /** This error, and the connection ends: what the client may still send is not read. */
  public HttpException closing() {
    return with("Connection", "close");
  }

  public int status() {
    return status;
  }

  /** What programs call it. */
  public ProblemType type() {
    return type;
  }

  public String detail() {
    return String.valueOf(getMessage());
  }

  /** In the form that suits the path: a problem for programs, or a line of text for people. */
  public Answer answer(String path) {
    Answer answer = Answer.of(status, mediaType(path), body(path));
    for (Map.Entry<String, String> field : fields.entrySet()) {
      answer = answer.with(field.getKey(), field.getValue());
    }
    return answer;
  }

  String mediaType(String path) {
    return ApiPath.contains(path) ? Answer.PROBLEM : Answer.TEXT;
  }

  public byte[] body(String path) {
    String text =
        ApiPath.contains(path) ? Problem.json(status, type, detail()) : "Error: " + detail();
    return (text + "\n").getBytes(StandardCharsets.UTF_8);
  }
}
