package zveno.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import zveno.kernel.bytes.DecodeException;
import zveno.kernel.json.JsonLimits;
import zveno.kernel.json.JsonValue;

/** Calls of a JSON-RPC server on this machine, alone and in batches. */
final class Rpc {

  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final URI server;
  private final Optional<String> authorization;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /**
   * @param login {@code user:password}, if the server asks for one
   */
  Rpc(URI server, Optional<String> login) {
    this.server = server;
    this.authorization =
        login.map(text ->
            "Basic "
                + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII)));
  }

  URI server() {
    return server;
  }

  /**
   * A call, to be sent alone or in a batch.
   *
   * @param parameters elements of a list, in JSON
   */
  static String text(String method, String... parameters) {
    return "{\"jsonrpc\": \"2.0\", \"id\": 1, \"method\": \""
        + method
        + "\", \"params\": ["
        + String.join(", ", parameters)
        + "]}";
  }

  /** The result of a call. */
  JsonValue call(String method, String... parameters) throws IOException, InterruptedException {
    return result(send(text(method, parameters)));
  }

  /** The results of many calls, in their order. */
  List<JsonValue> batch(List<String> calls) throws IOException, InterruptedException {
    List<JsonValue> results = new ArrayList<>();
    for (JsonValue each : send("[" + String.join(", ", calls) + "]").elements()) {
      results.add(result(each));
    }
    return results;
  }

  private static JsonValue result(JsonValue answer) throws IOException {
    return answer
        .member("result")
        .filter(value ->
            !value.toString().equals("null")
                || answer.member("error").isEmpty()
                || answer.member("error").orElseThrow().toString().equals("null"))
        .orElseThrow(() -> new IOException("the call failed: " + answer));
  }

  private JsonValue send(String body) throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(server)
            .timeout(PATIENCE)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body));
    authorization.ifPresent(value -> request.header("Authorization", value));
    HttpResponse<byte[]> response = client.send(request.build(), BodyHandlers.ofByteArray());
    try {
      return JsonValue.parse(response.body(), JsonLimits.defaults());
    } catch (DecodeException e) {
      throw new IOException(server + " answered with status " + response.statusCode(), e);
    }
  }

  /** A request with this body, to be sent by a load. */
  byte[] request(String body) {
    return ("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            + authorization.map(value -> "Authorization: " + value + "\r\n").orElse("")
            + "Content-Length: "
            + body.length()
            + "\r\n\r\n"
            + body)
        .getBytes(StandardCharsets.US_ASCII);
  }

  void close() {
    client.shutdownNow();
  }
}
