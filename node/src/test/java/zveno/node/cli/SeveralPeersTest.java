package zveno.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import zveno.LongRunning;
import zveno.kernel.rules.strict.Coins;
import zveno.kernel.rules.strict.Genesis;
import zveno.kernel.rules.strict.StrictNets;
import zveno.kernel.rules.strict.StrictNets.Person;
import zveno.node.sync.StubPeer;
import zveno.system.Await;

/**
 * A node that is behind fetches bodies from three peers with the same chain, of which one is slow,
 * lies or breaks off: the rest goes on.
 */
@LongRunning
@Timeout(240)
class SeveralPeersTest {

  private static final Person ANN = Person.numbered(1);

  private static final int BLOCKS = 70;

  /** With five of these a block has 80 KiB, so that an answer of 1 MiB holds a dozen blocks. */
  private static final String DATA = "text".repeat(4_000);

  private final Genesis genesis =
      StrictNets.genesis(50, 0, 2, Map.of(ANN.address(), new Coins(1_000)));
  private final HttpClient http = HttpClient.newHttpClient();
  private final ObjectMapper json = new ObjectMapper();
  private final List<Relay> relays = new ArrayList<>();

  /** Both others have been asked for blocks: only then does the lead give more than the first. */
  private final CountDownLatch othersAsked = new CountDownLatch(2);

  private final CountDownLatch over = new CountDownLatch(1);

  @TempDir Path home;
  private Path file;
  private NodeHere source;

  @BeforeEach
  void start() throws Exception {
    file = home.resolve("genesis.json");
    Files.write(file, genesis.canonical());
    source = strict();
  }

  private NodeHere strict(String... more) {
    List<String> options =
        new ArrayList<>(
            List.of(
                "--rules=strict",
                "--genesis=" + file,
                "--ephemeral",
                "--mining-threads=1",
                "--reward-address=" + ANN.address().text()));
    options.addAll(List.of(more));
    return NodeHere.start(options);
  }

  @AfterEach
  void close() throws IOException {
    over.countDown();
    for (Relay relay : relays) {
      relay.stub.close();
    }
    source.close();
    http.close();
  }

  private HttpResponse<String> ask(URI node, String path) throws IOException, InterruptedException {
    return http.send(HttpRequest.newBuilder(node.resolve(path)).build(), BodyHandlers.ofString());
  }

  private void mine() throws Exception {
    int nonce = 0;
    for (int i = 0; i < BLOCKS; i++) {
      StringBuilder lines = new StringBuilder();
      for (int j = 0; j < 5; j++) {
        lines.append(ANN.records(genesis.id(), DATA, 0, nonce++)).append('\n');
      }
      post("/api/v1/transactions", "application/x-ndjson", lines.toString());
      post("/api/v1/blocks", "application/json", "{}");
    }
  }

