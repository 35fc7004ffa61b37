package zveno.node.http;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Reads server-sent events as a browser does. */
final class EventReader implements AutoCloseable {

  /** An event as it came; its id is -1 if it has none. */
  record Heard(String eventId, String kind, JsonNode data) {

    long id() {
      return Long.parseLong(eventId);
    }
  }

  private final BufferedReader lines;
  private int comments;

  EventReader(InputStream stream) {
    lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
  }

  /** The next event; nothing at the end of the stream. */
  Optional<Heard> next() throws IOException {
    Map<String, String> fields = new HashMap<>();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.isEmpty() && fields.containsKey("data")) {
        return Optional.of(
            new Heard(
                fields.getOrDefault("id", "-1"),
                fields.get("event"),
                Got.parsed(fields.get("data"))));
      }
      if (line.startsWith(":")) {
        comments++;
      } else if (!line.isEmpty()) {
        int colon = line.indexOf(": ");
        fields.put(line.substring(0, colon), line.substring(colon + 2));
      }
    }
    return Optional.empty();
  }

  /** Reads up to the next comment, which stands for nothing but a sign of life. */
  void awaitComment() throws IOException {
    int before = comments;
    while (comments == before) {
      String line = lines.readLine();
      if (line == null) {
        throw new IOException("the stream has ended");
      }
      comments += line.startsWith(":") ? 1 : 0;
    }
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
