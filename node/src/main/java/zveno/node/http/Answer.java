package zveno.node.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** What is sent back. */
sealed interface Answer {

  /** The status code. */
  int status();

  /** The media type of the body. */
  String type();

  /** Header fields beyond those that every answer has. */
  Map<String, String> fields();

  /** Writes the body. */
  Source source();

  /** An answer that is in memory as a whole. */
  @SuppressWarnings("ArrayRecordComponent") // compared nowhere
  record Whole(int status, String type, Map<String, String> fields, byte[] body) implements Answer {

    @Override
    public Source source() {
      return out -> out.write(body);
    }

    Whole with(String name, String value) {
      Map<String, String> more = new LinkedHashMap<>(fields);
      more.put(name, value);
      return new Whole(status, type, more, body);
    }
  }

  /** An answer that is written while it is being read. */
  record Streamed(int status, String type, Map<String, String> fields, Source source)
      implements Answer {}

  /** Writes a body. Not called at all if only the head is asked for. */
  @FunctionalInterface
  interface Source {

    /** An exception breaks the connection off if anything has been sent. */
    void writeTo(Outlet out) throws IOException, InterruptedException;
  }

  String JSON = "application/json";
  String LINES = "application/x-ndjson";
  String PROBLEM = "application/problem+json";
  String TEXT = "text/plain; charset=utf-8";
  String HTML = "text/html; charset=utf-8";
  String BYTES = "application/octet-stream";

  /** JSON, on a line of its own as Flask sends it. */
  static Whole json(int status, byte[] json) {
    return new Whole(status, JSON, Map.of(), line(json));
  }

  /** The same bytes and a line feed. */
  static byte[] line(byte[] text) {
    byte[] line = Arrays.copyOf(text, text.length + 1);
    line[text.length] = '\n';
    return line;
  }

  /** A page, or one of the tutorial's two refusals, which it sends as one. */
  static Whole html(int status, String text) {
    return of(status, HTML, text);
  }

  /** Anything that is text. */
  static Whole of(int status, String type, String text) {
    return new Whole(status, type, Map.of(), utf8(text));
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** JSON that is written while it is being read. */
  static Streamed stream(int status, String type, Source source) {
    return new Streamed(status, type, Map.of(), source);
  }
}
