package zveno.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import zveno.kernel.rules.strict.Coins;
import zveno.kernel.rules.strict.Genesis;
import zveno.kernel.rules.strict.StrictNets;
import zveno.kernel.rules.strict.StrictNets.Person;
import zveno.kernel.rules.strict.StrictTransaction;
import zveno.node.cli.NodeHere;

/** The calls of a node under the strict rules, held against the API's description. */
@Tag("slow")
@Timeout(60)
class StrictApiTest {

  private static final Person ANN = Person.numbered(1);
  private static final Person BOB = Person.numbered(2);
  private static final Person MINER = Person.numbered(3);

  private final Genesis genesis =
      StrictNets.genesis(50, 0, 2, Map.of(ANN.address(), new Coins(1_000)));

  @TempDir Path home;
  private NodeHere node;
  private Client client;

  @BeforeEach
  void start() throws IOException {
    node = strictNode(home, genesis, "--reward-address=" + MINER.address().text());
    client = new Client(node.uri());
  }

  @AfterEach
  void stop() {
    node.close();
  }

  private static NodeHere strictNode(Path home, Genesis genesis, String... more)
      throws IOException {
    Path file = home.resolve("genesis.json");
    Files.write(file, genesis.canonical());
    List<String> options =
        new ArrayList<>(
            List.of("--ephemeral", "--rules=strict", "--genesis=" + file, "--mining-threads=1"));
    options.addAll(List.of(more));
    return NodeHere.start(options);
  }

  /** What only such a node answers, for the test that wants to see every documented answer. */
  static Set<String> seen(Path home) throws IOException {
    Genesis genesis = StrictNets.genesis(50, 0, 2, Map.of());
    try (NodeHere node = strictNode(home, genesis)) {
      Client client = new Client(node.uri());
      client.get("/api/v1/accounts/" + ANN.address().text());
      client.get("/api/v1/accounts/ann");
      client.get("/api/v1/accounts/" + ANN.address().text() + "/transactions");
      client.get("/api/v1/accounts/ann/transactions");
      client.get("/api/v1/net/headers");
      client.get("/api/v1/net/headers?from=2");
      client.get("/mine"); // no reward address
      client.post("/api/v1/blocks");
      client.post("/api/v1/miner", "{\"running\": true}");
      return client.seen();
    }
  }

  private StrictTransaction pay(Person from, Person to, long amount, long nonce) {
    return from.pays(genesis.id(), to.address(), amount, 1, nonce, 1_000);
  }

  private String account(Person owner) {
    JsonNode json = client.get("/api/v1/accounts/" + owner.address().text()).json();
    assertThat(json.path("address").asString()).isEqualTo(owner.address().text());
    return "%s %s %s".formatted(json.path("balance"), json.path("immature"), json.path("nonce"));
  }

  @Test
  void anAccountIsShownAfterEachBlock() {
    assertThat(account(ANN)).isEqualTo("1000 0 0");
    assertThat(account(BOB)).isEqualTo("0 0 0");

    assertThat(client.post("/transactions/new", pay(ANN, BOB, 100, 0).toString()).status())
        .isEqualTo(201);
    assertThat(account(ANN)).isEqualTo("1000 0 0");
    client.get("/mine");
    assertThat(account(ANN)).isEqualTo("899 0 1");
    assertThat(account(BOB)).isEqualTo("100 0 0");
    assertThat(account(MINER)).isEqualTo("0 51 0");
    client.get("/mine");
    assertThat(account(MINER)).isEqualTo("0 101 0");
    client.get("/mine");
    assertThat(account(MINER)).isEqualTo("51 100 0");
    client.get("/mine");
    client.get("/mine");
    assertThat(account(MINER)).isEqualTo("151 100 0");
    client.post("/api/v1/rewind", "{\"toHeight\": 3}");
    assertThat(account(MINER)).isEqualTo("0 101 0");
    client.get("/mine");
    assertThat(account(MINER)).isEqualTo("51 100 0");
  }

