package zveno.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import zveno.kernel.bytes.Hash;
import zveno.kernel.merkle.MerkleProofs;
import zveno.kernel.model.BlockId;
import zveno.kernel.rules.strict.Coins;
import zveno.kernel.rules.strict.Genesis;
import zveno.kernel.rules.strict.Receipt;
import zveno.kernel.rules.strict.Receipt.Level;
import zveno.kernel.rules.strict.RefusedException;
import zveno.kernel.rules.strict.StrictNets;
import zveno.kernel.rules.strict.StrictNets.Person;
import zveno.kernel.rules.strict.StrictTransaction;
import zveno.kernel.rules.strict.keys.JdkSignatures;
import zveno.node.cli.NodeHere;

/** Receipts and proofs over HTTP, held against the API's description and checked by hand. */
@Tag("slow")
@Timeout(60)
class ReceiptsApiTest {

  private static final Person ANN = Person.numbered(1);
  private static final Person BOB = Person.numbered(2);

  private static final String NOTHING = "0".repeat(64);
  private static final String RECEIPTS = "/api/v1/receipts/";
  private static final String CHECK = "/api/v1/receipts/check";
  private static final String CONSISTENCY = "/api/v1/proofs/consistency";

  private final Genesis genesis =
      StrictNets.genesis(50, 0, 2, Map.of(ANN.address(), new Coins(1_000)));

  @TempDir Path home;
  private NodeHere node;
  private Client client;

  @BeforeEach
  void start() throws IOException {
    node = strictNode(home, genesis);
    client = new Client(node.uri());
  }

  @AfterEach
  void stop() {
    node.close();
  }

  private static NodeHere strictNode(Path home, Genesis genesis) throws IOException {
    Path file = home.resolve("genesis.json");
    Files.write(file, genesis.canonical());
    return NodeHere.start(
        List.of(
            "--ephemeral",
            "--rules=strict",
            "--genesis=" + file,
            "--mining-threads=1",
            "--reward-address=" + BOB.address().text()));
  }

  /** What only such a node answers, for the test that wants to see every documented answer. */
  static Set<String> seen(Path home) throws IOException {
    Genesis genesis = StrictNets.genesis(50, 0, 2, Map.of(ANN.address(), new Coins(1_000)));
    try (NodeHere node = strictNode(home, genesis)) {
      Client client = new Client(node.uri());
      StrictTransaction payment = ANN.pays(genesis.id(), BOB.address(), 1, 1, 0, 1_000);
      String id = RECEIPTS + payment.id().hex();
      client.get(RECEIPTS + "x");
      client.post("/transactions/new", payment.toString());
      client.get(id);
      client.get("/mine");
      String receipt = client.get(id).text();
      client.post(CHECK, receipt);
      client.post(CHECK, "{}");
      client.post(CHECK, "text/plain", receipt);
      client.post(CHECK, receipt + " ".repeat(2 * Receipt.MAX_BYTES));
      client.get(CONSISTENCY);
      client.get(CONSISTENCY + "?from=2");
      return client.seen();
    }
  }

  private StrictTransaction post(long nonce) {
    StrictTransaction payment = ANN.pays(genesis.id(), BOB.address(), 5, 1, nonce, 1_000);
    Got taken = client.post("/transactions/new", payment.toString());
    assertThat(taken.status()).isEqualTo(201);
    return payment;
  }

  private BlockId mine() {
    client.get("/mine");
    return tip();
  }

  private BlockId tip() {
    return BlockId.parse(client.get("/api/v1/tip").json().path("hash").asString()).orElseThrow();
  }

  private String receiptText(StrictTransaction of, String query) {
    Got got = client.get(RECEIPTS + of.id().hex() + query);
    assertThat(got.status()).as(got.text()).isEqualTo(200);
    return got.text();
  }

