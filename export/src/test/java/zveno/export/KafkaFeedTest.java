package zveno.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import zveno.export.Chains.Outcome;
import zveno.export.rows.ChainCheck;
import zveno.kernel.bytes.Hash;
import zveno.kernel.json.JsonLimits;
import zveno.kernel.json.JsonValue;
import zveno.node.cli.LocalNode;
import zveno.node.config.RuleOptions;
import zveno.node.rules.DemoNetwork;
import zveno.node.rules.DemoNetworkProvider;

/** {@code zveno feed} into a topic of a real broker. */
@Tag("slow")
@Timeout(300)
@EnabledIfSystemProperty(named = "zveno.long", matches = "true") // only .ci/long has the time
class KafkaFeedTest {

  private static final long MAX_SECONDS = 120;
  private static final int ROUNDS = Integer.getInteger("zveno.kill.rounds", 12);
  private static final JsonLimits LIMITS =
      JsonLimits.defaults().withMaxCanonicalBytes(JsonLimits.LARGEST);

  private static KafkaBroker broker;

  @BeforeAll
  static void startBroker() throws Exception {
    broker = KafkaBroker.start();
  }

  @AfterAll
  static void stopBroker() throws Exception {
    if (broker != null) {
      broker.close();
    }
  }

  private static String url(String topic) {
    return "kafka://" + broker.server() + "/" + topic;
  }

  private static Outcome feedOnce(LocalNode node, String topic) {
    return Chains.zveno("feed", url(topic), "--node", node.url(), "--once");
  }

  /** An event, as a reader sees it. */
  private record Event(JsonValue json, Map<String, String> rules) {

    static Event of(ConsumerRecord<byte[], byte[]> message) throws Exception {
      JsonValue json = JsonValue.parse(message.value(), LIMITS);
      Map<String, String> rules = new java.util.HashMap<>();
      JsonValue header =
          JsonValue.parse(message.headers().lastHeader("rules").value(), JsonLimits.defaults());
      header.members().forEach(member -> rules.put(member.name(), member.value().text()));
      Event event = new Event(json, rules);
      assertThat(new String(message.key(), StandardCharsets.US_ASCII))
          .isEqualTo(event.hash().hex());
      return event;
    }

    String kind() {
      return json.member("event").orElseThrow().text();
    }

    long number(String name) {
      return json.member(name).orElseThrow().integer().longValueExact();
    }

    Hash hash() {
      return Hash.parse(json.member("hash").orElseThrow().text()).orElseThrow();
    }

    Hash parent() {
      return Hash.parse(json.member("parent").orElseThrow().text()).orElseThrow();
    }
  }

  /** Plays all events; what is left is the chain. Each event has to fit to those before. */
  private static List<Event> chain(String topic) throws Exception {
    List<Event> chain = new ArrayList<>();
    long sequence = 0;
    for (ConsumerRecord<byte[], byte[]> message : broker.events(topic)) {
      Event event = Event.of(message);
      sequence++;
      assertThat(event.number("sequence")).isEqualTo(sequence);
      if (event.kind().equals("joined")) {
        assertThat(event.number("height")).isEqualTo(chain.size() + 1);
        assertThat(event.parent()).isEqualTo(chain.isEmpty() ? Hash.ZERO : chain.getLast().hash());
        chain.add(event);
      } else {
        assertThat(event.kind()).isEqualTo("left");
        Event last = chain.removeLast();
        assertThat(event.hash()).isEqualTo(last.hash());
        assertThat(event.parent()).isEqualTo(last.parent());
        assertThat(event.number("height")).isEqualTo(chain.size() + 1);
      }
    }
    return chain;
  }

  /** Rebuilds all hashes of the chain in the topic, and compares the end with the node's. */
  private static long assertChain(String topic, LocalNode node) throws Exception {
    List<Event> chain = chain(topic);
    ChainCheck check = new ChainCheck(RuleOptions.rulesOf(chain.getLast().rules()));
    for (Event event : chain) {
      check.next(
          event.number("height"),
          event.hash(),
          event.parent(),
          event.json().member("text").orElseThrow().text());
    }
    assertThat(check.last().hex()).isEqualTo(node.tip());
    return check.height();
  }

