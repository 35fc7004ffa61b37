package zveno.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import zveno.kernel.bytes.DecodeException;
import zveno.kernel.bytes.Hash;
import zveno.kernel.json.JsonKind;
import zveno.kernel.json.JsonLimits;
import zveno.kernel.json.JsonValue;
import zveno.kernel.json.JsonWriter;

/** A node, seen over HTTP. */
final class Api {

  /** As much as any test needs. */
  static final JsonLimits LIMITS =
      JsonLimits.defaults().withMaxDepth(2_000).withMaxCanonicalBytes(JsonLimits.LARGEST);

  private static final HttpClient CLIENT =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(10))
          .build();

  private final URI root;
  private final HttpClient client;

  Api(URI root) {
    this(root, CLIENT);
  }

  private Api(URI root, HttpClient client) {
    this.root = root;
    this.client = client;
  }

  /** The same node, asked by another client. */
  Api by(HttpClient other) {
    return new Api(root, other);
  }

  /** What was answered. */
  record Answer(int status, HttpHeaders headers, byte[] body) {

    String text() {
      return new String(body, StandardCharsets.UTF_8);
    }

    JsonValue json() {
      return parse(body);
    }

    Answer expect(int wanted) {
      assertThat(status).as(this::text).isEqualTo(wanted);
      return this;
    }
  }

  String url() {
    return root.toString();
  }

  URI uri() {
    return root;
  }

  Answer get(String path) throws IOException, InterruptedException {
    return send(request(path).GET());
  }

  Answer get(String path, String... headers) throws IOException, InterruptedException {
    return send(request(path).GET().headers(headers));
  }

  Answer post(String path, String json) throws IOException, InterruptedException {
    return post(path, "application/json", json.getBytes(StandardCharsets.UTF_8));
  }

  Answer post(String path, String type, byte[] body) throws IOException, InterruptedException {
    return send(request(path).header("Content-Type", type).POST(BodyPublishers.ofByteArray(body)));
  }

  /** Posts with an idempotency key. */
  Answer postOnce(String key, String path, String type, String body)
      throws IOException, InterruptedException {
    return send(
        request(path)
            .header("Content-Type", type)
            .header("Idempotency-Key", '"' + key + '"')
            .POST(BodyPublishers.ofString(body)));
  }

  /** The answer's body as it comes; to be closed. */
  HttpResponse<InputStream> stream(String path) throws IOException, InterruptedException {
    return client.send(request(path).GET().build(), BodyHandlers.ofInputStream());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(root.resolve(path)).timeout(Duration.ofSeconds(60));
  }

  private Answer send(HttpRequest.Builder request) throws IOException, InterruptedException {
    HttpResponse<byte[]> response = client.send(request.build(), BodyHandlers.ofByteArray());
    return new Answer(response.statusCode(), response.headers(), response.body());
  }

  // The tutorial's calls.

  /** A block as {@code GET /mine} answers it. */
  JsonValue mine() throws IOException, InterruptedException {
    return get("/mine").expect(200).json();
  }

  void mine(int blocks) throws IOException, InterruptedException {
    for (int i = 0; i < blocks; i++) {
      mine();
    }
  }

  /** Posts a transaction given as JSON text. */
  void submit(String transaction) throws IOException, InterruptedException {
    post("/transactions/new", transaction).expect(201);
  }

  void register(Peer... peers) throws IOException, InterruptedException {
    for (Peer peer : peers) {
      register(peer.api().url());
    }
  }

  void register(String url) throws IOException, InterruptedException {
    post("/nodes/register", "{\"nodes\": [\"" + url + "\"]}").expect(201);
  }

  /** Asks the peers; true if the chain was replaced. */
  boolean resolve() throws IOException, InterruptedException {
    JsonValue answer = get("/nodes/resolve").expect(200).json();
    String message = text(answer, "message");
    boolean replaced = message.equals("Our chain was replaced");
    assertThat(message).isIn("Our chain was replaced", "Our chain is authoritative");
    assertThat(answer.member(replaced ? "new_chain" : "chain")).isPresent();
    return replaced;
  }

  /** All blocks; checks that the length is right. */
  List<JsonValue> chain() throws IOException, InterruptedException {
    JsonValue answer = get("/chain").expect(200).json();
    List<JsonValue> blocks = elements(answer, "chain");
    assertThat(integer(answer, "length")).isEqualTo(blocks.size());
    return blocks;
  }

  /** The hash of each block, as we see it. */
  List<String> hashes() throws IOException, InterruptedException {
    return hashes(chain());
  }

  static List<String> hashes(List<JsonValue> chain) {
    return chain.stream().map(Api::hash).toList();
  }

  /** The hash of a block's canonical text. */
  static String hash(JsonValue block) {
    return Hash.of(block.bytes()).hex();
  }

  /** The identifier of the node that mined a block: whoever has its reward. */
  static String minerOf(JsonValue block) {
    return text(elements(block, "transactions").getLast(), "recipient");
  }

  // What is beside the tutorial's.

  /** All transactions that wait, in their order. */
  List<JsonValue> pool() throws IOException, InterruptedException {
    List<JsonValue> all = new ArrayList<>();
    String path = "/api/v1/pool?limit=1000";
    while (true) {
      JsonValue page = get(path).expect(200).json();
      elements(page, "entries").forEach(entry -> all.add(member(entry, "transaction")));
      JsonValue next = member(page, "next");
      if (next.kind() == JsonKind.NULL) {
        return all;
      }
      path = "/api/v1/pool?limit=1000&cursor=" + next.text();
    }
  }

  /** Mines a block; the answer has its {@code height} and its {@code hash}. */
  JsonValue mineAnew() throws IOException, InterruptedException {
    return post("/api/v1/blocks", "application/json", new byte[0]).expect(201).json();
  }

  /** The stream of events after this number; to be closed. */
  HttpResponse<InputStream> events(long after) throws IOException, InterruptedException {
    HttpRequest request =
        request("/api/v1/events").header("Last-Event-ID", Long.toString(after)).GET().build();
    return CLIENT.send(request, BodyHandlers.ofInputStream());
  }

  // JSON at hand.

  static JsonValue parse(byte[] json) {
    try {
      return JsonValue.parse(json, LIMITS);
    } catch (DecodeException e) {
      throw new AssertionError("no JSON: " + new String(json, StandardCharsets.UTF_8), e);
    }
  }

  static JsonValue parse(String json) {
    return parse(json.getBytes(StandardCharsets.UTF_8));
  }

  static JsonValue member(JsonValue object, String name) {
    return object
        .member(name)
        .orElseThrow(() -> new AssertionError("no " + name + " in " + object));
  }

  static String text(JsonValue object, String name) {
    return member(object, name).text();
  }

  static long integer(JsonValue object, String name) {
    return member(object, name).integer().longValueExact();
  }

  static List<JsonValue> elements(JsonValue object, String name) {
    List<JsonValue> elements = new ArrayList<>();
    member(object, name).elements().forEach(elements::add);
    return elements;
  }

  /** A transaction that nobody else makes, if the words are new. */
  static String transaction(String sender, String recipient, long amount) {
    JsonWriter json = new JsonWriter().beginObject();
    json.name("amount").integer(amount);
    json.name("recipient").string(recipient);
    json.name("sender").string(sender).endObject();
    return new String(json.toBytes(), StandardCharsets.US_ASCII);
  }
}
