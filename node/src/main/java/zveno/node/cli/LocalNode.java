package zveno.node.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import zveno.kernel.bytes.DecodeException;
import zveno.kernel.json.JsonLimits;
import zveno.kernel.json.JsonValue;
import zveno.kernel.rules.RuleSet;
import zveno.node.assembly.Node;
import zveno.node.assembly.NodeConfig;
import zveno.node.assembly.PeerSettings;
import zveno.node.config.RuleOptions;
import zveno.node.http.HttpSettings;
import zveno.node.http.transport.HttpLimits;
import zveno.node.miner.MinerSettings;
import zveno.node.peers.PeerPolicy;
import zveno.node.protocol.ChainLimits;
import zveno.node.service.EventLog;
import zveno.node.storage.RocksStore;
import zveno.node.storage.StoreSettings;

/** A node in this process, on a port of this machine, called over HTTP like any node. */
public final class LocalNode implements AutoCloseable {

  private static final JsonLimits LIMITS = JsonLimits.defaults();

  private final Node node;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private LocalNode(Node node) {
    this.node = node;
  }

  /** One that keeps nothing, on a free port. */
  public static LocalNode start() {
    return start(
        StoreSettings.ephemeral(),
        "memory",
        new RuleOptions(),
        0,
        MinerSettings.onDemand(),
        PeerSettings.NONE);
  }

  /**
   * One that keeps nothing, on a free port, whose chain begins with this block.
   *
   * @param rewards the address that gets the rewards
   */
  public static LocalNode start(String rules, byte[] genesis, String rewards) {
    return start(
        StoreSettings.ephemeral(),
        "memory",
        RuleOptions.beginningWith(rules, genesis),
        0,
        MinerSettings.onDemand().payingTo(Optional.of(rewards)),
        PeerSettings.NONE);
  }

  /** One of a net of easy proofs, that keeps nothing; it searches in one thread. */
  public static LocalNode inNet(int port, int difficulty, PeerSettings peers) {
    RuleOptions rules = new RuleOptions();
    rules.difficulty = difficulty;
    return start(
        StoreSettings.ephemeral(), "memory", rules, port, new MinerSettings(false, 1), peers);
  }

  /** One that keeps its chain in this folder, on a free port. */
  public static LocalNode on(Path folder) {
    return start(
        StoreSettings.in(folder),
        "sync",
        new RuleOptions(),
        0,
        MinerSettings.onDemand(),
        PeerSettings.NONE);
  }

  private static LocalNode start(
      StoreSettings where,
      String promise,
      RuleOptions options,
      int port,
      MinerSettings miner,
      PeerSettings peers) {
    Clock clock = Clock.systemUTC();
    RocksStore store = RocksStore.open(where.with(options.wanted()));
    RuleSet rules = RuleOptions.rulesOf(store.parameters());
    NodeConfig config =
        NodeConfig.on(new HttpSettings("127.0.0.1", port, HttpLimits.DEFAULT), miner, promise)
            .with(ChainLimits.DEFAULT, PeerPolicy.ANY, peers);
    return new LocalNode(
        new Node(config, store, rules, options.firstBlock(rules, clock::instant), clock));
  }

  public int port() {
    return node.uri().getPort();
  }

  /** What happens there, without a request. */
  public EventLog events() {
    return node.service().events();
  }

  /** The hash of its last block, without a request. */
  public String tip() {
    return node.service().tip().id().hex();
  }

  public String url() {
    return "http://" + node.uri().getAuthority();
  }

  public JsonValue get(String path) throws IOException, InterruptedException {
    return send(request(path).GET().build());
  }

  public JsonValue post(String path, String json) throws IOException, InterruptedException {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json))
            .build());
  }

  /** Mines a block; its hash. */
  public String mine() throws IOException, InterruptedException {
    JsonValue block = post("/api/v1/blocks", "");
    return block.member("hash").orElseThrow(() -> new IOException("no hash in " + block)).text();
  }

  public JsonValue delete(String path) throws IOException, InterruptedException {
    return send(request(path).DELETE().build());
  }

  /**
   * How long one answer took.
   *
   * @param begunNanos until it began
   * @param readNanos until it was read to its end
   */
  public record Timed(long begunNanos, long readNanos) {}

  /** Asks for this, and lets go of the answer as it comes. */
  public Timed time(String path) throws IOException, InterruptedException {
    long began = System.nanoTime();
    HttpResponse<InputStream> response =
        client.send(
            HttpRequest.newBuilder(node.uri().resolve(path)).GET().build(),
            BodyHandlers.ofInputStream());
    long begun = System.nanoTime() - began;
    try (InputStream body = response.body()) {
      body.transferTo(OutputStream.nullOutputStream());
    }
    if (response.statusCode() != 200) {
      throw new IOException(path + " was answered with " + response.statusCode());
    }
    return new Timed(begun, System.nanoTime() - began);
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(node.uri().resolve(path)).timeout(Duration.ofSeconds(30));
  }

  /**
   * Posts what is to be refused; what the node says of it.
   *
   * @throws IOException if it is taken
   */
  public String refusal(String path, String json) throws IOException, InterruptedException {
    HttpResponse<String> response =
        client.send(
            request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json))
                .build(),
            BodyHandlers.ofString());
    if (response.statusCode() != 400) {
      throw new IOException(path + " was answered with " + response.statusCode());
    }
    return response.body().strip();
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
