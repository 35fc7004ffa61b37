package zveno.node.stratum;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import zveno.kernel.rules.strict.Coins;
import zveno.kernel.rules.strict.Genesis;
import zveno.kernel.rules.strict.StrictNets;
import zveno.kernel.rules.strict.StrictNets.Person;
import zveno.kernel.rules.strict.work.CompactBits;
import zveno.node.cli.NodeHere;
import zveno.node.stratum.RawMiner.Found;
import zveno.node.stratum.RawMiner.PoolWork;
import zveno.system.Await;

/** Miners of other makers mine for a real node, by what the protocol's description says. */
@Tag("slow")
@Timeout(120)
class StratumServerTest {

  private static final Person ANN = Person.numbered(1);
  private static final Person BOB = Person.numbered(2);

  /** Every sixteenth hash is a share, and every 4096th a block. */
  private static final String SHARES = "[3.7e-9]";

  private static final CompactBits BLOCKS = CompactBits.of(0x1f0fffffL).orElseThrow();

  @TempDir Path home;

  private final ObjectMapper json = new ObjectMapper();
  private final HttpClient http = HttpClient.newHttpClient();
  private final List<AutoCloseable> open = new ArrayList<>();
  private final String ann = ANN.address().text();
  private NodeHere node;
  private int port;

  @BeforeEach
  void start() throws Exception {
    startWith("--reward-address=" + BOB.address().text());
  }

