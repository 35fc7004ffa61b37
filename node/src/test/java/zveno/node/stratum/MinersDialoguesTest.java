package zveno.node.stratum;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
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

/**
 * What miners of other makers say first, in their order, with their ids and their ways of writing:
 * from the protocol's description and BIP 310. cpuminer's lines were compared with its source,
 * Bitaxe's with a part of it; the others' were not. No traffic was recorded.
 */
@Tag("slow")
@Timeout(120)
class MinersDialoguesTest {

  private static final Person ANN = Person.numbered(1);
  private static final String PAID = ANN.address().text();

  /** Every hash of 4096 is a block, and so every share: no difficulty is above a block's. */
  private static final CompactBits BLOCKS = CompactBits.of(0x1f0fffffL).orElseThrow();

  @TempDir Path home;

  private final ObjectMapper json = new ObjectMapper();
  private NodeHere node;
  private RawMiner miner;

  @BeforeEach
  void start() throws Exception {
    Genesis usual = StrictNets.genesis(50, 0, 0, Map.of(ANN.address(), new Coins(1_000)));
    Path file = home.resolve("genesis.json");
    Files.write(file, new Genesis(usual.parameters(), BLOCKS, StrictNets.BEGIN).canonical());
    node =
        NodeHere.start(
            List.of("--ephemeral", "--rules=strict", "--genesis=" + file, "--stratum=0"));
    miner = new RawMiner(URI.create(workers().path("listen").asString()).getPort());
  }

  @AfterEach
  void stop() throws Exception {
    miner.close();
    node.close();
  }