  @Test
  void allHashesAreRebuiltFromTheEvents() throws Exception {
    try (LocalNode node = LocalNode.start()) {
      Chains.mineEdges(node);
      Chains.mine(node, 6);
      Outcome fed = feedOnce(node, "edges");
      assertThat(fed.exitCode()).as(fed.errors()).isZero();
      assertThat(assertChain("edges", node)).isEqualTo(8);

      assertThat(feedOnce(node, "edges").errors()).contains("has block 8").hasLineCount(1);
      assertThat(broker.events("edges")).as("nothing is sent twice").hasSize(8);
      assertThat(KafkaBroker.text(broker.events("edges").get(1)))
          .startsWith("{\"sequence\": 2, \"event\": \"joined\", \"height\": 2, \"hash\": ")
          .contains("\"transactions\": " + (Chains.EDGES.size() + 1));
    }
  }

  @Test
  void strictChainsAreFedToo() throws Exception {
    DemoNetwork network = DemoNetworkProvider.of("strict").orElseThrow().begin(2, List.of());
    try (LocalNode node =
        LocalNode.start("strict", network.genesis(), network.addresses().getFirst())) {
      for (int i = 0; i < 4; i++) {
        node.post(
            "/api/v1/transactions", network.transfer(0, network.addresses().getLast(), 10 + i, i));
        node.mine();
      }
      assertThat(feedOnce(node, "strict").exitCode()).isZero();
      assertThat(assertChain("strict", node)).isEqualTo(5);
    }
  }

  @Test
  void blocksThatLeaveAreEventsToo() throws Exception {
    try (LocalNode node = LocalNode.start()) {
      Chains.mineEdges(node);
      Chains.mine(node, 40);
      assertThat(feedOnce(node, "forks").exitCode()).isZero();
      assertThat(assertChain("forks", node)).isEqualTo(42);

      node.post("/api/v1/rewind", "{\"toHeight\": 3}");
      assertThat(feedOnce(node, "forks").errors())
          .contains("reorganisation at block 3: 39 blocks left, 0 joined");
      assertThat(assertChain("forks", node)).isEqualTo(3);
      Chains.mine(node, 5);
      assertThat(feedOnce(node, "forks").exitCode()).isZero();
      assertThat(assertChain("forks", node)).isEqualTo(8);

      node.post("/api/v1/rewind", "{\"toHeight\": 1}");
      assertThat(feedOnce(node, "forks").exitCode()).isZero();
      assertThat(assertChain("forks", node)).isEqualTo(1);
      assertThat(broker.events("forks")).hasSize(42 + 39 + 5 + 7);
    }
  }

  @Test
  void aBlockOfMegabytesIsOneEvent() throws Exception {
    try (LocalNode node = LocalNode.start()) {
      String name = "x".repeat(50_000);
      for (int i = 0; i < 60; i++) {
        node.post(
            "/transactions/new",
            "{\"sender\": \"" + name + "\", \"recipient\": \"" + i + "\", \"amount\": 1}");
      }
      node.mine();
      assertThat(feedOnce(node, "large").exitCode()).isZero();
      assertThat(assertChain("large", node)).isEqualTo(2);
      assertThat(broker.events("large").get(1).serializedValueSize()).isGreaterThan(3_000_000);
    }
  }

  @Test
  void aTopicThatCannotHoldTheEventsIsRefused() throws Exception {
    DemoNetwork network = DemoNetworkProvider.of("strict").orElseThrow().begin(2, List.of());
    try (LocalNode node = LocalNode.start();
        LocalNode other =
            LocalNode.start("strict", network.genesis(), network.addresses().getFirst());
        Admin admin = broker.admin()) {
      assertThat(feedOnce(node, "one").exitCode()).isZero();
      assertRefused(feedOnce(other, "one"), "a chain of other rules");

      admin
          .createTopics(
              List.of(
                  new NewTopic("three", 3, (short) 1),
                  new NewTopic("compacted", 1, (short) 1)
                      .configs(Map.of("cleanup.policy", "compact"))))
          .all()
          .get();
      assertRefused(feedOnce(node, "three"), "several partitions");
      assertRefused(feedOnce(node, "compacted"), "is compacted");
      assertRefused(
          Chains.zveno("feed", url("x"), "--node", node.url(), "--schema", "y"), "--schema");
    }
  }