  private String pending(Person owner) {
    JsonNode json = client.get("/api/v1/accounts/" + owner.address().text()).json().path("pending");
    return "%s %s %s %s"
        .formatted(
            json.path("balance"),
            json.path("incoming"),
            json.path("nonce"),
            json.path("transactions"));
  }

  @Test
  void anAccountIsShownWithThePoolCounted() {
    assertThat(pending(ANN)).isEqualTo("1000 0 0 0");

    post(pay(ANN, BOB, 100, 0));
    post(pay(ANN, ANN, 7, 1));
    post(pay(ANN, BOB, 10, 3)); // waits behind a gap

    assertThat(pending(ANN)).isEqualTo("880 7 2 3");
    assertThat(pending(BOB)).isEqualTo("0 110 0 0");
    assertThat(account(ANN)).isEqualTo("1000 0 0");
    client.get("/mine");
    assertThat(account(ANN)).isEqualTo("898 0 2");
    assertThat(pending(ANN)).isEqualTo("887 0 2 1");
    assertThat(pending(BOB)).isEqualTo("100 10 0 0");
    client.ask("DELETE", "/api/v1/pool");
    assertThat(pending(ANN)).isEqualTo("898 0 2 0");
    assertThat(pending(BOB)).isEqualTo("100 0 0 0");
  }

  private void post(StrictTransaction transaction) {
    assertThat(client.post("/api/v1/transactions", transaction.toString()).status()).isEqualTo(201);
  }

  @Test
  void theHistoryOfAnAccountIsReadPageByPage() {
    post(pay(ANN, BOB, 1, 0));
    post(pay(ANN, MINER, 2, 1));
    client.get("/mine");
    client.get("/mine");
    post(pay(ANN, ANN, 3, 2));
    client.get("/mine");

    assertThat(history(ANN)).containsExactly("4 0 1 3", "2 1 3 2", "2 0 3 1");
    assertThat(history(BOB)).containsExactly("2 0 3 1");
    assertThat(history(MINER)).containsExactly("4 1 1 51", "3 0 2 50", "2 2 3 52", "2 1 3 2");
    assertThat(history(Person.numbered(9))).isEmpty();
    String path = "/api/v1/accounts/" + ANN.address().text() + "/transactions";
    assertThat(client.get(path + "?cursor=x").status()).isEqualTo(400);
    assertThat(client.get(path + "?limit=0").status()).isEqualTo(400);
  }

  /** Block, position, confirmations and amount of each, read in pages of one. */
  private List<String> history(Person owner) {
    String path = "/api/v1/accounts/" + owner.address().text() + "/transactions?limit=1";
    List<String> seen = new ArrayList<>();
    String more = "";
    while (true) {
      JsonNode page = client.get(path + more).json();
      for (JsonNode one : page.path("transactions")) {
        seen.add(
            "%s %s %s %s"
                .formatted(
                    one.path("block"),
                    one.path("position"),
                    one.path("confirmations"),
                    one.path("transaction").path("amount")));
      }
      if (page.path("next").isNull()) {
        return seen;
      }
      more = "&cursor=" + page.path("next").asString();
    }
  }

  @Test
  void ofABatchEachLineHasItsOwnVerdict() {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 600; i++) {
      String right = pay(ANN, BOB, 1, i / 10).toString();
      lines.add(
          switch (i % 10) {
            case 3 -> right;
            case 5 -> "";
            case 7 -> right.replace("\"amount\": 1", "\"amount\": 2");
            case 8 -> right.replace("\"fee\": 1", "\"fee\": 2");
            case 9 -> right + " ";
            default -> "{\"line\": " + i + "}";
          });
    }
    Got got = client.post("/api/v1/transactions", "application/x-ndjson", String.join("\n", lines));

