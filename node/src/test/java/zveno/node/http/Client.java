package zveno.node.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;

/** Asks a node; every answer that it gets is held against the OpenAPI document. */
final class Client {

  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();

  private final URI node;
  private final Set<String> seen = new ConcurrentSkipListSet<>();

  Client(URI node) {
    this.node = node;
  }

  /** The documented answers that have come. */
  Set<String> seen() {
    return seen;
  }

  Got get(String path) {
    return send(request(path).GET());
  }

  Got head(String path) {
    return send(request(path).HEAD());
  }

  Got ask(String method, String path) {
    return send(request(path).method(method, BodyPublishers.noBody()));
  }

  Got post(String path) {
    return ask("POST", path);
  }

  Got post(String path, String json) {
    return post(path, "application/json", json);
  }

  Got post(String path, String type, String body) {
    return post(path, type, body.getBytes(StandardCharsets.UTF_8));
  }

  Got post(String path, String type, byte[] body) {
    return send(request(path).header("Content-Type", type).POST(BodyPublishers.ofByteArray(body)));
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(node.resolve(path)).timeout(Duration.ofSeconds(60));
  }

  Got send(HttpRequest.Builder request) {
    HttpRequest ready = request.build();
    try {
      HttpResponse<byte[]> response = http.send(ready, BodyHandlers.ofByteArray());
      Got got = new Got(response.statusCode(), response.headers(), response.body());
      String path = ready.uri().getRawPath();
      Contract.ours().check(ready.method(), path, got.unpacked()).ifPresent(seen::add);
      return got;
    } catch (IOException e) {
      throw new IllegalStateException(ready.method() + " " + ready.uri(), e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  EventReader eventsAfter(Object id) throws IOException, InterruptedException {
    return events("/api/v1/events", "Last-Event-ID", id.toString());
  }

  /** Begins to listen to events; the answer's head is checked, its body has no end. */
  EventReader events(String path, String... headers) throws IOException, InterruptedException {
    HttpRequest.Builder request = request(path);
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    HttpResponse<InputStream> response = http.send(request.build(), BodyHandlers.ofInputStream());
    Got head = new Got(response.statusCode(), response.headers(), new byte[0]);
    Contract.ours().check("GET", "/api/v1/events", head).ifPresent(seen::add);
    return new EventReader(response.body());
  }
}