  private static void assertRefused(Outcome outcome, String why) {
    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.errors()).contains(why).hasLineCount(1);
  }

  @Test
  void badInputIsRefusedInOneLine() {
    for (String target :
        List.of(
            "kafka://",
            "kafka://host/topic",
            "kafka://host:9092",
            "kafka://host:9092/",
            "kafka://host:9092/..",
            "kafka://host:9092/a/b",
            "kafka://user:secret@host:9092/t",
            "kafka://host:9092/" + "t".repeat(250))) {
      Outcome refused = Chains.zveno("feed", target);
      assertThat(refused.errors()).doesNotContain("secret");
      assertRefused(refused, "TARGET must be");
    }
    assertRefused(
        Chains.zveno("feed", url("t"), "--kafka-config", "/nowhere/at/all"), "--kafka-config");
  }

  /** The feed that began last goes on; the other one ends at its next block. */
  @Test
  void aSecondFeedEndsTheFirst() throws Exception {
    try (LocalNode node = LocalNode.start()) {
      assertThat(feedOnce(node, "two").exitCode()).isZero();
      Chains.mine(node, 2);
      Process first = Feeds.start(node, url("two"));
      try {
        awaitEnd("two", Optional.of(node.tip()), first);
        assertThat(feedOnce(node, "two").exitCode()).isZero();
        Chains.mine(node, 1);
        assertThat(first.waitFor(MAX_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(first.exitValue()).isEqualTo(2);
        assertThat(feedOnce(node, "two").exitCode()).isZero();
        assertThat(assertChain("two", node)).isEqualTo(4);
      } finally {
        first.destroyForcibly().waitFor();
      }
    }
  }

  /** Both are killed at random while the chain grows and is reorganised; the events stay right. */
  @Test
  void eitherSideMayBeKilledAtAnyMoment() throws Exception {
    long seed = Long.getLong("zveno.seed", 20_171);
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    Semaphore blocks = new Semaphore(0);
    AtomicBoolean ended = new AtomicBoolean();
    Process feed = null;
    try (LocalNode node = LocalNode.start()) {
      Chains.mineEdges(node);
      assertThat(feedOnce(node, "killed").exitCode()).isZero();
      CompletableFuture<Void> mining =
          CompletableFuture.runAsync(
              () -> Feeds.mineAndRewind(node, new Random(seed + 1), blocks, ended));
      try {
        for (int round = 0; round < ROUNDS; round++) {
          if (feed == null) {
            feed = Feeds.start(node, url("killed"));
          }
          Optional<String> before = end("killed");
          blocks.release(30 + random.nextInt(60));
          awaitOther("killed", before, feed);
          if (random.nextInt(3) == 0) {
            broker.kill();
            broker.begin();
          } else {
            feed.destroyForcibly().waitFor();
            feed = null;
          }
          assertThat(chain("killed")).isNotEmpty();
        }
      } finally {
        ended.set(true);
        blocks.release();
        mining.join();
      }
      if (feed == null) {
        feed = Feeds.start(node, url("killed"));
      }
      awaitEnd("killed", Optional.of(node.tip()), feed);
      assertChain("killed", node);
      assertThat(broker.events("killed").stream().map(KafkaBroker::text))
          .as("blocks have left, too")
          .anyMatch(text -> text.contains("\"event\": \"left\""));
    } finally {
      if (feed != null) {
        feed.destroyForcibly().waitFor();
      }
    }
  }

  /** The hash of the last block of the chain in a topic. */
  private static Optional<String> end(String topic) throws Exception {
    List<Event> chain = chain(topic);
    return chain.isEmpty() ? Optional.empty() : Optional.of(chain.getLast().hash().hex());
  }

  private static void awaitOther(String topic, Optional<String> before, Process feed)
      throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(MAX_SECONDS);
    while (end(topic).equals(before)) {
      assertThat(feed.isAlive()).isTrue();
      assertThat(System.nanoTime()).as("the feed does nothing").isLessThan(end);
    }
  }

  private static void awaitEnd(String topic, Optional<String> tip, Process feed) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(MAX_SECONDS);
    while (!end(topic).equals(tip)) {
      assertThat(feed.isAlive()).isTrue();
      assertThat(System.nanoTime()).as("the feed does not arrive").isLessThan(end);
    }
  }
}
