package zveno.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import zveno.kernel.bytes.Hash;
import zveno.kernel.json.JsonLimits;
import zveno.kernel.json.JsonValue;
import zveno.kernel.mining.Difficulty;
import zveno.kernel.model.Block;
import zveno.kernel.rules.RuleSet;
import zveno.kernel.rules.classic.ClassicRules;
import zveno.kernel.rules.classic.ClassicTemplates;
import zveno.kernel.rules.classic.ProofRule;
import zveno.node.http.EventReader.Heard;

/** Mining on and on, beside all else that a node does. */
@Tag("slow")
@Timeout(120)
class MinerApiTest {

  private static final String MINER = "/api/v1/miner";
  private static final String START = "{\"running\": true}";
  private static final String STOP = "{\"running\": false}";

  private static JsonNode ask(TestNode node, String change) {
    Got got = node.client.post(MINER, change);
    assertThat(got.status()).as(got::text).isEqualTo(200);
    return got.json();
  }

  private static long height(TestNode node) {
    return node.client.get("/api/v1/status").json().path("height").asLong();
  }

  /** Listens until the chain is that high; all that it has heard. */
  private static List<Heard> awaitHeight(EventReader events, long height) throws Exception {
    List<Heard> heard = new ArrayList<>();
    while (true) {
      Heard next = events.next().orElseThrow();
      heard.add(next);
      if (next.kind().equals("block") && next.data().path("height").asLong() >= height) {
        return heard;
      }
    }
  }