  private JsonNode workers() throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(node.uri().resolve("/api/v1/mining/workers")).build();
    try (HttpClient http = HttpClient.newHttpClient()) {
      return json.readTree(http.send(request, BodyHandlers.ofString()).body());
    }
  }

  /** Sends a line; the answer is the next message with this id, written as the miner wrote it. */
  private JsonNode says(String id, String rest) throws IOException {
    miner.line("{\"id\": " + id + ", " + rest + "}");
    return answer(id);
  }

  private JsonNode answer(String id) throws IOException {
    JsonNode wanted = json.readTree(id);
    JsonNode answer =
        miner.await(message -> !message.has("method") && message.path("id").equals(wanted));
    Set<String> members = new TreeSet<>(answer.propertyNames());
    assertThat(members).containsExactly("error", "id", "result");
    return answer;
  }

  /** What all miners read of the answer to a subscription. */
  private void subscribed(JsonNode answer) {
    assertThat(answer.path("error").isNull()).isTrue();
    JsonNode result = answer.path("result");
    assertThat(result.path(0).path(0).path(0).asString()).isEqualTo("mining.set_difficulty");
    assertThat(result.path(0).path(1).path(0).asString()).isEqualTo("mining.notify");
    assertThat(result.path(0).path(1).path(1).isString()).isTrue();
    assertThat(HexFormat.of().parseHex(result.path(1).asString())).hasSize(4);
    assertThat(result.path(2).isIntegralNumber()).isTrue();
    miner.subscribed(result);
  }

  /** What all miners read of a job, by the description of the protocol. */
  private static void isWellFormed(JsonNode told) {
    assertThat(told.size()).isEqualTo(9);
    HexFormat hex = HexFormat.of();
    assertThat(told.path(0).isString()).isTrue();
    assertThat(hex.parseHex(told.path(1).asString())).hasSize(32);
    int coinbase =
        hex.parseHex(told.path(2).asString()).length
            + 8
            + hex.parseHex(told.path(3).asString()).length;
    assertThat(coinbase).isBetween(65, 250);
    assertThat(told.path(4)).hasSize(1);
    assertThat(hex.parseHex(told.path(4).path(0).asString())).hasSize(32);
    for (int place = 5; place < 8; place++) {
      assertThat(hex.parseHex(told.path(place).asString())).hasSize(4);
    }
    assertThat(told.path(8).isBoolean()).isTrue();
  }

  private PoolWork job() throws IOException {
    PoolWork work = miner.job();
    isWellFormed(work.told());
    return work;
  }

  private static boolean isTrue(JsonNode answer) {
    return answer.path("result").isBoolean()
        && answer.path("result").asBoolean()
        && answer.path("error").isNull();
  }

  private static String submit(String worker, PoolWork work, Found found, String more) {
    return "\"method\": \"mining.submit\", \"params\": [\"%s\", \"%s\", \"%s\", \"%s\", \"%s\"%s]"
        .formatted(worker, work.id(), found.second(), found.time(), found.nonce(), more);
  }

  /** pooler's cpuminer: two requests, and all submissions have the id 4. */
  @Test
  void cpuminer() throws Exception {
    subscribed(says("1", "\"method\": \"mining.subscribe\", \"params\": [\"cpuminer/2.5.1\"]"));
    assertThat(
            isTrue(
                says(
                    "2",
                    "\"method\": \"mining.authorize\", \"params\": [\"" + PAID + "\", \"x\"]")))
        .isTrue();
    PoolWork work = job();
    assertThat(work.difficulty()).as("a fraction, which it reads").isBetween(0.0, 0.01);
    miner.line("{" + submit(PAID, work, work.block(1), "") + ", \"id\":4}");
    assertThat(isTrue(answer("4"))).isTrue();
    PoolWork next = job();
    assertThat(next.isClean()).isTrue();
    miner.line("{" + submit(PAID, next, next.block(1), "") + ", \"id\":4}");
    assertThat(isTrue(answer("4"))).isTrue();
  }

  /**
   * cgminer: ids from 0 on; when it comes again, it names its last session; it rolls the time by up
   * to a minute.
   */
  @Test
  void cgminer() throws Exception {
    subscribed(
        says(
            "0",
            "\"method\": \"mining.subscribe\", \"params\": [\"cgminer/4.12.0\", \"00000001\"]"));
    assertThat(
            isTrue(
                says(
                    "1",
                    "\"method\": \"mining.authorize\", \"params\": [\"" + PAID + ".rig\", \"\"]")))
        .isTrue();
    PoolWork work = job();
    String rolled = "%08x".formatted(Long.parseLong(work.time(), 16) + 60);
    Found found = work.search(1, rolled, 0, work::isBlock);
    assertThat(isTrue(says("2", submit(PAID + ".rig", work, found, "")))).isTrue();
  }

  /** bfgminer: what it wishes for has no id or a word for an id, and comes before it subscribes. */
  @Test
  void bfgminer() throws Exception {
    miner.line(
        "{\"id\": null, \"method\": \"mining.suggest_target\", \"params\": [\""
            + "00000000ffff"
            + "0".repeat(52)
            + "\"]}");
    miner.line(
        "{\"id\":null,\"method\":\"mining.capabilities\",\"params\":[{\"notify\":[],\"set_difficulty\":{}}]}");
    subscribed(says("0", "\"method\": \"mining.subscribe\", \"params\": [\"bfgminer/5.5.0\"]"));
    assertThat(
            isTrue(
                says(
                    "\"auth\"",
                    "\"method\": \"mining.authorize\", \"params\": [\"" + PAID + "\", \"x\"]")))
        .isTrue();
    assertThat(
            isTrue(
                says("\"xnsub\"", "\"method\": \"mining.extranonce.subscribe\", \"params\": []")))
        .isTrue();
    PoolWork work = job();
    assertThat(isTrue(says("1", submit(PAID, work, work.block(1), "")))).isTrue();
  }

  /**
   * ESP-Miner on a Bitaxe: all its requests at once, without waiting for an answer, and bits 13 to
   * 28 of the version.
   */
  @Test
  void bitaxe() throws Exception {
    miner.line(
        "{\"id\": 1, \"method\": \"mining.configure\", \"params\": [[\"version-rolling\"],"
            + " {\"version-rolling.mask\": \"ffffffff\"}]}\n"
            + "{\"id\": 2, \"method\": \"mining.subscribe\", \"params\":"
            + " [\"bitaxe/BM1370/v2.9.0\"]}\n"
            + "{\"id\": 3, \"method\": \"mining.authorize\", \"params\": [\""
            + PAID
            + ".bitaxe\", \"x\"]}\n"
            + "{\"id\": 4, \"method\": \"mining.suggest_difficulty\", \"params\": [1000]}\n"
            + "{\"id\": 5, \"method\": \"mining.extranonce.subscribe\", \"params\": []}");
    JsonNode agreed = answer("1");
    assertThat(agreed.path("result").path("version-rolling").asBoolean()).isTrue();
    assertThat(agreed.path("result").path("version-rolling.mask").asString()).isEqualTo("1fffe000");
    subscribed(answer("2"));
    for (String id : List.of("3", "4", "5")) {
      assertThat(isTrue(answer(id))).as(id).isTrue();
    }
    PoolWork work = job();
    int version = 0x1fff_e000;
    Found found = work.search(1, work.time(), version, work::isBlock);
    assertThat(isTrue(says("6", submit(PAID + ".bitaxe", work, found, ", \"1fffe000\"")))).isTrue();
  }

  /** Firmware of the Antminer family: a mask of its own, and a count of bits that it needs. */
  @Test
  void antminer() throws Exception {
    JsonNode agreed =
        says(
            "1",
            "\"method\": \"mining.configure\", \"params\": [[\"version-rolling\","
                + " \"minimum-difficulty\", \"subscribe-extranonce\"], {\"version-rolling.mask\":"
                + " \"00ffe000\", \"version-rolling.min-bit-count\": 2,"
                + " \"minimum-difficulty.value\": 512}]");
    assertThat(agreed.path("result").path("version-rolling.mask").asString())
        .as("no bit that it did not ask for")
        .isEqualTo("00ffe000");
    subscribed(
        says("2", "\"method\": \"mining.subscribe\", \"params\": [\"Antminer S19/1.0\", null]"));
    assertThat(
            isTrue(
                says(
                    "3", "\"method\": \"mining.authorize\", \"params\": [\"" + PAID + "\", null]")))
        .isTrue();
    PoolWork work = job();
    int version = 0x0040_2000;
    Found found = work.search(1, work.time(), version, work::isBlock);
    JsonNode outside = says("4", submit(PAID, work, found, ", \"10000000\""));
    assertThat(outside.path("error").path(0).asInt()).isEqualTo(20);
    assertThat(isTrue(says("5", submit(PAID, work, found, ", \"00402000\"")))).isTrue();
  }

  /** NiceHash: no parameters but its name, a lowest difficulty by the password, ids as text. */
  @Test
  void niceHash() throws Exception {
    subscribed(says("\"1\"", "\"method\": \"mining.subscribe\", \"params\": [\"NiceHash/1.0.0\"]"));
    assertThat(isTrue(says("\"2\"", "\"method\": \"mining.extranonce.subscribe\", \"params\": []")))
        .isTrue();
    assertThat(
            isTrue(
                says(
                    "\"3\"",
                    "\"method\": \"mining.authorize\", \"params\": [\""
                        + PAID
                        + "\", \"d=524288\"]")))
        .isTrue();
    PoolWork work = job();
    assertThat(work.difficulty()).as("a block's, which is lower").isLessThan(1);
    assertThat(isTrue(says("\"4\"", submit(PAID, work, work.block(1), "")))).isTrue();
    assertThat(workers().path("workers").path(0).path("blocks").asLong()).isEqualTo(1);
  }

  /** Some begin with the worker, and some leave out what may be left out. */
  @Test
  void whatMayBeLeftOutMayBeLeftOut() throws Exception {
    JsonNode early =
        says("1", "\"method\": \"mining.authorize\", \"params\": [\"" + PAID + "\", \"x\"]");
    assertThat(early.path("error").path(0).asInt()).isEqualTo(25);
    miner.line("{\"method\": \"mining.subscribe\"}");
    subscribed(answer("null"));
    assertThat(
            isTrue(
                says(
                    "18446744073709551615",
                    "\"jsonrpc\": \"2.0\", \"method\": \"mining.authorize\", \"params\": [\""
                        + PAID
                        + "\"]")))
        .isTrue();
    PoolWork work = job();
    assertThat(isTrue(says("-1", submit(PAID, work, work.block(1), "")))).isTrue();
  }
}
