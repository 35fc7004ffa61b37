package zveno.node.stratum;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import zveno.kernel.model.Block;
import zveno.kernel.model.EntryId;
import zveno.kernel.rules.strict.Coins;
import zveno.kernel.rules.strict.Genesis;
import zveno.kernel.rules.strict.StrictNets;
import zveno.kernel.rules.strict.StrictNets.Person;
import zveno.kernel.rules.strict.StrictRules;
import zveno.kernel.rules.strict.work.CompactBits;
import zveno.node.service.ChainService;
import zveno.node.service.ServiceLimits;
import zveno.node.storage.RocksStore;
import zveno.node.storage.StoreSettings;
import zveno.node.stratum.RawMiner.Found;
import zveno.node.stratum.RawMiner.PoolWork;

/** What a server bears from miners, and when it does what, in a time of the test's own. */
@Tag("slow")
@Timeout(120)
class StratumLimitsTest {

  private static final Person ANN = Person.numbered(1);
  private static final Person BOB = Person.numbered(2);
  private static final String PAID = ANN.address().text();
  private static final Clock CLOCK =
      Clock.fixed(Instant.ofEpochSecond(StrictNets.BEGIN + 60), ZoneOffset.UTC);

  /** Every sixteenth hash is a share, and every 4096th a block. */
  private static final String SHARES = "[3.7e-9]";

  private static final long BLOCKS = 0x1f0fffffL;

  /** A difficulty of 16,777,216: no test finds a block. */
  private static final long HARD = 0x1a00ffffL;

  /** Right shares that a connection may send at once, and in a second. */
  private static final int AT_ONCE = 512;

  private static final int A_SECOND = 8;

  @TempDir Path home;

  private final List<AutoCloseable> open = new ArrayList<>();
  private final AtomicLong nanos = new AtomicLong();
  private Genesis genesis;
  private ChainService service;
  private StratumServer server;