  private static List<Level> levels(String receipt, BlockId held) throws RefusedException {
    Receipt read = Receipt.parse(receipt.getBytes(StandardCharsets.US_ASCII));
    Receipt.Verdict verdict = read.verify(new JdkSignatures(), Optional.of(held), _ -> false);
    assertThat(verdict).isInstanceOf(Receipt.Verdict.Shows.class);
    return ((Receipt.Verdict.Shows) verdict).levels();
  }

  @Test
  void aReceiptLeadsToTheBlockThatItsReaderHolds() throws RefusedException {
    List<StrictTransaction> sent = Stream.of(0L, 1L, 2L).map(this::post).toList();
    BlockId carrier = mine();
    for (StrictTransaction payment : sent) {
      assertThat(receiptText(payment, "")).doesNotContain("anchor");
      assertThat(levels(receiptText(payment, ""), carrier)).contains(Level.BELOW_HELD_BLOCK);
    }
    List<BlockId> later = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      later.add(mine());
    }
    for (StrictTransaction payment : sent) {
      String newest = receiptText(payment, "");
      assertThat(newest).isEqualTo(receiptText(payment, "?anchor=" + later.getLast()));
      assertThat(levels(newest, later.getLast())).contains(Level.BELOW_HELD_BLOCK);
      assertThat(levels(newest, later.getFirst())).containsExactly(Level.UNDER_THIS_HEADER);
      for (BlockId anchor : later) {
        assertThat(levels(receiptText(payment, "?anchor=" + anchor), anchor))
            .containsExactly(Level.UNDER_THIS_HEADER, Level.BELOW_HELD_BLOCK);
      }
      assertThat(receiptText(payment, "?anchor=" + carrier)).doesNotContain("anchor");
    }
  }

  @Test
  void whatHasNoReceiptIsToldWhy() {
    StrictTransaction payment = post(0);
    assertThat(refusal(RECEIPTS + payment.id().hex(), 409))
        .isEqualTo("the transaction waits; there is a receipt when a block has it");
    BlockId carrier = mine();
    mine();

    assertThat(refusal(RECEIPTS + NOTHING, 404))
        .isEqualTo("no block on the chain has a transaction with this id");
    assertThat(refusal(RECEIPTS + "5", 400)).contains("64 lowercase hexadecimal digits");
    String id = RECEIPTS + payment.id().hex();
    assertThat(refusal(id + "?anchor=" + genesis.id().hex(), 409))
        .isEqualTo(
            "the anchor is block 1, and the transaction is in block 2: name that block or a later"
                + " one");
    assertThat(refusal(id + "?anchor=" + NOTHING, 404)).contains("the hash of the anchor");
    assertThat(refusal(id + "?anchor=2", 400)).contains("the hash of a block");
    String reward =
        client.get("/api/v1/blocks/" + carrier).json().path("transactionIds").path(1).asString();
    assertThat(refusal(RECEIPTS + reward, 404)).startsWith("this is the reward of block 2");
  }

  private String refusal(String path, int status) {
    Got got = client.get(path);
    assertThat(got.status()).as(path).isEqualTo(status);
    return got.json().path("detail").asString();
  }

  @Test
  void theVerdictSaysWhichLevelIsReached() {
    String receipt = receiptText(mined(), "");
    String carrier = tip().hex();
    assertThat(verdict(receipt, "")).isEqualTo("[\"under-this-header\",\"on-this-chain\"]");
    assertThat(verdict(receipt, "?anchor=" + carrier))
        .isEqualTo("[\"under-this-header\",\"below-held-block\",\"on-this-chain\"]");
    JsonNode other = client.post(CHECK + "?anchor=" + NOTHING, receipt).json();
    assertThat(other.path("level").asString()).isEqualTo("on-this-chain");
    assertThat(other.path("words").path(1).asString())
        .startsWith("Not below the block whose hash you hold");

    client.post("/api/v1/rewind", "{\"toHeight\": 1}");
    JsonNode rewound = client.post(CHECK, receipt).json();
    assertThat(rewound.path("level").asString()).isEqualTo("under-this-header");
    assertThat(rewound.path("confirmations").asInt()).isZero();
    assertThat(rewound.path("words").path(1).asString())
        .isEqualTo("Not on the chain that this node follows now.");
  }

  private StrictTransaction mined() {
    StrictTransaction payment = post(0);
    mine();
    return payment;
  }

  private String verdict(String receipt, String query) {
    JsonNode verdict = client.post(CHECK + query, receipt).json();
    assertThat(verdict.path("words").size()).isEqualTo(verdict.path("levels").size());
    return verdict.path("levels").toString();
  }

  @Test
  void aWrongReceiptIsAVerdictAndWhatIsNoneIsRefused() {
    String right = receiptText(mined(), "");
    String wrong = right.replace("\"amount\": 5", "\"amount\": 6");
    JsonNode verdict = client.post(CHECK, wrong).json();
    assertThat(verdict.path("level").isNull()).isTrue();
    assertThat(verdict.path("words").path(0).asString())
        .isEqualTo(
            "The receipt is wrong: the block's Merkle root is not that of its reward and body");

    String path = "\"" + NOTHING + "\", ";
    for (String none :
        List.of(
            "{}",
            "[]",
            "7",
            right.replace("zveno-1", "zveno-2"),
            right.replace("\"receipt\"", "\"more\": 1, \"receipt\""),
            right.replace("\"position\": 0", "\"position\": -1"),
            right.replace(
                "\"path\": [", "\"path\": [" + path.repeat(65) + path.strip().replace(",", "")),
            "[".repeat(1_000) + "]".repeat(1_000),
            right.substring(0, right.length() / 2))) {
      Got refused = client.post(CHECK, none);
      assertThat(refused.status()).as(none).isEqualTo(400);
      assertThat(refused.json().path("detail").asString()).startsWith("this is no receipt: ");
    }
    assertThat(client.post(CHECK, " ".repeat(2 * Receipt.MAX_BYTES) + right).status())
        .isEqualTo(413);
  }

  @Test
  void theChainAtEachBlockIsProvedToContinueTheChainAtAnyEarlierOne() {
    for (int i = 0; i < 12; i++) {
      mine();
    }
    for (int from = 2; from <= 13; from++) {
      for (int to = from; to <= 13; to++) {
        JsonNode proof = client.get(CONSISTENCY + "?from=" + from + "&to=" + to).json();
        List<Hash> path = proof.path("proof").valueStream().map(hash -> hash(hash)).toList();
        assertThat(
                MerkleProofs.isConsistent(
                    from - 1,
                    to - 1,
                    hash(proof.path("from").path("reward").path("history")),
                    hash(proof.path("to").path("reward").path("history")),
                    path))
            .isTrue();
        JsonNode known = client.get("/api/v1/headers/" + to).json().path("hash");
        assertThat(proof.path("to").path("hash")).isEqualTo(known);
      }
    }
    assertThat(client.get(CONSISTENCY + "?from=2").json().path("to").path("reward").path("height"))
        .hasToString("13");
    assertThat(refusal(CONSISTENCY + "?from=2&to=14", 404)).contains("the last one is 13");
    assertThat(refusal(CONSISTENCY + "?from=3&to=2", 400)).contains("at least");
    assertThat(refusal(CONSISTENCY + "?from=1", 400)).contains("from 2 on");
    assertThat(refusal(CONSISTENCY, 400)).contains("from=HEIGHT");
  }

  private static Hash hash(JsonNode text) {
    return Hash.parse(text.asString()).orElseThrow();
  }

  @Test
  void otherRulesKnowNoReceipts() {
    try (NodeHere classic = NodeHere.start(List.of("--ephemeral"))) {
      Client asking = new Client(classic.uri());
      for (Got got :
          List.of(
              asking.get(RECEIPTS + NOTHING),
              asking.get(CONSISTENCY + "?from=2"),
              asking.post(CHECK, "{}"))) {
        assertThat(got.status()).isEqualTo(404);
        assertThat(got.json().path("detail").asString())
            .isEqualTo("the rules of this chain, classic, know no receipts");
      }
    }
  }
}
