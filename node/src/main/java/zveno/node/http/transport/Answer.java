package zveno.node.http.transport;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What is sent back.
 *
 * @param status the status code
 * @param type the media type of the body
 * @param fields header fields beyond those that every answer has
 * @param length how many bytes the body has, if that is known before it is written
 * @param source writes the body; not called at all if only the head is asked for
 */
public record Answer(
    int status, String type, Map<String, String> fields, OptionalLong length, Source source)
    implements Reply {

  public static final String JSON = "application/json";
  public static final String LINES = "application/x-ndjson";

  /** Server-sent events, in the HTML Standard. */
  public static final String EVENT_STREAM = "text/event-stream";

  static final String PROBLEM = "application/problem+json";
  public static final String TEXT = "text/plain; charset=utf-8";
  public static final String HTML = "text/html; charset=utf-8";
  public static final String BYTES = "application/octet-stream";

  /** Writes a body. */
  @FunctionalInterface
  public interface Source {

    /** An exception breaks the connection off if anything has been sent. */
    void writeTo(ResponseStream out) throws IOException, InterruptedException;
  }

  /** A body that is in memory. */
  public static Answer of(int status, String type, byte[] body) {
    return new Answer(status, type, Map.of(), OptionalLong.of(body.length), out -> out.write(body));
  }

  /** A page, or one of the tutorial's two refusals, which it sends as one. */
  public static Answer html(int status, String text) {
    return of(status, HTML, text.getBytes(StandardCharsets.UTF_8));
  }

  /** JSON, on a line of its own as Flask sends it. */
  public static Answer json(int status, byte[] json) {
    return new Answer(
        status,
        JSON,
        Map.of(),
        OptionalLong.of(json.length + 1L),
        out -> {
          out.write(json);
          out.write("\n");
        });
  }

  /** A body that is written while it is being read. */
  public static Answer stream(int status, String type, Source source) {
    return new Answer(status, type, Map.of(), OptionalLong.empty(), source);
  }

  /** This answer, to be passed on unbuffered: nginx obeys that header field. */
  public Answer unbuffered() {
    return with("X-Accel-Buffering", "no");
  }

  /** This one with an additional header field. */
  public Answer with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(fields);
    more.put(name, value);
    return new Answer(status, type, more, length, source);
  }
}
