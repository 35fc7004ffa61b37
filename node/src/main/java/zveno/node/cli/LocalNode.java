package zveno.node.cli;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import zveno.kernel.bytes.DecodeException;
import zveno.kernel.json.JsonLimits;
import zveno.kernel.json.JsonValue;
import zveno.kernel.rules.RuleSet;
import zveno.node.http.HttpLimits;
import zveno.node.http.HttpSettings;
import zveno.node.miner.MinerSettings;
import zveno.node.storage.RocksStore;
import zveno.node.storage.StoreSettings;

/** A node in this process, in memory, on a free port, talked to over HTTP as anybody would. */
final class LocalNode implements AutoCloseable {

  private static final JsonLimits LIMITS = JsonLimits.defaults();

  private final Node node;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private LocalNode(Node node) {
    this.node = node;
  }

  static LocalNode start() {
    Clock clock = Clock.systemUTC();
    RuleOptions options = new RuleOptions();
    RocksStore store = RocksStore.open(StoreSettings.ephemeral().with(options.wanted()));
    RuleSet rules = RuleOptions.rulesOf(store.parameters());
    NodeConfig config =
        NodeConfig.on(
            new HttpSettings("127.0.0.1", 0, HttpLimits.DEFAULT),
            MinerSettings.onDemand(),
            "memory");
    return new LocalNode(
        new Node(config, store, rules, options.firstBlock(rules, clock::instant), clock));
  }

  String url() {
    return "http://" + node.uri().getAuthority();
  }

  JsonValue get(String path) throws IOException, InterruptedException {
    return send(request(path).GET().build());
  }

  JsonValue post(String path, String json) throws IOException, InterruptedException {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json))
            .build());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(node.uri().resolve(path)).timeout(Duration.ofSeconds(30));
  }

  private JsonValue send(HttpRequest request) throws IOException, InterruptedException {
    HttpResponse<byte[]> response = client.send(request, BodyHandlers.ofByteArray());
    if (response.statusCode() >= 300) {
      throw new IOException(
          request.uri() + ": " + new String(response.body(), StandardCharsets.UTF_8));
    }
    try {
      return JsonValue.parse(response.body(), LIMITS);
    } catch (DecodeException e) {
      throw new IOException(request.uri() + " did not answer with JSON", e);
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
    node.close();
  }
}