  private void startWith(String... more) throws Exception {
    if (node != null) {
      node.close();
    }
    Path file = home.resolve("genesis.json");
    Files.write(file, genesis().canonical());
    List<String> options =
        new ArrayList<>(
            List.of("--ephemeral", "--rules=strict", "--genesis=" + file, "--stratum=0"));
    options.addAll(List.of(more));
    node = NodeHere.start(options);
    port = URI.create(workers().path("listen").asString()).getPort();
  }

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable one : open) {
      one.close();
    }
    node.close();
    http.close();
  }

  private JsonNode get(String path) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(node.uri().resolve(path)).build();
    return json.readTree(http.send(request, BodyHandlers.ofString()).body());
  }

  private JsonNode workers() throws Exception {
    return get("/api/v1/mining/workers");
  }

  private long height() throws Exception {
    return get("/api/v1/status").path("height").asLong();
  }

  private RawMiner miner() throws IOException {
    RawMiner made = new RawMiner(port);
    open.add(made);
    return made;
  }

  /** A miner that has joined, wants easy shares, and has its job. */
  private PoolWork joined(RawMiner miner, String worker) throws IOException {
    assertThat(miner.join(worker).path("result").asBoolean()).isTrue();
    PoolWork first = miner.job();
    assertThat(first.isClean()).isTrue();
    assertThat(miner.ask("mining.suggest_difficulty", SHARES).path("result").asBoolean()).isTrue();
    return miner.job();
  }

  private static Genesis genesis() {
    Genesis usual = StrictNets.genesis(50, 0, 0, Map.of(ANN.address(), new Coins(1_000)));
    return new Genesis(usual.parameters(), BLOCKS, StrictNets.BEGIN);
  }

  private static String payment(long amount, long nonce) {
    return ANN.pays(genesis().id(), BOB.address(), amount, 1, nonce, 1_000).toString();
  }

  private void post(String payment) throws Exception {
    HttpRequest post =
        HttpRequest.newBuilder(node.uri().resolve("/transactions/new"))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(payment))
            .build();
    assertThat(http.send(post, BodyHandlers.discarding()).statusCode()).isEqualTo(201);
  }

  private static int error(JsonNode answer) {
    assertThat(answer.path("result").isNull()).as(answer.toString()).isTrue();
    return answer.path("error").path(0).asInt();
  }

  @Test
  void aShareIsCountedAndABlockPaysItsWorker() throws Exception {
    RawMiner miner = miner();
    String worker = ann + ".rig";
    PoolWork work = joined(miner, worker);

    assertThat(miner.submit(worker, work, work.share(1)).path("result").asBoolean()).isTrue();
    assertThat(height()).isEqualTo(1);
    assertThat(miner.submit(worker, work, work.block(2)).path("result").asBoolean()).isTrue();
    assertThat(height()).isEqualTo(2);
    assertThat(get("/api/v1/accounts/" + ann).path("balance").asLong()).isEqualTo(1_050);

    JsonNode account = workers().path("workers").path(0);
    assertThat(account.path("name").asString()).isEqualTo(worker);
    assertThat(account.path("recipient").asString()).isEqualTo(ann);
    assertThat(account.path("accepted").asLong()).isEqualTo(2);
    assertThat(account.path("blocks").asLong()).isEqualTo(1);
    assertThat(account.path("rejected").asLong()).isZero();
    assertThat(account.path("bestShare").asDouble()).isGreaterThan(work.difficulty());

    PoolWork next = miner.job();
    assertThat(next.isClean()).isTrue();
    assertThat(error(miner.submit(worker, work, work.share(3)))).isEqualTo(21);
    assertThat(miner.submit(worker, next, next.block(4)).path("result").asBoolean()).isTrue();
    assertThat(height()).isEqualTo(3);
    assertThat(workers().path("workers").path(0).path("stale").asLong()).isEqualTo(1);
  }

  @Test
  void aLabelAloneMinesForTheNode() throws Exception {
    RawMiner miner = miner();
    PoolWork work = joined(miner, "shed");
    assertThat(miner.submit("shed", work, work.block(1)).path("result").asBoolean()).isTrue();
    assertThat(get("/api/v1/accounts/" + BOB.address().text()).path("balance").asLong())
        .isEqualTo(50);

    RawMiner mistyped = miner();
    assertThat(error(mistyped.join(ann.replace('q', 'p') + ".rig"))).isEqualTo(24);
    startWith(); // a node without an address
    assertThat(error(miner().join("shed"))).isEqualTo(24);
    assertThat(miner().join(ann).path("result").asBoolean()).isTrue();
  }

  /** A proxy before several machines, for example. */
  @Test
  void allWorkersOfAConnectionShowItsDifficulty() throws Exception {
    RawMiner miner = miner();
    PoolWork work = joined(miner, ann + ".one");
    String second = ann + ".two";
    assertThat(
            miner.ask("mining.authorize", "[\"" + second + "\", \"x\"]").path("result").asBoolean())
        .isTrue();
    assertThat(miner.submit(second, work, work.share(1)).path("result").asBoolean()).isTrue();
    JsonNode accounts = workers().path("workers");
    assertThat(accounts.size()).isEqualTo(2);
    for (JsonNode account : accounts) {
      assertThat(account.path("difficulty").asDouble())
          .as(account.toString())
          .isEqualTo(work.difficulty());
    }
  }

  /** What cgminer and its kin say, and boards that roll versions and ask for a difficulty. */
  @Test
  void versionsAreRolledWithinTheMask() throws Exception {
    RawMiner miner = miner();
    JsonNode agreed =
        miner.ask(
            "mining.configure",
            "[[\"version-rolling\", \"minimum-difficulty\", \"subscribe-extranonce\"],"
                + " {\"version-rolling.mask\": \"ffffffff\", \"minimum-difficulty.value\": 2048}]");
    assertThat(agreed.path("result").path("version-rolling").asBoolean()).isTrue();
    assertThat(agreed.path("result").path("version-rolling.mask").asString()).isEqualTo("1fffe000");
    String worker = ann + ".board";
    PoolWork work = joined(miner, worker);
    assertThat(miner.ask("mining.extranonce.subscribe", "[]").path("result").asBoolean()).isTrue();

    int version = 0x0a5a_2000;
    Found found = work.search(1, work.time(), version, work::isBlock);
    String share = "[\"%s\", \"%s\", \"%s\", \"%s\", \"%s\", \"%08x\"]";
    assertThat(
            error(
                miner.ask(
                    "mining.submit",
                    share.formatted(
                        worker,
                        work.id(),
                        found.second(),
                        found.time(),
                        found.nonce(),
                        version | 1))))
        .isEqualTo(20);
    assertThat(
            miner
                .ask(
                    "mining.submit",
                    share.formatted(
                        worker, work.id(), found.second(), found.time(), found.nonce(), version))
                .path("result")
                .asBoolean())
        .isTrue();
    assertThat(get("/api/v1/blocks/2").path("block").path("version").asLong())
        .isEqualTo(0x2000_0000L | version);
  }

  @Test
  void wrongSharesAreRefusedByTheUsualNumbers() throws Exception {
    RawMiner miner = miner();
    assertThat(error(miner.ask("mining.authorize", "[\"" + ann + "\", \"x\"]"))).isEqualTo(25);
    assertThat(error(miner.ask("mining.submit", "[\"" + ann + "\", \"1\", \"00\", \"0\", \"0\"]")))
        .isEqualTo(24);
    PoolWork work = joined(miner, ann);

    Found found = work.share(1);
    assertThat(miner.submit(ann, work, found).path("result").asBoolean()).isTrue();
    assertThat(error(miner.submit(ann, work, found))).isEqualTo(22);
    Found low = work.search(2, work.time(), 0, hash -> !work.isShare(hash));
    assertThat(error(miner.submit(ann, work, low))).isEqualTo(23);
    String late = "%08x".formatted(Long.parseLong(work.time(), 16) + 3_600);
    Found future = work.search(3, late, 0, work::isShare);
    assertThat(error(miner.submit(ann, work, future))).isEqualTo(20);
    String early = "%08x".formatted(Long.parseLong(work.time(), 16) - 1);
    Found past = work.search(4, early, 0, work::isShare);
    assertThat(error(miner.submit(ann, work, past))).isEqualTo(20);
    assertThat(error(miner.submit(ann, work, new Found("0", work.time(), "00000000", false))))
        .isEqualTo(20);
    assertThat(error(miner.ask("mining.fly", "[]"))).isEqualTo(20);
    assertThat(height()).isEqualTo(1);
    assertThat(workers().path("workers").path(0).path("rejected").asLong()).isEqualTo(5);

    String rolled = "%08x".formatted(Long.parseLong(work.time(), 16) + 60);
    Found minute = work.search(5, rolled, 0, work::isBlock);
    assertThat(miner.submit(ann, work, minute).path("result").asBoolean()).isTrue();
    assertThat(height()).isEqualTo(2);
  }

  @Test
  void allMinersGetANewJobWhenTheTipMoves() throws Exception {
    RawMiner one = miner();
    PoolWork first = joined(one, ann);
    RawMiner other = miner();
    PoolWork second = joined(other, BOB.address().text());
    Found block = first.block(1);
    Found race = second.block(1);
    assertThat(one.submit(ann, first, block).path("result").asBoolean()).isTrue();
    assertThat(error(other.submit(BOB.address().text(), second, race))).isEqualTo(21);
    assertThat(other.job().isClean()).isTrue();
    assertThat(height()).isEqualTo(2);
  }

  @Test
  void whatIsPostedIsInTheNextBlock() throws Exception {
    RawMiner miner = miner();
    PoolWork work = joined(miner, ann);
    post(payment(7, 0));
    assertThat(miner.submit(ann, work, work.block(1)).path("result").asBoolean()).isTrue();
    PoolWork next = miner.job();
    assertThat(miner.submit(ann, next, next.block(1)).path("result").asBoolean()).isTrue();
    assertThat(get("/api/v1/accounts/" + BOB.address().text()).path("balance").asLong())
        .isEqualTo(7);
  }

  @Test
  void aPasswordIsAskedFor() throws Exception {
    Path file = home.resolve("password");
    Files.writeString(file, "open sesame\n");
    startWith("--stratum-password-file=" + file);
    RawMiner wrong = miner();
    assertThat(error(wrong.join(ann))).isEqualTo(24);
    assertThat(
            wrong
                .ask("mining.authorize", "[\"" + ann + "\", \"open sesame\"]")
                .path("result")
                .asBoolean())
        .isTrue();
  }

  @Test
  void whatIsNoStratumEndsTheConnectionAndNothingElse() throws Exception {
    RawMiner working = miner();
    PoolWork work = joined(working, ann);
    RawMiner web = miner();
    web.line("GET / HTTP/1.1");
    assertThat(web.isEnded()).isTrue();
    RawMiner wordy = miner();
    wordy.line("{\"id\": 1, \"method\": \"" + "a".repeat(20_000) + "\"}");
    assertThat(wordy.isEnded()).isTrue();
    RawMiner deep = miner();
    deep.line("[".repeat(10_000));
    assertThat(deep.isEnded()).isTrue();
    RawMiner blank = miner();
    blank.line("");
    blank.line("{\"id\": \"seven\", \"method\": \"mining.ping\"}");
    assertThat(blank.await(message -> true).path("result").asString()).isEqualTo("pong");

    assertThat(working.submit(ann, work, work.block(1)).path("result").asBoolean()).isTrue();
    JsonNode left =
        Await.until(
            "the others are gone", this::workers, now -> now.path("connections").asInt() == 2);
    assertThat(left.path("workers")).hasSize(1);
  }

  @Test
  void aMinerThatSendsNothingButWrongSharesIsEnded() throws Exception {
    RawMiner miner = miner();
    PoolWork work = joined(miner, ann);
    Found low = work.search(1, work.time(), 0, hash -> !work.isShare(hash));
    int answers = 0;
    try {
      while (answers < 1_000) {
        assertThat(error(miner.submit(ann, work, low))).isEqualTo(23);
        answers++;
      }
    } catch (IOException e) {
      assertThat(answers).isBetween(50, 200);
    }
    assertThat(answers).isLessThan(1_000);
    assertThat(miner().join(ann).path("result").asBoolean()).isTrue();
  }

  @Test
  void easySharesBecomeHarder() throws Exception {
    RawMiner miner = miner();
    PoolWork work = joined(miner, ann);
    for (int i = 1; i <= 8; i++) {
      assertThat(miner.submit(ann, work, work.share(i)).path("result").asBoolean()).isTrue();
    }
    PoolWork harder = miner.job();
    assertThat(harder.isClean()).isFalse();
    assertThat(harder.difficulty()).isGreaterThan(2 * work.difficulty());
    // What was begun at the old difficulty still counts.
    assertThat(miner.submit(ann, work, work.share(9)).path("result").asBoolean()).isTrue();
  }

  /** Who listens for commits may be several: the miner, and the jobs. */
  @Test
  void theNodesOwnMinerStillMinesWhatWaits() throws Exception {
    startWith("--reward-address=" + BOB.address().text(), "--mine=when-waiting");
    RawMiner miner = miner();
    PoolWork unused = joined(miner, ann);
    post(payment(7, 0));
    long height = Await.until("the block is there", this::height, now -> now == 2);
    assertThat(height).isEqualTo(2);
    assertThat(get("/api/v1/accounts/" + BOB.address().text()).path("balance").asLong())
        .isEqualTo(7 + 51);
  }

  @Test
  void aMinerThatSaysNoMoreIsHeardToTheEndAndGone() throws Exception {
    RawMiner miner = miner();
    PoolWork work = joined(miner, ann);
    Found found = work.share(1);
    miner.lastSubmit(ann, work, found);
    assertThat(miner.await(message -> message.path("id").asLong() == 99).path("result").asBoolean())
        .isTrue();
    assertThat(miner.isEnded()).isTrue();
    int left =
        Await.until("it is gone", () -> workers().path("connections").asInt(), count -> count == 0);
    assertThat(left).isZero();
  }
}
