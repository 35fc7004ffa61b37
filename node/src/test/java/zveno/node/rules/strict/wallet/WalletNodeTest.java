package zveno.node.rules.strict.wallet;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
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
import zveno.kernel.rules.strict.keys.Address;
import zveno.node.cli.NodeHere;
import zveno.node.rules.strict.wallet.Wallet.Run;

/** A wallet at a real node. */
@Tag("slow")
@Timeout(120)
class WalletNodeTest {

  private static final Person BOB = Person.numbered(2);
  private static final Person MINER = Person.numbered(3);
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path home;
  private Wallet wallet;
  private Genesis genesis;
  private NodeHere node;
  private final HttpClient client = HttpClient.newHttpClient();
  private Address shop;

  @BeforeEach
  void start() throws Exception {
    wallet = new Wallet(home.resolve("wallet"));
    Run made = wallet.wallet("new", "shop", "--no-words");
    shop = Address.parse(made.output().strip()).orElseThrow();
    genesis = StrictNets.genesis(50, 0, 2, Map.of(shop, new Coins(1_000)));
    Path file = Files.write(home.resolve("genesis.json"), genesis.canonical());
    node =
        NodeHere.start(
            List.of(
                "--ephemeral",
                "--rules=strict",
                "--genesis=" + file,
                "--mining-threads=1",
                "--reward-address=" + MINER.address().text()));
  }

  @AfterEach
  void stop() {
    client.shutdownNow();
    node.close();
  }

  private Run done(Run run) {
    assertThat(run.code()).as(run.errors()).isZero();
    return run;
  }

  private Run send(String... more) {
    List<String> all = new ArrayList<>(List.of("send"));
    all.addAll(List.of(more));
    all.add("--node=" + node.uri());
    return wallet.wallet(all.toArray(String[]::new));
  }

  private Run record(String... more) {
    List<String> all = new ArrayList<>(List.of(more));
    all.add("--node=" + node.uri());
    return wallet.record(all.toArray(String[]::new));
  }

