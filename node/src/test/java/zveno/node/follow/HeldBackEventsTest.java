package zveno.node.follow;

import static org.assertj.core.api.Assertions.assertThat;
import static zveno.node.follow.FollowingNode.until;
import static zveno.node.follow.ScriptedNode.status;
import static zveno.node.follow.ScriptedNode.write;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import zveno.kernel.model.Block;
import zveno.kernel.rules.RuleSet;
import zveno.kernel.rules.classic.Blocks;
import zveno.node.peerclient.SelfDescription;
import zveno.node.peerclient.Timeouts;
import zveno.node.protocol.ChainLimits;

/**
 * A peer whose events do not come, as behind a proxy that holds them back: it is asked instead, and
 * listened to as soon as they do come.
 */
@Tag("slow")
@Timeout(60)
class HeldBackEventsTest {

  private static final RuleSet RULES = Blocks.EASY;
  private static final Block GENESIS = Blocks.genesis(RULES, 99);
  private static final Block SECOND = Blocks.on(RULES, GENESIS, "ann", 100);

  /** Asked as often as that, nobody is asked seldom by chance. */
  private static final Duration POLL = Duration.ofMillis(1);

  private final FollowingNode us =
      new FollowingNode(
          GENESIS,
          SelfDescription.named("0".repeat(32)),
          Timeouts.DEFAULT,
          ChainLimits.DEFAULT,
          new FollowSettings(POLL, 8, Duration.ofMillis(500)));
  private final ScriptedNode peer =
      new ScriptedNode(RULES, "600d".repeat(8), List.of(GENESIS, SECOND));

  HeldBackEventsTest() throws IOException {}

  @AfterEach
  void stop() throws Exception {
    us.endConversations();
    peer.close();
    us.close();
  }

  private PeerView view() {
    return us.peers.views().getFirst();
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
    peer.on(ScriptedNode.EVENTS, held.script());
    us.peers.give(peer.address());

    until(() -> us.service.tip().id().equals(SECOND.id()));
    until(() -> peer.count("GET hello") > 3);
    assertThat(view().state()).isEqualTo(PeerState.FOLLOWING);
    assertThat(view().traffic().events()).isZero();

    Semaphore next = new Semaphore(0);
    peer.on(
        ScriptedNode.EVENTS,
        (call, out) -> {
          peer.beginEvents(out);
          while (true) {
            next.acquire();
            write(out, ": a sign of life\n\n");
          }
        });
    until(() -> view().traffic().events() > 0);
    long asked = peer.count("GET hello");
    for (int i = 0; i < 200; i++) { // which takes longer than many times asking would
      long seen = view().traffic().events();
      next.release();
      until(() -> view().traffic().events() > seen);
    }
    assertThat(peer.count("GET hello")).as("asked no more").isLessThanOrEqualTo(asked + 1);
    assertThat(view().state()).isEqualTo(PeerState.FOLLOWING);
    assertThat(view().trouble()).isEmpty();
  }

  @Test
  void aPeerThatDoesNotAnswerIsTriedAgainLater() throws Exception {
    peer.on(ScriptedNode.EVENTS, (call, out) -> Thread.sleep(Duration.ofMinutes(1)));
    peer.on("GET hello", (call, out) -> write(out, status(500, "")));
    us.peers.give(peer.address());

    until(() -> !us.peers.views().isEmpty() && view().trouble().isPresent());
    assertThat(us.service.tip().id()).isEqualTo(GENESIS.id());
  }
}