  private void start(long bits) throws Exception {
    Genesis usual = StrictNets.genesis(50, 0, 0, Map.of(ANN.address(), new Coins(1_000)));
    genesis = new Genesis(usual.parameters(), CompactBits.of(bits).orElseThrow(), StrictNets.BEGIN);
    StrictRules rules = StrictNets.rules(genesis.id());
    Block first = rules.codec().block(genesis.canonical(), 1);
    RocksStore store =
        RocksStore.open(
            StoreSettings.in(home.resolve("chain")).with(Map.copyOf(rules.parameters())));
    open.add(store);
    service =
        new ChainService(
            rules,
            store,
            () -> first,
            ServiceLimits.DEFAULT,
            CLOCK,
            () -> new EntryId(UUID.randomUUID()),
            failure -> {
              throw new AssertionError(failure);
            });
    open.add(service);
    service.start();
    server =
        new StratumServer(
            service, PAID, StratumSettings.on("127.0.0.1", 0, Optional.empty()), CLOCK, nanos::get);
    open.add(server);
    server.start();
  }

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable one : open.reversed()) {
      one.close();
    }
  }

  private RawMiner miner() throws IOException {
    RawMiner made = new RawMiner(server.address().getPort());
    open.add(made);
    return made;
  }

  private PoolWork joined(RawMiner miner) throws IOException {
    assertThat(miner.join(PAID).path("result").asBoolean()).isTrue();
    var _ = miner.job();
    assertThat(miner.ask("mining.suggest_difficulty", SHARES).path("result").asBoolean()).isTrue();
    return miner.job();
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
    server.look();
  }

  private static boolean isWell(JsonNode answer) {
    return answer.path("result").asBoolean();
  }

  private static int error(JsonNode answer) {
    assertThat(answer.path("result").isNull()).as(answer.toString()).isTrue();
    return answer.path("error").path(0).asInt();
  }

  private static boolean isAlive(RawMiner miner) throws IOException {
    return miner.ask("mining.ping", "[]").path("result").asString("").equals("pong");
  }

  @Test
  void aMinerWithoutALineForTenMinutesIsDropped() throws Exception {
    start(BLOCKS);
    RawMiner silent = miner();
    RawMiner dripping = miner();
    RawMiner talking = miner();
    for (RawMiner one : List.of(silent, dripping, talking)) {
      var _ = joined(one);
    }
    pass(Duration.ofMinutes(5));
    dripping.part("{\"id\": 7, ");
    assertThat(isAlive(talking)).isTrue();
    pass(Duration.ofMinutes(4).plusSeconds(59));
    dripping.part("\"method\": ");
    assertThat(server.connections()).isEqualTo(3);
    pass(Duration.ofSeconds(1));
    assertThat(silent.isEnded()).isTrue();
    assertThat(dripping.isEnded()).isTrue();
    assertThat(isAlive(talking)).isTrue();
  }

  @Test
  void aMinerThatDoesNotAuthorizeIsDropped() throws Exception {
    start(BLOCKS);
    RawMiner unnamed = miner();
    RawMiner named = miner();
    assertThat(isAlive(unnamed)).isTrue();
    var _ = joined(named);
    pass(Duration.ofSeconds(29));
    assertThat(isAlive(unnamed)).isTrue();
    pass(Duration.ofSeconds(1));
    assertThat(unnamed.isEnded()).isTrue();
    assertThat(isAlive(named)).isTrue();
  }

  @Test
  void jobsAreRefreshedWithNewTransactionsAfterTenSeconds() throws Exception {
    start(BLOCKS);
    RawMiner miner = miner();
    PoolWork first = joined(miner);
    var _ = service.submit(List.of(ANN.pays(genesis.id(), BOB.address(), 7, 1, 0, 1_000)));
    pass(Duration.ofSeconds(9));
    assertThat(isAlive(miner)).isTrue();
    pass(Duration.ofSeconds(1));
    PoolWork second = miner.job();
    assertThat(second.isClean()).isFalse();
    // The ids count all jobs: none came between.
    assertThat(Integer.parseInt(second.id(), 16)).isEqualTo(Integer.parseInt(first.id(), 16) + 1);
    pass(Duration.ofSeconds(10));
    PoolWork third = miner.job();

    // The last two contents are valid, and no others.
    assertThat(error(miner.submit(PAID, first, first.share(1)))).isEqualTo(21);
    assertThat(isWell(miner.submit(PAID, second, second.share(1)))).isTrue();
    assertThat(isWell(miner.submit(PAID, third, third.block(1)))).isTrue();
    assertThat(service.tip().height()).isEqualTo(2);
    assertThat(service.tipBlock().transactions()).hasSize(2);
  }

  @Test
  void rightSharesHaveARateButBlocksHaveNone() throws Exception {
    start(BLOCKS);
    RawMiner miner = miner();
    PoolWork work = joined(miner); // at this difficulty it stays, whatever the server sets
    Found firstOfAll = work.share(0);
    assertThat(isWell(miner.submit(PAID, work, firstOfAll))).isTrue();
    for (int i = 1; i < AT_ONCE; i++) {
      assertThat(isWell(miner.submit(PAID, work, work.share(i)))).as("share %d", i).isTrue();
    }
    JsonNode refused = miner.submit(PAID, work, work.share(AT_ONCE));
    assertThat(error(refused)).isEqualTo(20);
    assertThat(refused.path("error").path(1).asString()).startsWith("too many shares");

    pass(Duration.ofSeconds(1));
    for (int i = 1; i <= A_SECOND; i++) {
      assertThat(isWell(miner.submit(PAID, work, work.share(AT_ONCE + i)))).isTrue();
    }
    assertThat(error(miner.submit(PAID, work, work.share(2 * AT_ONCE)))).isEqualTo(20);

    assertThat(error(miner.submit(PAID, work, firstOfAll)))
        .as("a share is known again, however many came after it")
        .isEqualTo(22);
    assertThat(isWell(miner.submit(PAID, work, work.block(3 * AT_ONCE)))).isTrue();
    assertThat(service.tip().height()).isEqualTo(2);
  }

  @Test
  void aFloodOfRightSharesEnds() throws Exception {
    start(BLOCKS);
    RawMiner miner = miner();
    PoolWork work = joined(miner);
    int well = 0;
    int answers = 0;
    try {
      for (int i = 0; i < 2 * AT_ONCE; i++) {
        well += isWell(miner.submit(PAID, work, work.share(i))) ? 1 : 0;
        answers++;
      }
    } catch (IOException e) {
      assertThat(well).isEqualTo(AT_ONCE);
    }
    assertThat(answers).isLessThan(2 * AT_ONCE);
    assertThat(server.workers().states().getFirst().accepted()).isEqualTo(AT_ONCE);
  }

  @Test
  void aShareIsADuplicateUnderEachIdOfItsJob() throws Exception {
    start(BLOCKS);
    RawMiner miner = miner();
    PoolWork work = joined(miner);
    Found found = work.share(1);
    assertThat(isWell(miner.submit(PAID, work, found))).isTrue();
    assertThat(isWell(miner.ask("mining.suggest_difficulty", "[1e-9]"))).isTrue();
    PoolWork again = miner.job();
    assertThat(again.id()).isNotEqualTo(work.id());
    assertThat(error(miner.submit(PAID, again, found))).isEqualTo(22);
    assertThat(error(miner.submit(PAID, work, found))).isEqualTo(22);
  }

  /** One of two that have found a block at the same moment is stale, also in the midst of it. */
  @Test
  void theTipMovesDuringASubmit() throws Exception {
    start(BLOCKS);
    List<RawMiner> miners = List.of(miner(), miner());
    List<PoolWork> works = new ArrayList<>();
    for (RawMiner miner : miners) {
      works.add(joined(miner));
    }
    CyclicBarrier both = new CyclicBarrier(2);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int round = 0; round < 20; round++) {
        List<Future<JsonNode>> answers = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
          RawMiner miner = miners.get(i);
          PoolWork work = works.get(i);
          Found block = work.block(round);
          answers.add(
              threads.submit(() -> {
                var _ = both.await(1, TimeUnit.MINUTES);
                return miner.submit(PAID, work, block);
              }));
        }
        int won = 0;
        for (Future<JsonNode> answer : answers) {
          if (isWell(answer.get())) {
            won++;
          } else {
            assertThat(error(answer.get())).isEqualTo(21);
          }
        }
        assertThat(won).isEqualTo(1);
        assertThat(service.tip().height()).isEqualTo(round + 2);
        works.clear();
        for (RawMiner miner : miners) {
          works.add(cleanJob(miner));
        }
      }
    }
  }

  private static PoolWork cleanJob(RawMiner miner) throws IOException {
    PoolWork next = miner.job();
    while (!next.isClean()) {
      next = miner.job();
    }
    return next;
  }

  /** NiceHash serves no pool with easier shares, and reads whole numbers only. */
  @Test
  void theLowestDifficultyThatAMinerTakesIsKept() throws Exception {
    start(HARD);
    RawMiner niceHash = miner();
    var _ = niceHash.ask("mining.subscribe", "[\"NiceHash/1.0.0\", null]");
    assertThat(isWell(niceHash.ask("mining.authorize", "[\"" + PAID + "\", \"d=524288\"]")))
        .isTrue();
    JsonNode told = difficulty(niceHash);
    assertThat(told.isIntegralNumber()).isTrue();
    assertThat(told.asLong()).isEqualTo(524_288);
    double untold = niceHash.job().difficulty();
    for (int i = 0; i < 3; i++) {
      pass(Duration.ofSeconds(60)); // without a share
      assertThat(niceHash.job().difficulty()).as("no other was set").isEqualTo(untold);
    }

    RawMiner board = miner();
    JsonNode agreed =
        board.ask(
            "mining.configure",
            "[[\"minimum-difficulty\"], {\"minimum-difficulty.value\": 1000000}]");
    assertThat(agreed.path("result").path("minimum-difficulty").asBoolean()).isTrue();
    assertThat(isWell(board.join(PAID))).isTrue();
    assertThat(difficulty(board).asLong()).isEqualTo(1_000_000);
  }

  private static JsonNode difficulty(RawMiner miner) throws IOException {
    return miner
        .await(message -> message.path("method").asString("").equals("mining.set_difficulty"))
        .path("params")
        .path(0);
  }

  @Test
  void malformedLinesAreRefusedOrEndTheirConnection() throws Exception {
    start(BLOCKS);
    RawMiner working = miner();
    PoolWork work = joined(working);
    for (String line :
        List.of(
            "{}",
            "[]",
            "null",
            "7",
            "{\"id\": 1}",
            "{\"id\": 1, \"method\": 7, \"params\": []}",
            "{\"id\": 1, \"method\": \"" + "m".repeat(65) + "\"}",
            "{\"id\": 1, \"method\": \"mining.ping\"",
            "{\"id\": 1, \"method\": \"mining.ping\"}{",
            "{\"id\": NaN, \"method\": \"mining.ping\"}",
            "{\"id\": 1, \"method\": \"mining.ping\", \"params\": [" + "1".repeat(41) + "]}",
            "\u0000x")) {
      RawMiner wrong = miner();
      wrong.line(line);
      assertThat(error(wrong.await(_ -> true))).as(line).isEqualTo(20);
      assertThat(wrong.isEnded()).as(line).isTrue();
    }
    RawMiner latin = miner();
    latin.bytes("{\"id\": 1, \"method\": \"caf\u00e9\"}\n".getBytes(StandardCharsets.ISO_8859_1));
    assertThat(latin.isEnded()).isTrue();

    for (String parameters :
        List.of("{}", "[]", "[7]", "[[], []]", "[null, null, null, null, null]", "\"x\"")) {
      assertThat(error(working.ask("mining.submit", parameters))).as(parameters).isEqualTo(24);
    }
    for (String rest :
        List.of("", ", \"00\", \"00\", \"00\"", ", 1, 2, 3", ", \"zzzzzzzz\", \"0\", \"0\"")) {
      String parameters = "[\"" + PAID + "\", \"" + work.id() + "\"" + rest + "]";
      assertThat(error(working.ask("mining.submit", parameters))).as(parameters).isEqualTo(20);
    }
    for (String wanted : List.of("[]", "[0]", "[-1]", "[\"1\"]", "[null]")) {
      assertThat(error(working.ask("mining.suggest_difficulty", wanted))).as(wanted).isEqualTo(20);
    }
    assertThat(isWell(working.submit(PAID, work, work.block(1)))).isTrue();
  }

  /** The miners' own halves are in this process too, and count. */
  @Test
  void aMinerTakesLittleMemory() throws Exception {
    start(BLOCKS);
    int many = 300;
    var _ = joined(miner()); // what the first one loads stays
    long before = used();
    for (int i = 0; i < many; i++) {
      RawMiner one = miner();
      assertThat(isWell(one.join(PAID + "." + i))).isTrue();
      var _ = one.job();
    }
    assertThat(server.connections()).isEqualTo(many + 1);
    assertThat((used() - before) / many).as("bytes a miner").isLessThan(100 * 1024);
  }

  private static long used() {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 3; i++) {
      System.gc();
      Runtime runtime = Runtime.getRuntime();
      least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
    }
    return least;
  }
}