  /** Every block carries the hash of the one before it and a proof that goes with it. */
  private static void checkChain(TestNode node) throws Exception {
    JsonValue document = JsonValue.parse(node.client.get("/chain").body(), JsonLimits.defaults());
    int zeros = node.rules.templates().puzzle(node.service.tipBlock()).difficulty().zeros();
    JsonValue last = null;
    for (JsonValue block : document.member("chain").orElseThrow().elements()) {
      if (last != null) {
        String guess =
            last.member("proof").orElseThrow() + "" + block.member("proof").orElseThrow();
        assertThat(block.member("previous_hash").orElseThrow().text())
            .isEqualTo(Hash.of(last.bytes()).hex());
        assertThat(Hash.of(guess.getBytes(StandardCharsets.US_ASCII)).hex())
            .startsWith("0".repeat(zeros));
      }
      last = block;
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void startedItMakesRightBlocksUntilItIsStopped(int threads) throws Exception {
    try (TestNode node = TestNode.plan().zeros(4).threads(threads).start();
        EventReader events = node.client.events("/api/v1/events")) {
      JsonNode started = ask(node, START);
      assertThat(started.path("running").asBoolean()).isTrue();
      assertThat(started.path("since").isString()).isTrue();
      assertThat(started.path("threads").asInt()).isEqualTo(threads);
      awaitHeight(events, 12);

      JsonNode stopped = ask(node, STOP);
      assertThat(stopped.path("running").asBoolean()).isFalse();
      assertThat(stopped.path("since").isNull()).isTrue();
      // What was being handed in may still come; a block of our own comes after it.
      long last = node.client.post("/api/v1/blocks").json().path("height").asLong();
      assertThat(height(node)).isEqualTo(last);
      JsonNode state = node.client.get(MINER).json();
      assertThat(state.path("found").asLong()).isEqualTo(last - 1);
      assertThat(state.path("tried").asLong()).isGreaterThan(last);
      checkChain(node);
      assertThat(node.failures).isEmpty();
    }
  }

  @Test
  void aRequestWhileItRunsGetsItsOwnBlockWithWhatWasPostedBefore() throws Exception {
    try (TestNode node = TestNode.plan().zeros(3).start()) {
      ask(node, START);
      Set<Integer> indexes = new HashSet<>();
      for (int i = 0; i < 20; i++) {
        String words = "{\"sender\": \"a\", \"recipient\": \"b\", \"amount\": " + i + "}";
        int promised = block(node.client.post("/transactions/new", words).json());
        JsonNode mine = node.client.get("/mine").json();
        assertThat(indexes.add(mine.path("index").asInt())).isTrue();
        assertThat(mine.path("index").asInt()).isGreaterThanOrEqualTo(promised);
      }
      ask(node, STOP);
      node.client.get("/mine");
      checkChain(node);
    }
  }

  private static int block(JsonNode message) {
    String text = message.path("message").asString();
    return Integer.parseInt(text.substring(text.lastIndexOf(' ') + 1));
  }

  @Test
  void whatIsPostedWhileItRunsIsMinedExactlyOnce() throws Exception {
    try (TestNode node = TestNode.plan().zeros(3).start()) {
      ask(node, START);
      List<CompletableFuture<Void>> posters = new ArrayList<>();
      for (int poster = 0; poster < 4; poster++) {
        int number = poster;
        posters.add(CompletableFuture.runAsync(() -> post(node, number)));
      }
      CompletableFuture.allOf(posters.toArray(CompletableFuture[]::new)).join();
      ask(node, STOP);
      node.client.get("/mine");

      Map<Integer, Integer> carried = new HashMap<>();
      for (JsonNode block : node.client.get("/chain").json().path("chain")) {
        for (JsonNode transaction : block.path("transactions")) {
          if (transaction.path("sender").asString().equals("poster")) {
            carried.merge(transaction.path("amount").asInt(), 1, Integer::sum);
          }
        }
      }
      assertThat(carried).hasSize(200);
      assertThat(carried.values()).containsOnly(1);
      checkChain(node);
    }
  }

  private static void post(TestNode node, int poster) {
    for (int i = 0; i < 50; i++) {
      String words =
          "{\"sender\": \"poster\", \"recipient\": 1, \"amount\": " + (poster * 1000 + i) + "}";
      assertThat(node.client.post("/transactions/new", words).status()).isEqualTo(201);
    }
  }

  @Test
  void aChainFromElsewhereIsBuiltUponAtOnce() throws Exception {
    List<Block> strangers = strangersChain();
    try (TestNode node = TestNode.plan().zeros(4).start();
        EventReader events = node.client.events("/api/v1/events")) {
      int adopted = 0;
      for (int length : List.of(30, 110, 200)) {
        List<Block> prefix = strangers.subList(0, length);
        if (height(node) >= length - 10) {
          break; // this machine is quick: ours is about to be the longer one
        }
        ask(node, START);
        node.adopt(prefix);
        Heard next = awaitHeight(events, length + 1).getLast();
        ask(node, STOP);
        node.client.get("/mine");

        assertThat(next.data().path("height").asInt()).isEqualTo(length + 1);
        assertThat(next.data().path("previousHash").asString())
            .isEqualTo(prefix.getLast().id().hex());
        checkChain(node);
        adopted++;
      }
      assertThat(adopted).isPositive();
      assertThat(node.failures).isEmpty();
    }
  }

  /** With the proofs that Python has found. */
  private static List<Block> strangersChain() throws Exception {
    RuleSet rules = ClassicRules.open(ProofRule.CLASSIC, Difficulty.TUTORIAL);
    List<Block> blocks = new ArrayList<>();
    blocks.add(rules.templates().genesis(Instant.EPOCH));
    try (InputStream in = MinerApiTest.class.getResourceAsStream("/vectors/proofs.json")) {
      JsonValue known = JsonValue.parse(in.readAllBytes(), JsonLimits.defaults());
      for (JsonValue proof : known.member("proofs").orElseThrow().elements()) {
        blocks.add(
            ClassicTemplates.assemble(
                blocks.getLast(), List.of(), "stranger", Instant.EPOCH, proof.integer()));
      }
    }
    return blocks;
  }

  @Test
  void itsNoticesHaveNoIdAndComeOnceASecond() throws Exception {
    try (TestNode node = TestNode.plan().zeros(64).start();
        EventReader events = node.client.events("/api/v1/events")) {
      ask(node, START);
      List<Heard> heard = new ArrayList<>();
      long begin = System.nanoTime();
      for (int i = 0; i < 4; i++) {
        heard.add(events.next().orElseThrow());
      }
      Duration took = Duration.ofNanos(System.nanoTime() - begin);
      ask(node, "{\"threads\": 1, \"running\": false}");
      while (heard.getLast().data().path("running").asBoolean()) {
        heard.add(events.next().orElseThrow());
      }

      assertThat(took).isGreaterThan(Duration.ofMillis(1_900));
      assertThat(heard).allMatch(event -> event.kind().equals("miner") && event.id() == -1);
      JsonNode third = heard.get(3).data();
      assertThat(third.path("hashRate").asLong()).isGreaterThan(1_000);
      assertThat(third.path("tried").asLong()).isGreaterThan(1_000);
      assertThat(third.path("expectedSeconds").asDouble())
          .isBetween(Math.pow(16, 64) / 1e12, Math.pow(16, 64));
      JsonNode last = heard.getLast().data();
      assertThat(last.path("threads").asInt()).isEqualTo(1);
      assertThat(node.client.get("/api/v1/status").json().path("events").path("newest").asInt())
          .isZero();
    }
  }

  @Test
  void pastTransientEventsAreNotReplayed() throws Exception {
    try (TestNode node = TestNode.start()) {
      node.client.get("/mine");
      node.client.get("/mine");
      ask(node, "{\"threads\": 1}"); // nobody listens, nothing is kept
      try (EventReader events = node.client.eventsAfter(1)) {
        assertThat(events.next().orElseThrow().id()).isEqualTo(2);
        ask(node, "{\"threads\": 2}");
        assertThat(events.next().orElseThrow().kind()).isEqualTo("miner");
        node.client.get("/mine");
        assertThat(events.next().orElseThrow().id()).isEqualTo(3);
      }
    }
  }

  @Test
  void theStatusShowsTheSameNumbers() {
    try (TestNode node = TestNode.plan().threads(3).start()) {
      JsonNode idle = node.client.get("/api/v1/status").json().path("miner");
      assertThat(idle).isEqualTo(node.client.get(MINER).json());
      assertThat(idle.path("running").asBoolean()).isFalse();
      assertThat(idle.path("threads").asInt()).isEqualTo(3);
      assertThat(idle.path("hashRate").asInt()).isZero();
      assertThat(idle.path("tried").asInt()).isZero();
      assertThat(idle.path("found").asInt()).isZero();
      assertThat(idle.path("expectedSeconds").isNull()).isTrue();
      node.client.get("/mine");
      assertThat(node.client.get(MINER).json().path("found").asInt()).isEqualTo(1);
    }
  }

  @Test
  void whatIsNotUnderstoodIsRefused() {
    try (TestNode node = TestNode.start()) {
      for (String body :
          List.of(
              "",
              "{}",
              "[]",
              "true",
              "{",
              "{\"running\": 1}",
              "{\"running\": null}",
              "{\"running\": \"true\"}",
              "{\"threads\": 0}",
              "{\"threads\": -1}",
              "{\"threads\": 257}",
              "{\"threads\": 1.0}",
              "{\"threads\": \"2\"}",
              "{\"threads\": true}",
              "{\"threads\": 123456789012345678901234567890}",
              "{\"running\": true, \"threads\": 0}",
              "{\"running\": true, \"speed\": 1}")) {
        Got got = node.client.post(MINER, body);
        assertThat(got.status()).as(body).isEqualTo(400);
        assertThat(got.json().path("detail").asString()).as(body).isNotBlank();
      }
      assertThat(node.client.get(MINER).json().path("running").asBoolean()).isFalse();
      assertThat(node.client.get(MINER).json().path("threads").asInt()).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void aHopelessSearchDoesNotDelayTheEnd(int threads) {
    TestNode node = TestNode.plan().zeros(64).threads(threads).start();
    ask(node, START);
    while (node.client.get(MINER).json().path("tried").asLong() == 0) {
      Thread.onSpinWait();
    }
    long begin = System.nanoTime();
    node.close();
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(2));
    assertThat(node.miner.state().isRunning()).isFalse();
  }

  @Test
  void aRequestForAHopelessBlockIsAnsweredAtTheEnd() {
    TestNode node = TestNode.plan().zeros(64).start();
    CompletableFuture<Got> waiting = CompletableFuture.supplyAsync(() -> node.client.get("/mine"));
    while (node.client.get(MINER).json().path("tried").asLong() == 0) {
      Thread.onSpinWait();
    }
    long begin = System.nanoTime();
    node.miner.close();
    assertThat(waiting.join().status()).isEqualTo(503);
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(4));
    node.close();
  }
}
