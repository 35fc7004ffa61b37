package zveno.node.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ObjectNode;
import zveno.kernel.rules.RuleSets;
import zveno.kernel.rules.strict.Coins;
import zveno.kernel.rules.strict.Genesis;
import zveno.kernel.rules.strict.StrictNets;
import zveno.kernel.rules.strict.StrictNets.Person;
import zveno.kernel.rules.strict.StrictTransaction;
import zveno.kernel.rules.strict.StrictVectors;
import zveno.node.config.CommandException;
import zveno.system.Await;

/** Real nodes under the strict rules: they mine, relay, follow, resolve and start again. */
@Tag("slow")
@Timeout(120)
class StrictNodesTest {

  private static final Person ANN = Person.numbered(1);
  private static final Person BOB = Person.numbered(2);
  private static final Person CAROL = Person.numbered(3);

  private final HttpClient http = HttpClient.newHttpClient();
  private final ObjectMapper json = new ObjectMapper();
  private final List<NodeHere> nodes = new ArrayList<>();
  private final Genesis genesis =
      StrictNets.genesis(50, 0, 2, Map.of(ANN.address(), new Coins(1_000)));

  @TempDir Path home;
  private Path file;

  @BeforeEach
  void write() throws IOException {
    file = home.resolve("genesis.json");
    Files.write(file, genesis.canonical());
  }

  @AfterEach
  void close() {
    nodes.reversed().forEach(NodeHere::close);
    http.close();
  }

  private NodeHere start(Person miner, String... options) {
    List<String> all = new ArrayList<>();
    all.addAll(List.of("--rules", "strict", "--genesis", file.toString()));
    all.addAll(List.of("--reward-address", miner.address().text(), "--mining-threads", "1"));
    all.addAll(List.of(options));
    return keep(all);
  }

  private NodeHere keep(List<String> options) {
    NodeHere node = NodeHere.start(options);
    nodes.add(node);
    return node;
  }

