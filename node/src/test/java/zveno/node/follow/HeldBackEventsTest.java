package zveno.node.follow;

import static org.assertj.core.api.Assertions.assertThat;
import static zveno.node.follow.ScriptedNode.status;
import static zveno.node.follow.ScriptedNode.write;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import zveno.kernel.model.Block;
import zveno.kernel.model.EntryId;
import zveno.kernel.rules.RuleSet;
import zveno.kernel.rules.classic.Blocks;
import zveno.node.peers.Contacts;
import zveno.node.peers.PeerPolicy;
import zveno.node.service.ChainService;
import zveno.node.service.ServiceLimits;
import zveno.node.storage.RocksStore;
import zveno.node.storage.StoreSettings;
import zveno.node.sync.CatchUp;
import zveno.node.sync.ChainLimits;
import zveno.node.sync.NodeCalls;
import zveno.node.sync.Ourselves;
import zveno.node.sync.Patience;
import zveno.node.sync.PeerClient;
import zveno.node.sync.ToldChains;

/**
 * A neighbour whose events do not come, as behind a proxy that holds them back: it is asked
 * instead, and listened to as soon as they do come.
 */
@Timeout(60)
class HeldBackEventsTest {

  private static final String EVENTS = "GET /api/v1/events";
  private static final RuleSet RULES = Blocks.EASY;
  private static final Block GENESIS = Blocks.genesis(RULES, 99);
  private static final Block SECOND = Blocks.on(RULES, GENESIS, "ann", 100);

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final RocksStore store = RocksStore.open(StoreSettings.ephemeral());
  private final ChainService service =
      new ChainService(
          RULES,
          store,
          () -> GENESIS,
          ServiceLimits.DEFAULT,
          Clock.systemUTC(),
          () -> new EntryId(UUID.randomUUID()),
          failure -> {});
  private final Contacts contacts =
      new Contacts(store, PeerPolicy.ANY, List.of(), new Random(1), store::commit);
  private final PeerClient client =
      new PeerClient(PeerPolicy.ANY, Ourselves.named("0".repeat(32)), Patience.DEFAULT);
  private final NodeCalls calls = new NodeCalls(client, Blocks.EASY.codec(), Patience.DEFAULT, 1);
  private final Neighbours neighbours =
      new Neighbours(
          service,
          contacts,
          client,
          calls,
          new CatchUp(service, calls, ChainLimits.DEFAULT, threads),
          new ToldChains(service, ChainLimits.DEFAULT),
          new FollowSettings(Duration.ofMillis(50), 8, Duration.ofMillis(500)),
          threads,
          Clock.systemUTC(),
          new Random(1));
  private final ScriptedNode peer;

  HeldBackEventsTest() throws IOException {
    service.start();
    neighbours.start();
    peer = new ScriptedNode(RULES, "600d".repeat(8), List.of(GENESIS, SECOND));
  }

  @AfterEach
  void stop() throws Exception {
    neighbours.close();
    client.close();
    peer.close();
    threads.shutdownNow();
    service.close();
    store.close();
  }

  /** Looks again and again at what tells nobody when it changes; the test's timeout bounds it. */
  private static void until(BooleanSupplier so) throws InterruptedException {
    while (!so.getAsBoolean()) {
      Thread.sleep(5);
    }
  }

  private PeerView view() {
    return neighbours.views().getFirst();
  }

  private record Held(String name, ScriptedNode.Script script) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Held> held() {
    return Stream.of(
        new Held("no head", (call, out) -> Thread.sleep(Duration.ofMinutes(1))),
        new Held(
            "a head and no event",
            (call, out) -> {
              write(out, "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n");
              Thread.sleep(Duration.ofMinutes(1));
            }),
        new Held("no room", (call, out) -> write(out, status(503, ""))),
        new Held("too often", (call, out) -> write(out, status(429, ""))),
        new Held(
            "a gateway that has waited for the end", (call, out) -> write(out, status(504, ""))));
  }

  @ParameterizedTest
  @MethodSource("held")
  void whoseEventsAreHeldBackIsAskedAndListenedToWhenTheyCome(Held held) throws Exception {
    peer.on(EVENTS, held.script());
    neighbours.give(peer.address());

    until(() -> service.tip().id().equals(SECOND.id()));
    until(() -> peer.count("GET hello") > 3);
    assertThat(view().state()).isEqualTo(PeerState.FOLLOWING);
    assertThat(view().traffic().events()).isZero();

    peer.on(
        EVENTS,
        (call, out) -> {
          peer.beginEvents(out);
          peer.hang();
        });
    until(() -> view().traffic().events() > 0);
    long asked = peer.count("GET hello");
    Thread.sleep(Duration.ofMillis(300)); // six times asking, if it still did
    assertThat(peer.count("GET hello")).isLessThanOrEqualTo(asked + 1);
    assertThat(view().state()).isEqualTo(PeerState.FOLLOWING);
    assertThat(view().trouble()).isEmpty();
  }

  @Test
  void whoDoesNotAnswerAtAllIsTriedAgainLater() throws Exception {
    peer.on(EVENTS, (call, out) -> Thread.sleep(Duration.ofMinutes(1)));
    peer.on("GET hello", (call, out) -> write(out, status(500, "")));
    neighbours.give(peer.address());

    until(() -> !neighbours.views().isEmpty() && view().trouble().isPresent());
    assertThat(service.tip().id()).isEqualTo(GENESIS.id());
  }
}