  private void post(String path, String type, String body) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(source.uri().resolve(path))
            .header("Content-Type", type)
            .POST(BodyPublishers.ofString(body))
            .build();
    assertThat(http.send(request, BodyHandlers.ofString()).statusCode()).isBetween(200, 201);
  }

  /** What a peer makes of an answer with blocks. */
  @FunctionalInterface
  private interface Change {
    String of(String blocks) throws IOException, InterruptedException;
  }

  /** A peer: the source, seen through something that slows, changes or ends its answers. */
  private final class Relay {

    private final StubPeer stub;
    private final Change change;
    private final AtomicInteger blocks = new AtomicInteger();

    /** What it says of its tip until it is opened. */
    private final HttpResponse<String> before;

    private volatile boolean open;

    Relay(Change change) throws Exception {
      this.change = change;
      this.before = ask(source.uri(), "/api/v1/net/hello");
      this.stub = StubPeer.answering(this::answer);
      relays.add(this);
    }

    private void answer(String line, OutputStream out) throws IOException, InterruptedException {
      String path = line.split(" ")[1];
      if (path.equals("/api/v1/net/hello")) {
        send(out, 200, open ? ask(source.uri(), path).body() : before.body());
      } else if (path.startsWith("/api/v1/net/blocks?")) {
        blocks.incrementAndGet();
        send(out, 200, change.of(ask(source.uri(), path).body()));
      } else if (path.startsWith("/api/v1/net/headers?")) {
        HttpRequest request = HttpRequest.newBuilder(source.uri().resolve(path)).build();
        send(out, 200, http.send(request, BodyHandlers.ofByteArray()).body());
      } else if (path.startsWith("/api/v1/net/")) {
        send(out, 200, ask(source.uri(), path).body());
      } else {
        send(out, 503, "");
      }
    }

    private void send(OutputStream out, int status, String body) throws IOException {
      send(out, status, body.getBytes(StandardCharsets.UTF_8));
    }

    private void send(OutputStream out, int status, byte[] body) throws IOException {
      String node = before.headers().firstValue("Zveno-Node").orElseThrow();
      String head = "HTTP/1.1 %d X\r\nZveno-Node: %s\r\nContent-Length: %d\r\nConnection: close";
      out.write(
          (head.formatted(status, node, body.length) + "\r\n\r\n")
              .getBytes(StandardCharsets.US_ASCII));
      out.write(body);
    }

    private String address() {
      return stub.address().base();
    }
  }

  /** The lead gives its first answer at once, and the others when both others have been asked. */
  private Relay lead() throws Exception {
    AtomicInteger answers = new AtomicInteger();
    return new Relay(blocks -> {
      relays.forEach(relay -> relay.open = true); // nobody is asked before the lead, or pushed to
      if (answers.incrementAndGet() > 1) {
        assertThat(othersAsked.await(60, TimeUnit.SECONDS)).isTrue();
      }
      return blocks;
    });
  }

  private Relay other(Change change) throws Exception {
    return new Relay(blocks -> {
      othersAsked.countDown();
      return change.of(blocks);
    });
  }

  /** Catches up by way of the lead, a good peer and this one. */
  private JsonNode catchUp(Relay bad) throws Exception {
    Relay good = other(blocks -> blocks);
    Relay lead = lead();
    try (NodeHere node =
        strict(
            "--peer=" + lead.address(),
            "--peer=" + good.address(),
            "--peer=" + bad.address(),
            "--poll-interval=1")) {
      Await.until(
          "all three are followed",
          () -> peers(node),
          peers ->
              peers
                  .valueStream()
                  .allMatch(peer -> peer.path("state").asString().equals("following")));
      mine();
      lead.open = true;
      Await.until(
          "the node has caught up",
          () -> json.readTree(ask(node.uri(), "/api/v1/status").body()).path("height").asInt(),
          height -> height == BLOCKS + 1);
      assertThat(good.blocks).hasPositiveValue();
      assertThat(bad.blocks).hasPositiveValue();
      assertThat(ask(node.uri(), "/api/v1/tip").body())
          .isEqualTo(ask(source.uri(), "/api/v1/tip").body());
      for (Relay honest : List.of(lead, good)) {
        assertThat(peer(node, honest).path("state").asString()).isEqualTo("following");
      }
      return peer(node, bad);
    }
  }

  private JsonNode peers(NodeHere node) throws IOException, InterruptedException {
    return json.readTree(ask(node.uri(), "/api/v1/peers").body()).path("peers");
  }

  private JsonNode peer(NodeHere node, Relay relay) throws IOException, InterruptedException {
    return peers(node)
        .valueStream()
        .filter(peer -> relay.address().endsWith(peer.path("address").asString()))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void oneThatChangesBodiesIsBlamedAndTheRestGoesOn() throws Exception {
    Relay liar = other(blocks -> blocks.replaceFirst("texttext", "lieslies"));
    JsonNode peer = catchUp(liar);
    assertThat(peer.path("state").asString()).isEqualTo("resting");
    assertThat(peer.path("trouble").asString()).contains("merkle_root");
  }

  @Test
  void oneThatBreaksOffIsLeftOut() throws Exception {
    Relay ends =
        other(_ -> {
          throw new IOException("ended");
        });
    catchUp(ends);
    assertThat(ends.blocks.get()).isLessThanOrEqualTo(2);
  }

  @Test
  void oneThatIsSlowIsOvertakenAndAskedNoMore() throws Exception {
    Relay slow =
        other(blocks -> {
          over.await();
          return blocks;
        });
    JsonNode peer = catchUp(slow);
    assertThat(slow.blocks.get()).as("once in each round").isBetween(1, 2);
    assertThat(peer.path("state").asString()).isEqualTo("following");
  }
}