    List<JsonNode> outcomes = got.text().lines().map(Got::parsed).toList();
    assertThat(outcomes).hasSize(540);
    for (JsonNode outcome : outcomes) {
      int line = outcome.path("line").asInt() - 1;
      String expected =
          switch (line % 10) {
            case 3, 9 -> "201 "; // the second is the same transaction, and not doubled
            case 7, 8 -> "400 urn:zveno:problem:signature";
            default -> "400 urn:zveno:problem:form";
          };
      assertThat(outcome.path("status") + " " + outcome.path("type").asString(""))
          .as("line %s: %s", line, outcome)
          .isEqualTo(expected);
    }
    assertThat(client.get("/api/v1/pool").json().path("count").asInt()).isEqualTo(60);
  }

  @Test
  void whatOnlyTheseRulesHaveIsMeasured() {
    post(pay(ANN, BOB, 5, 0));
    post(ANN.pays(genesis.id(), BOB.address(), 5, 100, 1, 1_000));
    client.post("/api/v1/transactions", pay(ANN, BOB, 6, 2).toString().replace("6", "7"));
    assertThat(metric("zveno_signatures_total{result=\"right\"}")).isGreaterThanOrEqualTo(2);
    assertThat(metric("zveno_signatures_total{result=\"remembered\"}")).isNotNegative();
    assertThat(metric("zveno_pool_entries_by_fee{from=\"0.001\"}")).isEqualTo(1);
    assertThat(metric("zveno_pool_entries_by_fee{from=\"0.1\"}")).isEqualTo(1);
    assertThat(metric("zveno_pool_entries_by_fee{from=\"0\"}")).isZero();
    assertThat(metric("zveno_chain_hash_rate")).isZero();
    for (int i = 0; i < 3; i++) {
      client.get("/mine");
    }

    assertThat(metric("zveno_pool_entries_by_fee{from=\"0.1\"}")).isZero();
    assertThat(metric("zveno_chain_spacing_seconds")).isEqualTo(10);
    assertThat(metric("zveno_chain_next_block_work")).isGreaterThanOrEqualTo(2);
    assertThat(metric("zveno_chain_hash_rate")).isPositive();
    // The first block is of 2023: of the years since then a half-life counts, and the present wait.
    assertThat(metric("zveno_chain_behind_seconds")).isBetween(3_600.0 - 3 * 10, 3_600.0 + 60);
    JsonNode schedule = client.get("/api/v1/status").json().path("schedule");
    assertThat(schedule.path("spacing").asInt()).isEqualTo(10);
    assertThat(schedule.path("behind").asInt()).isBetween(3_570, 3_660);
    assertThat(schedule.path("nextWork").asString()).isEqualTo("2");
    assertThat(schedule.path("hashRate").asInt()).isPositive();
  }

  private double metric(String name) {
    return client
        .get("/metrics")
        .text()
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no metric " + name));
  }

  @Test
  void eventsNameTheAccountsThatChange() throws Exception {
    try (EventReader events = client.eventsAfter(0)) {
      post(pay(ANN, BOB, 5, 0));
      assertThat(next(events)).isEqualTo("transaction " + names(ANN, BOB));
      post(ANN.pays(genesis.id(), ANN.address(), 5, 100, 0, 1_000)); // replaces it
      assertThat(next(events)).isEqualTo("transaction " + names(ANN));
      assertThat(next(events)).isEqualTo("dropped " + names(ANN, BOB));
      client.get("/mine");
      assertThat(next(events)).isEqualTo("block " + names(ANN, MINER));
      client.get("/mine");
      assertThat(next(events)).isEqualTo("block " + names(MINER));
      post(pay(ANN, BOB, 5, 1));
      assertThat(next(events)).isEqualTo("transaction " + names(ANN, BOB));
      client.post("/api/v1/rewind", "{\"toHeight\": 1}");
      assertThat(next(events)).isEqualTo("reorganisation " + names(ANN, MINER));
      client.ask("DELETE", "/api/v1/pool");
      String removed = next(events);
      while (!removed.startsWith("removed")) {
        removed = next(events);
      }
      assertThat(removed).contains(ANN.address().text());
    }
  }

  private static String names(Person... people) {
    return Arrays.stream(people).map(one -> one.address().text()).sorted().toList() + " false";
  }

  /** The kind of the next event about chain or pool, its accounts, and whether there are more. */
  private static String next(EventReader events) throws IOException {
    EventReader.Heard heard = events.next().orElseThrow();
    while (heard.data().path("accounts").isMissingNode()) {
      heard = events.next().orElseThrow();
    }
    List<String> accounts = new ArrayList<>();
    heard.data().path("accounts").forEach(one -> accounts.add(one.asString()));
    return heard.kind()
        + " "
        + accounts.stream().sorted().toList()
        + " "
        + heard.data().path("moreAccounts");
  }

  @Test
  void anAddressThatIsNoneIsNamedWithItsWrongCharacter() {
    String right = ANN.address().text();
    char other = right.charAt(9) == 'q' ? 'p' : 'q';
    String wrong = right.substring(0, 9) + other + right.substring(10);

    for (String call : List.of("/api/v1/accounts/", "/api/v1/transactions?address=")) {
      Got answer = client.get(call + wrong);
      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.json().path("detail").asString())
          .contains("character 10 of the address does not fit the checksum");
    }
  }

  @Test
  void theTutorialsCallsTakeSignedTransactions() {
    String right = pay(ANN, BOB, 5, 0).toString();
    Got missing = client.post("/transactions/new", right.replace("\"nonce\"", "\"once\""));
    assertThat(missing.status()).isEqualTo(400);
    assertThat(missing.text()).isEqualTo("Missing values");
    Got forged = client.post("/transactions/new", right.replace("\"amount\": 5", "\"amount\": 6"));
    assertThat(forged.status()).isEqualTo(400);
    assertThat(forged.text()).contains("the signature is not of " + ANN.address().text());

    Got taken = client.post("/transactions/new", right);
    assertThat(taken.status()).isEqualTo(201);
    assertThat(taken.text()).contains("Transaction will be added to Block 2");
    JsonNode mined = client.get("/mine").json();
    assertThat(mined.path("index").asInt()).isEqualTo(2);
    assertThat(mined.path("transactions").path(0).toString())
        .isEqualTo(right.replace(": ", ":").replace(", ", ","));
    JsonNode chain = client.get("/chain").json();
    assertThat(chain.path("length").asInt()).isEqualTo(2);
    assertThat(chain.path("chain").path(0).path("parameters").path("network").isString()).isTrue();
    assertThat(chain.path("chain").path(1).path("transactions"))
        .isEqualTo(mined.path("transactions"));
  }

  @Test
  void headersAndTransactionsAreShown() {
    client.post("/api/v1/transactions", pay(ANN, BOB, 5, 0).toString());
    client.get("/mine");

    assertThat(client.get("/api/v1/status").json().path("height").asInt()).isEqualTo(2);
    assertThat(client.get("/api/v1/net/hello").status()).isEqualTo(200);
    assertThat(client.get("/api/v1/tree").status()).isEqualTo(200);
    assertThat(client.get("/api/v1/blocks").status()).isEqualTo(200);
    JsonNode header = client.get("/api/v1/headers/2").json();
    assertThat(header.path("merkle_root").asString()).hasSize(64);
    assertThat(client.get("/api/v1/headers/1").json().path("parameters").isObject()).isTrue();
    JsonNode sent = client.get("/api/v1/transactions?address=" + BOB.address().text()).json();
    assertThat(sent.path("transactions")).hasSize(1);
    assertThat(client.get("/api/v1/blocks/2/transactions").json().path("transactions")).hasSize(2);
  }
}
