package zveno.node.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zveno.kernel.bytes.Hash;
import zveno.kernel.model.Transaction;
import zveno.kernel.pool.PoolLimits;
import zveno.kernel.rules.classic.Blocks;
import zveno.node.storage.RocksStore;
import zveno.node.storage.StoreSettings;
import zveno.node.storage.schema.UsedKey;

/** What came with an idempotency key is done once. */
class IdempotencyTest {

  private static final Transaction TEA = Blocks.pay("ann", "bob", 1);
  private static final Transaction COFFEE = Blocks.pay("bob", "carol", 2);

  @TempDir Path folder;

  private static Hash hash(String text) {
    return Hash.of(text.getBytes(StandardCharsets.UTF_8));
  }

  private static Optional<IdempotencyKey> key(String name, String request) {
    return Optional.of(new IdempotencyKey(hash(name), hash(request)));
  }

  private ServiceNode onDisk(PoolLimits pool) {
    StoreSettings settings = StoreSettings.in(folder.resolve("node"));
    return new ServiceNode("node", settings, ServiceLimits.ofPool(pool), 1);
  }

  @Test
  void theFirstAnswerComesAgainAfterARestartAndAfterABlockToo() {
    try (ServiceNode node = onDisk(new PoolLimits(100, 100_000))) {
      Submission first = node.service.submit(List.of(TEA, COFFEE), key("k", "r")).orElseThrow();
      node.restart();
      Submission second = node.service.submit(List.of(TEA, COFFEE), key("k", "r")).orElseThrow();
      assertThat(second).isEqualTo(new Submission(first.accepted(), 0, 2, true));
      node.mine();
      Submission third = node.service.submit(List.of(TEA, COFFEE), key("k", "r")).orElseThrow();
      assertThat(third).isEqualTo(second);
      assertThat(node.waiting()).isEmpty();
      assertThat(node.service.tally().accepted()).isZero(); // since the restart
      node.check();
    }
  }

  @Test
  void anotherRequestWithTheSameKeyIsNotTaken() {
    try (ServiceNode node = ServiceNode.inMemory("node")) {
      assertThat(node.service.submit(List.of(TEA), key("k", "r"))).isPresent();
      assertThat(node.service.submit(List.of(COFFEE), key("k", "other"))).isEmpty();
      assertThat(node.service.submit(List.of(TEA), key("another", "r"))).isPresent();
      assertThat(node.waiting()).hasSize(2);
    }
  }

  /** As after a change of version, if the new one reads a line that the old one refused. */
  @Test
  void theSameBytesThatAreOtherTransactionsNowAreAnotherRequestAndStopNothing() {
    try (ServiceNode node = ServiceNode.inMemory("node")) {
      assertThat(node.service.submit(List.of(TEA, COFFEE), key("k", "r"))).isPresent();
      assertThat(node.service.submit(List.of(TEA), key("k", "r"))).isEmpty();
      assertThat(node.service.submit(List.of(TEA, COFFEE, TEA), key("k", "r"))).isEmpty();
      assertThat(node.service.stopped()).isEmpty();
      assertThat(node.waiting()).hasSize(2);
    }
  }

  @Test
  void whatAcceptedNothingMayGoBetterTheNextTimeAndWhatAcceptedSomeStaysAsItWas() {
    try (ServiceNode node = onDisk(new PoolLimits(2, 100_000))) {
      List<Transaction> three = List.of(TEA, COFFEE, TEA);
      Submission some = node.service.submit(three, key("some", "r")).orElseThrow();
      assertThat(some.refused()).isEqualTo(1);
      assertThat(node.service.submit(List.of(TEA), key("none", "r")).orElseThrow().refused())
          .isEqualTo(1);
      node.mine();
      assertThat(node.service.submit(three, key("some", "r")).orElseThrow())
          .isEqualTo(new Submission(some.accepted(), 1, 2, true));
      assertThat(node.waiting()).isEmpty();
      Submission now = node.service.submit(List.of(TEA), key("none", "r")).orElseThrow();
      assertThat(now.repeated()).isFalse();
      assertThat(now.accepted()).hasSize(1);
    }
  }

  @Test
  void manyAtOnceWithOneKeyMakeOneEntry() throws Exception {
    try (ServiceNode node = ServiceNode.inMemory("node");
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int round = 0; round < 20; round++) {
        Optional<IdempotencyKey> key = key("k" + round, "r");
        List<Future<Submission>> all = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
          all.add(threads.submit(() -> node.service.submit(List.of(TEA), key).orElseThrow()));
        }
        List<Submission> answers = new ArrayList<>();
        for (Future<Submission> one : all) {
          answers.add(one.get());
        }
        assertThat(answers)
            .extracting(Submission::accepted)
            .containsOnly(answers.getFirst().accepted());
        assertThat(answers).filteredOn(one -> !one.repeated()).hasSize(1);
        assertThat(node.waiting()).hasSize(round + 1);
      }
    }
  }

  @Test
  void keysAreKeptForADayAndThenSweptAFewAtATime() {
    Instant begin = Instant.parse("2026-01-01T00:00:00Z");
    Instant[] now = {begin};
    InstantSource source = () -> now[0];
    Clock clock = source.withZone(ZoneOffset.UTC);
    try (RocksStore store = RocksStore.open(StoreSettings.ephemeral());
        ChainService service = EasyService.over(store, clock)) {
      service.start();
      for (int i = 0; i < 100; i++) {
        service.submit(List.of(TEA), key("old " + i, "r"));
      }
      now[0] = begin.plus(KeptAnswers.KEPT);
      for (int i = 0; i < 20; i++) {
        service.submit(List.of(TEA), key("a day later " + i, "r"));
      }
      for (int i = 0; i < 100; i++) {
        assertThat(store.live().answerTo(hash("old " + i))).isPresent();
      }
      now[0] = now[0].plus(Duration.ofMillis(1));
      for (int i = 0; i < 10; i++) {
        service.submit(List.of(TEA), key("later " + i, "r"));
      }
      for (int i = 0; i < 100; i++) {
        assertThat(store.live().answerTo(hash("old " + i))).isEmpty();
      }
      assertThat(store.live().keysUsedBefore(UsedKey.FIRST, now[0].plusSeconds(1), 999))
          .hasSize(30);
      Submission again = service.submit(List.of(TEA), key("old 0", "another")).orElseThrow();
      assertThat(again.repeated()).isFalse();
    }
  }
}