  private JsonNode send(HttpRequest.Builder request, int status) {
    try {
      HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
      assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
      return json.readTree(response.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private JsonNode get(NodeHere node, String path) {
    return send(HttpRequest.newBuilder(node.uri().resolve(path)), 200);
  }

  private JsonNode post(NodeHere node, String path, String body, int status) {
    return send(
        HttpRequest.newBuilder(node.uri().resolve(path))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body)),
        status);
  }

  private JsonNode post(NodeHere node, String path, String body) {
    return post(node, path, body, 201);
  }

  private StrictTransaction pay(Person from, Person to, long amount, long nonce) {
    return from.pays(genesis.id(), to.address(), amount, 1, nonce, 1_000);
  }

  private long height(NodeHere node) {
    return get(node, "/api/v1/status").path("height").asLong();
  }

  private String tip(NodeHere node) {
    return get(node, "/api/v1/status").path("tip").path("hash").asString();
  }

  private void awaitSameTip(String what, NodeHere one, NodeHere other) throws Exception {
    String unused = Await.until(what, () -> tip(other), tip -> tip.equals(tip(one)));
  }

  private void awaitWaiting(NodeHere node, int count) throws Exception {
    int unused =
        Await.until(
            "as many wait",
            () -> get(node, "/api/v1/pool").path("count").asInt(),
            waiting -> waiting == count);
  }

  @Test
  void aNodeMinesPostsAndShows() {
    NodeHere node = start(CAROL, "--ephemeral");
    JsonNode rules = get(node, "/api/v1/status").path("rules");
    assertThat(rules.path("rules").asString()).isEqualTo("strict");
    assertThat(rules.path("genesis").asString()).isEqualTo(genesis.id().hex());
    assertThat(tip(node)).isEqualTo(genesis.id().hex());

    StrictTransaction first = pay(ANN, BOB, 100, 0);
    assertThat(post(node, "/transactions/new", first.toString()).path("message").asString())
        .isEqualTo("Transaction will be added to Block 2");
    StrictTransaction second = pay(BOB, CAROL, 60, 0);
    assertThat(post(node, "/api/v1/transactions", second.toString(), 400).path("detail").asString())
        .isEqualTo("amount and fee are 61, and no block has paid anything to the sender yet");
    JsonNode block = get(node, "/mine");
    assertThat(block.path("message").asString()).isEqualTo("New Block Forged");
    assertThat(post(node, "/api/v1/transactions", second.toString()).path("id").asString())
        .isEqualTo(second.id().hex());
    get(node, "/mine");
    assertThat(height(node)).isEqualTo(3);
    for (int i = 1; i <= 2; i++) {
      JsonNode mined = get(node, "/chain").path("chain").path(i);
      assertThat(mined.path("transactions")).hasSize(2);
      assertThat(mined.path("transactions").path(1).path("amount").asInt()).isEqualTo(51);
    }
    assertThat(get(node, "/api/v1/pool").path("count").asInt()).isZero();

    // what nobody has signed is refused, and nothing of it is kept
    StrictTransaction stolen = pay(ANN, BOB, 1, 1);
    String forged = stolen.toString().replace("\"amount\": 1,", "\"amount\": 9,");
    post(node, "/api/v1/transactions", forged, 400);
    assertThat(get(node, "/api/v1/pool").path("count").asInt()).isZero();
  }

  @Test
  void twoNodesFollowEachOtherAndAgree() throws Exception {
    NodeHere first = start(ANN, "--ephemeral");
    for (int i = 0; i < 5; i++) {
      post(first, "/api/v1/blocks", "{}");
    }
    NodeHere second = start(BOB, "--ephemeral", "--peer", first.uri().toString());
    awaitSameTip("the second node catches up", first, second);
    assertThat(height(second)).isEqualTo(6);

    post(second, "/api/v1/transactions", pay(ANN, CAROL, 20, 0).toString());
    awaitWaiting(first, 1);
    post(first, "/api/v1/blocks", "{}");
    awaitSameTip("the second node has the seventh block", first, second);
    assertThat(get(second, "/api/v1/pool").path("count").asInt()).isZero();
    post(second, "/api/v1/blocks", "{}");
    awaitSameTip("the first node has the eighth block", first, second);
  }

  @Test
  void aForkIsResolvedByTheMostWorkAndItsPaymentsWaitAgain() throws Exception {
    NodeHere first = start(CAROL, "--ephemeral");
    NodeHere second = start(BOB, "--ephemeral");
    post(first, "/api/v1/transactions", pay(ANN, BOB, 20, 0).toString());
    post(first, "/api/v1/blocks", "{\"count\": 3}");
    post(second, "/api/v1/blocks", "{\"count\": 5}");
    post(first, "/nodes/register", "{\"nodes\": [\"" + second.uri() + "\"]}");
    assertThat(get(first, "/nodes/resolve").path("message").asString())
        .isEqualTo("Our chain was replaced");
    assertThat(tip(first)).isEqualTo(tip(second));
    awaitWaiting(first, 1);
    post(first, "/api/v1/blocks", "{}");
    assertThat(get(first, "/chain").path("chain").path(6).path("transactions")).hasSize(2);
  }

  @Test
  void aFolderIsOpenedAgainByWhatItHas() {
    String folder = home.resolve("data").toString();
    NodeHere node = start(CAROL, "--data-dir", folder);
    post(node, "/api/v1/transactions", pay(ANN, BOB, 20, 0).toString());
    post(node, "/api/v1/blocks", "{\"count\": 2}");
    StrictTransaction waits = pay(ANN, BOB, 20, 1);
    post(node, "/api/v1/transactions", waits.toString());
    final String tip = tip(node);
    nodes.removeLast().close();

    assertThat(StoreCheck.of(Path.of(folder))).contains("valid");
    NodeHere again = keep(List.of("--data-dir", folder, "--mining-threads", "1"));
    assertThat(tip(again)).isEqualTo(tip);
    assertThat(get(again, "/api/v1/pool").path("count").asInt()).isEqualTo(1);
    assertThat(post(again, "/api/v1/blocks", "{}", 409).path("detail").asString())
        .startsWith("this node has no address for rewards; start it with --reward-address");
    post(again, "/api/v1/miner", "{\"running\": true}", 409);
    nodes.removeLast().close();

    NodeHere miner = start(CAROL, "--data-dir", folder);
    post(miner, "/api/v1/blocks", "{}");
    assertThat(get(miner, "/api/v1/pool").path("count").asInt()).isZero();
    assertThat(height(miner)).isEqualTo(4);
  }

  /** The chain that an independent program made, and one that is spoilt at its end. */
  @Test
  void aChainIsImportedVerifiedAndShown() throws IOException {
    JsonNode vector = json.readTree(StrictVectors.read("chain.json").toString());
    Files.writeString(file, vector.path("chain").path(0).toString());
    ObjectNode document = json.createObjectNode();
    document.put("length", 41).set("chain", vector.path("chain"));
    Path folder = home.resolve("imported");
    assertThat(imported(folder, document)).isZero();
    String last = vector.path("hashes").path(40).asString();
    assertThat(StoreCheck.of(folder)).contains("41 blocks", "valid");

    NodeHere node = start(CAROL, "--data-dir", folder.toString());
    assertThat(tip(node)).isEqualTo(last);
    assertThat(get(node, "/chain").path("chain")).isEqualTo(vector.path("chain"));

    ObjectNode reward =
        (ObjectNode)
            document
                .path("chain")
                .path(40)
                .path("transactions")
                .valueStream()
                .reduce((_, later) -> later)
                .orElseThrow();
    reward.put("amount", reward.path("amount").asLong() + 1);
    assertThat(imported(home.resolve("spoilt"), document)).isEqualTo(2);
  }

  private int imported(Path folder, JsonNode chain) throws IOException {
    Path document = home.resolve("chain.json");
    Files.writeString(document, chain.toString());
    return Main.commandLine(Map.of())
        .execute(
            "import",
            "--rules",
            "strict",
            "--genesis",
            file.toString(),
            "--data-dir",
            folder.toString(),
            document.toString());
  }

  @Test
  void whatIsMissingOrWrongIsSaidInOneLine() throws IOException {
    assertThat(RuleSets.names()).startsWith("classic").contains("upstream", "strict");
    Path folder = home.resolve("none");
    refused(
        "--rules strict needs --genesis FILE or --join URL: all chains of such a network begin with"
            + " the same block",
        "--rules",
        "strict",
        "--data-dir",
        folder.toString());
    assertThat(folder).doesNotExist();
    refused(
        "--difficulty is no parameter of the strict rules: the first block says what a net agreed"
            + " on",
        "--rules",
        "strict",
        "--difficulty",
        "3",
        "--ephemeral");
    String[] net = {"--rules", "strict", "--genesis", file.toString(), "--ephemeral"};
    refused(
        "--reward-address: an address has 62 characters, not 3",
        with(net, "--reward-address", "ann"));
    refused("--mine under the rules strict needs --reward-address", with(net, "--mine"));
    String text = Files.readString(file, StandardCharsets.UTF_8);
    Files.writeString(file, text.replace("\"spacing\": 10", "\"spacing\": 0"));
    refused(
        file
            + " is not a genesis block: parameters: spacing must be an integer from 1 to 86400,"
            + " not 0",
        net);
  }

  private static String[] with(String[] options, String... more) {
    List<String> all = new ArrayList<>(List.of(options));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  private static void refused(String message, String... options) {
    assertThatThrownBy(() -> NodeHere.start(List.of(options)))
        .isInstanceOfSatisfying(
            CommandException.class, why -> assertThat(why.exitCode()).isEqualTo(2))
        .hasMessage(message);
  }
}