  private JsonNode call(String method, String path, String body) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(node.uri().resolve(path))
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body))
            .build();
    return JSON.readTree(client.send(request, BodyHandlers.ofString()).body());
  }

  private void mine() throws Exception {
    call("POST", "/api/v1/blocks", "");
  }

  private void mineWhenWaiting() throws Exception {
    call("POST", "/api/v1/miner", "{\"running\": true, \"mode\": \"when-waiting\"}");
  }

  private JsonNode confirmed(String id) throws Exception {
    JsonNode found = call("GET", "/api/v1/transactions/" + id, "");
    assertThat(found.path("occurrences").path(0).path("status").asString()).isEqualTo("confirmed");
    return found.path("transaction");
  }

  @Test
  void paysOnePaymentAfterAnother() throws Exception {
    String to = "--to=" + BOB.address().text();
    Run first = done(send("shop", to, "--amount=5", "--fee=1"));
    Run second = done(send("shop", to, "--amount=6", "--json"));
    assertThat(first.errors())
        .contains(
            "from " + shop,
            "amount 5, fee 1, nonce 0, in a block up to 1001",
            "chain " + genesis.id().hex(),
            "signed is\n  zveno strict transaction\n  " + genesis.id().hex());
    String id = first.output().strip();
    assertThat(id).hasSize(64);
    JsonNode answer = JSON.readTree(second.output());
    assertThat(answer.path("nonce").asInt()).isEqualTo(1);
    assertThat(answer.path("status").asString()).isEqualTo("pending");

    mine();
    assertThat(confirmed(id).path("amount").asInt()).isEqualTo(5);
    assertThat(confirmed(answer.path("id").asString()).path("amount").asInt()).isEqualTo(6);
  }

  @Test
  void waitsForBlocks() throws Exception {
    mineWhenWaiting();
    Run run =
        done(send("shop", "--to=" + BOB.address().text(), "--amount=5", "--wait=1", "--json"));
    JsonNode answer = JSON.readTree(run.output());
    assertThat(answer.path("status").asString()).isEqualTo("confirmed");
    assertThat(answer.path("block").asInt()).isEqualTo(2);

    Run late = send("shop", "--data=x", "--wait=2", "--timeout=1"); // there is no second block
    assertThat(late.code()).isEqualTo(6);
    assertThat(late.errors()).contains("was sent, and is ", "after 1 s");
  }

  @Test
  void aPersonIsAskedBeforeAnythingIsSigned() throws Exception {
    Typed typed = Typed.lines("no");
    wallet.terminal = Optional.of(typed);
    Run run = send("shop", "--data=x");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.errors()).contains("nothing was signed");
    assertThat(call("GET", "/api/v1/status", "").path("pool").path("entries").asInt()).isZero();
    wallet.terminal = Optional.of(Typed.lines(" Yes"));
    done(send("shop", "--data=x"));
    wallet.terminal = Optional.of(Typed.lines());
    done(send("shop", "--data=x", "--yes"));
  }

  @Test
  void whatTheNodeRefusesEndsWithItsReason() {
    Run run = send("shop", "--to=" + BOB.address().text(), "--amount=1001");
    assertThat(run.code()).isEqualTo(5);
    assertThat(run.errors()).contains("the node refused the transaction: ", "1000");
    assertThat(run.output()).isEmpty();
    Run other = send("shop", "--data=x", "--genesis=" + "ab".repeat(32));
    assertThat(other.code()).isEqualTo(2);
    assertThat(other.errors()).contains("the node's chain is " + genesis.id().hex());
  }

  @Test
  void whatIsReplacedIsNotWaitedFor() throws Exception {
    Thread replacement =
        Thread.ofPlatform()
            .start(() -> {
              try {
                while (call("GET", "/api/v1/status", "").path("pool").path("entries").asInt()
                    == 0) {
                  Thread.onSpinWait();
                }
                new Wallet(home.resolve("wallet"))
                    .wallet(
                        "send", "shop", "--data=y", "--fee=9", "--nonce=0", "--node=" + node.uri());
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
    Run run = send("shop", "--data=x", "--wait=1");
    replacement.join();
    assertThat(run.code()).as(run.errors()).isEqualTo(5);
    assertThat(run.errors()).contains("the node has dropped transaction");
  }

  @Test
  void paysInThreeStepsOneOfThemOffline() throws Exception {
    Path draft = home.resolve("draft.json");
    Path signed = home.resolve("signed.json");
    done(send("--from=" + shop, "--to=" + BOB.address(), "--amount=7", "--unsigned=" + draft));
    done(wallet.wallet("sign", "shop", draft.toString(), "-o", signed.toString()));
    Run check = done(wallet.wallet("check", signed.toString(), "--node=" + node.uri()));
    assertThat(check.output()).contains("the signature holds on chain " + genesis.id().hex());
    String id = done(send("--signed=" + signed)).output().strip();
    mine();
    assertThat(confirmed(id).path("amount").asInt()).isEqualTo(7);
    // sent again it is the same
    assertThat(done(send("--signed=" + signed)).output().strip()).isEqualTo(id);
    assertThat(call("GET", "/api/v1/accounts/" + shop, "").path("nonce").asInt()).isEqualTo(1);
  }

  private Run sendBy(LosingRelay relay, String... more) {
    List<String> all = new ArrayList<>(List.of("send", "shop", "--to=" + BOB.address().text()));
    all.addAll(List.of("--amount=5", "--node=" + relay.uri()));
    all.addAll(List.of(more));
    return wallet.wallet(all.toArray(String[]::new));
  }

  @Test
  void aLostAnswerDoesNotMakeItPayTwice() throws Exception {
    try (LosingRelay relay = new LosingRelay(node.uri(), 1)) {
      Run run = done(sendBy(relay));
      assertThat(run.errors()).contains("sends the same transaction again");
      assertThat(relay.posts).hasSize(2);
      assertThat(relay.posts.get(1)).isEqualTo(relay.posts.get(0));
      mine();
      confirmed(run.output().strip());
      assertThat(call("GET", "/api/v1/accounts/" + shop, "").path("balance").asInt())
          .isEqualTo(995);
    }
  }

  @Test
  void anUnknownOutcomeIsSaidAndRepeatedAsOnePayment() throws Exception {
    try (LosingRelay relay = new LosingRelay(node.uri(), 3)) {
      Run lost = sendBy(relay);
      assertThat(lost.code()).as(lost.errors()).isEqualTo(7);
      assertThat(lost.output()).isEmpty();
      assertThat(lost.errors()).contains("repeat the command with --nonce 0 --expires 1001");
      mine();
      Run again = done(sendBy(relay, "--nonce=0", "--expires=1001"));
      assertThat(lost.errors()).contains(again.output().strip());
      confirmed(again.output().strip());
      mine();
      JsonNode account = call("GET", "/api/v1/accounts/" + shop, "");
      assertThat(account.path("nonce").asInt()).isEqualTo(1);
      assertThat(account.path("balance").asInt()).isEqualTo(995);
    }
  }

  @Test
  void recordsForOneChainAlone() throws Exception {
    String other = "ab".repeat(32);
    Run run = record("--text=x", "--genesis=" + other);
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.errors())
        .contains("--genesis is " + other, "the node's chain is " + genesis.id().hex());
    assertThat(call("GET", "/api/v1/status", "").path("pool").path("entries").asInt()).isZero();
    done(record("--text=x", "--genesis=" + home.resolve("genesis.json")));
  }

  @Test
  void aNodeWithOtherRulesIsNamed() {
    try (NodeHere classic = NodeHere.start(List.of("--ephemeral", "--difficulty=1"))) {
      Run run = wallet.wallet("send", "shop", "--data=x", "--node=" + classic.uri());
      assertThat(run.code()).isEqualTo(1);
      assertThat(run.errors()).contains("keeps the rules classic, under which nobody signs");
    }
    Run away = wallet.wallet("send", "shop", "--data=x", "--node=http://127.0.0.1:1");
    assertThat(away.code()).isEqualTo(1);
    assertThat(away.errors()).contains("cannot be reached: connection refused");
  }

  @Test
  void recordsFilesAndTexts() throws Exception {
    Path file = Files.writeString(home.resolve("отчёт.txt"), "abc");
    Run run = done(record(file.toString(), "--json"));
    JsonNode answer = JSON.readTree(run.output());
    String hash = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    assertThat(answer.path("sha256").asString()).isEqualTo(hash);
    String text = done(record("--text=first", "--text=second")).output();
    assertThat(text.lines()).hasSize(2);
    mine();

    JsonNode transaction = confirmed(answer.path("id").asString());
    assertThat(transaction.path("data").asString())
        .isEqualTo(
            "{\"name\": \"\\u043e\\u0442\\u0447\\u0451\\u0442.txt\", \"sha256\": \""
                + hash
                + "\", \"size\": 3}");
    assertThat(transaction.path("sender")).isEqualTo(transaction.path("recipient"));
    String second = text.lines().toList().get(1);
    assertThat(second).endsWith("  text 2");
    assertThat(confirmed(second.substring(0, 64)).path("data").asString()).isEqualTo("second");
  }

  @Test
  void recordsMoreLinesThanMayWait() throws Exception {
    mineWhenWaiting();
    wallet.input = lines(1, 200);
    Run run = done(record("--lines", "--json", "--wait=1"));
    assertThat(run.output().lines()).hasSize(200);
    List<JsonNode> answers = run.output().lines().map(JSON::readTree).toList();
    for (int i = 0; i < 200; i++) {
      assertThat(answers.get(i).path("nonce").asInt()).isEqualTo(i);
      assertThat(answers.get(i).path("line").asInt()).isEqualTo(i + 1);
    }
    assertThat(confirmed(answers.get(150).path("id").asString()).path("data").asString())
        .isEqualTo("{\"n\": 151}");
  }

  private static String lines(int from, int to) {
    StringBuilder lines = new StringBuilder();
    IntStream.rangeClosed(from, to).forEach(n -> lines.append("{\"n\": ").append(n).append("}\n"));
    return lines.toString();
  }

  @Test
  void aJournalGoesOnAndDoublesNothing() throws Exception {
    Path journal = home.resolve("journal");
    wallet.input = lines(1, 10);
    List<String> first = done(record("--lines", "--journal=" + journal)).output().lines().toList();
    mine();
    wallet.input = lines(1, 20);
    done(record("--lines", "--journal=" + journal));
    // Two that were signed and never arrived, and half of a third: as if the power had failed.
    String kept = Files.readString(journal, StandardCharsets.US_ASCII);
    call("DELETE", "/api/v1/pool", "");
    Files.writeString(journal, kept + kept.substring(0, 99));

    wallet.input = lines(1, 30);
    Run last = done(record("--lines", "--journal=" + journal));
    assertThat(last.output().lines()).hasSize(10);
    assertThat(last.errors()).contains("20 were recorded before");
    mine();
    List<String> ids = new ArrayList<>();
    for (String line : Files.readString(journal).lines().toList()) {
      JsonNode transaction = JSON.readTree(line);
      ids.add(transaction.path("nonce").toString());
    }
    assertThat(ids).hasSize(30);
    assertThat(new HashSet<>(ids)).hasSize(30);
    JsonNode account = call("GET", "/api/v1/accounts/" + shop, "");
    assertThat(account.path("nonce").asInt()).isEqualTo(30);
    confirmed(first.getFirst().substring(0, 64));

    wallet.input = lines(1, 3);
    Run shorter = record("--lines", "--journal=" + journal);
    assertThat(shorter.code()).isEqualTo(2);
    assertThat(shorter.errors()).contains("the journal has 30 records, more than there are now");
  }

  @Test
  void aLineThatCannotBeRecordedIsNamed() throws Exception {
    wallet.input = "first\n" + "x".repeat(16_385) + "\nthird\n";
    Run run = record("--lines");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.errors()).contains("line 2 cannot be recorded", "has 16385");
    assertThat(run.output().lines()).hasSize(1);
  }

  @Test
  void aNodeWithATokenIsGivenIt() throws Exception {
    Path token = Files.writeString(home.resolve("token"), "0123456789abcdef0123456789abcdef\n");
    try (NodeHere guarded =
        NodeHere.start(
            List.of(
                "--ephemeral",
                "--rules=strict",
                "--genesis=" + home.resolve("genesis.json"),
                "--token-file=" + token))) {
      URI uri = guarded.uri();
      Run without = wallet.wallet("send", "shop", "--data=x", "--node=" + uri);
      assertThat(without.code()).as(without.errors()).isEqualTo(1);
      assertThat(without.errors()).contains("the node did not take the transaction");
      done(wallet.wallet("send", "shop", "--data=x", "--node=" + uri, "--token-file=" + token));
    }
  }
}
