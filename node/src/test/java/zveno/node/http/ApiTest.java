package zveno.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import zveno.kernel.bytes.Hash;
import zveno.kernel.model.Block;
import zveno.kernel.model.Transaction;
import zveno.node.follow.ScriptedNode;

/** The API beside the tutorial's, as a program uses it. */
@Tag("slow")
class ApiTest {

  private static final String API = "/api/v1/";

  private TestNode node;

  @BeforeEach
  void start() {
    node = TestNode.start();
  }

  @AfterEach
  void stop() {
    assertThat(node.failures).isEmpty();
    node.close();
  }

  private JsonNode get(String path) {
    Got got = node.client.get(API + path);
    assertThat(got.status()).as(got.text()).isEqualTo(200);
    return got.json();
  }

  private JsonNode post(String json) {
    Got got = node.client.post(API + "transactions", json);
    assertThat(got.status()).as(got.text()).isEqualTo(201);
    return got.json();
  }

  private static String transfer(String sender, String recipient, String amount) {
    return "{\"amount\": %s, \"recipient\": %s, \"sender\": %s}"
        .formatted(amount, recipient, sender);
  }

  @Test
  void theStatusTellsWhereTheNodeStands() {
    Instant before = Instant.now();
    post(transfer("1", "2", "3"));
    node.client.get("/mine");
    post(transfer("1", "2", "3"));
    node.client.post("/nodes/register", "{\"nodes\": [\"10.0.0.1:5000\"]}");

    JsonNode status = get("status");

    assertThat(status.path("version").asString()).isEqualTo("0.1-test");
    assertThat(status.path("nodeId").asString()).isEqualTo(TestNode.ID);
    assertThat(Instant.parse(status.path("startedAt").asString())).isBefore(before.plusSeconds(1));
    assertThat(status.path("rules"))
        .isEqualTo(Got.parsed("{\"rules\": \"classic\", \"difficulty\": 1, \"genesis\": \"own\"}"));
    assertThat(status.path("height").asInt()).isEqualTo(2);
    assertThat(status.path("tip").path("hash")).isEqualTo(get("tip").path("hash"));
    assertThat(status.path("tip").path("chainWork").asString()).isEqualTo("2");
    assertThat(status.path("pool").path("entries").asInt()).isEqualTo(1);
    assertThat(status.path("peers").asInt()).isEqualTo(1);
    assertThat(status.path("events")).isEqualTo(Got.parsed("{\"oldest\": 1, \"newest\": 3}"));
  }

  @Test
  void aBlockIsFoundByHeightAndByHashAndItsBytesHashToItsHash() {
    node.client.get("/mine");
    node.client.get("/mine");
    JsonNode byHeight = get("blocks/2");
    String hash = byHeight.path("hash").asString();

    assertThat(get("blocks/" + hash)).isEqualTo(byHeight);
    assertThat(byHeight.path("confirmations").asInt()).isEqualTo(2);
    assertThat(byHeight.path("block"))
        .isEqualTo(node.client.get("/chain").json().path("chain").path(1));
    Got canonical = node.client.get(API + "blocks/" + hash + "/canonical");
    assertThat(Hash.of(canonical.body()).hex()).isEqualTo(hash);
    assertThat(canonical.body()).hasSize(byHeight.path("size").asInt());
    assertThat(get("blocks/3").path("block").path("previous_hash").asString()).isEqualTo(hash);
    assertThat(get("tip").path("hash")).isEqualTo(get("blocks/3").path("hash"));
  }

  @Test
  void aPeerIsFollowedOnceAndANodeDoesNotFollowItself() {
    String peer = "{\"address\": \"http://127.0.0.1:1\"}"; // where nobody listens
    assertThat(node.client.post(API + "peers", peer).status()).isEqualTo(201);
    assertThat(node.client.post(API + "peers", peer).status()).isEqualTo(200);

    Got own = node.client.post(API + "peers", "{\"address\": \"" + node.server.uri() + "\"}");
    assertThat(own.status()).isEqualTo(409);
    assertThat(own.text()).contains("is this node itself");
  }

  @Test
  @Timeout(60)
  void anAddressThatLedToTheNodeItselfIsTriedAgainOnRequest() throws Exception {
    List<Block> chain = node.strangersChain(List.of());
    try (ScriptedNode other = new ScriptedNode(node.rules, TestNode.ID, chain)) {
      String peer = "{\"address\": \"" + other.address().base() + "\"}";
      assertThat(node.client.post(API + "peers", peer).status()).isEqualTo(201);
      awaitState("ourselves");

      for (String call : List.of("GET hello", "GET /chain")) {
        other.on(call, (_, out) -> ScriptedNode.write(out, ScriptedNode.status(500, "")));
      }
      assertThat(node.client.post(API + "peers", peer).status()).isEqualTo(200);
      awaitState("resting");
    }
  }

  /** Waits until the only peer is in this state. */
  private void awaitState(String state) {
    while (!get("peers").path("peers").path(0).path("state").asString().equals(state)) {
      LockSupport.parkNanos(10_000_000);
    }
  }

  @Test
  void miningByPostTellsWhereTheBlockIs() {
    post(transfer("1", "2", "3"));
    Got got = node.client.post(API + "blocks");

    assertThat(got.status()).isEqualTo(201);
    assertThat(got.json().path("height").asInt()).isEqualTo(2);
    assertThat(got.json().path("transactionIds").size()).isEqualTo(2);
    assertThat(node.client.get(API + got.header("Location").orElseThrow()).json())
        .isEqualTo(got.json());
    assertThat(node.client.post(API + "blocks", "{}").status()).isEqualTo(201);
  }

  @Test
  void blocksComeInRangesAndPages() {
    node.adopt(node.strangersChain(Collections.nCopies(24, List.of())));

    assertThat(heights(get("blocks?from=3&to=5").path("blocks"))).containsExactly(3, 4, 5);
    assertThat(heights(get("blocks?from=3&to=5&order=desc").path("blocks")))
        .containsExactly(5, 4, 3);
    assertThat(heights(get("blocks?from=24&to=99").path("blocks"))).containsExactly(24, 25);
    assertThat(get("blocks?from=26").path("blocks").size()).isZero();
    assertThat(get("blocks?from=5&to=3").path("next").isNull()).isTrue();
    assertThat(get("blocks").path("blocks").size()).isEqualTo(25);
    assertThat(get("blocks").path("height").asInt()).isEqualTo(25);
    assertThat(paged("blocks?limit=7", "blocks", "height")).containsExactlyElementsOf(count(1, 25));
    assertThat(paged("blocks?limit=25", "blocks", "height"))
        .containsExactlyElementsOf(count(1, 25));
    assertThat(paged("blocks?limit=4&order=desc&from=2&to=20", "blocks", "height"))
        .containsExactlyElementsOf(count(2, 20).reversed());
  }

  @Test
  void aPageEndsWhenItIsLarge() {
    Transaction large = TestNode.transaction("{\"sender\": \"" + "x".repeat(3 << 20) + "\"}");
    node.adopt(node.strangersChain(Collections.nCopies(4, List.of(large))));

    assertThat(get("blocks").path("blocks").size()).isEqualTo(3);
    assertThat(paged("blocks?limit=100", "blocks", "height"))
        .containsExactlyElementsOf(count(1, 5));
    String reward = "transactions?address=stranger&limit=100";
    assertThat(paged(reward, "transactions", "block"))
        .containsExactlyElementsOf(count(2, 5).reversed());
  }

  private static List<Integer> heights(JsonNode blocks) {
    return blocks.valueStream().map(block -> block.path("height").asInt()).toList();
  }

  private static List<Integer> count(int from, int to) {
    List<Integer> numbers = new ArrayList<>();
    for (int i = from; i <= to; i++) {
      numbers.add(i);
    }
    return numbers;
  }

  /** Follows the cursors to the end, and collects a number of each entry. */
  private List<Integer> paged(String first, String list, String number) {
    List<Integer> all = new ArrayList<>();
    int limit = Integer.parseInt(first.replaceAll(".*limit=([0-9]+).*", "$1"));
    JsonNode page = get(first);
    while (true) {
      assertThat(page.path(list).size()).isLessThanOrEqualTo(limit);
      page.path(list).forEach(entry -> all.add(entry.path(number).asInt()));
      if (page.path("next").isNull()) {
        return all;
      }
      String rest =
          first.contains("address")
              ? first + "&cursor="
              : first.substring(0, first.indexOf('?')) + "?limit=" + limit + "&cursor=";
      page = get(rest + page.path("next").asString());
    }
  }

  @Test
  void aTransactionIsFoundWhereverItStands() {
    String json = transfer("\"ann\"", "\"bob\"", "5");
    String id = post(json).path("id").asString();
    assertThat(id).isEqualTo(Hash.of(json.getBytes(StandardCharsets.US_ASCII)).hex());
    post(json);
    node.client.get("/mine");
    String entry = post(json).path("entry").asString();

    JsonNode found = get("transactions/" + id);

    assertThat(found.path("transaction")).isEqualTo(Got.parsed(json));
    assertThat(found.path("more").asBoolean()).isFalse();
    JsonNode places = found.path("occurrences");
    assertThat(places.size()).isEqualTo(3);
    assertThat(places.path(0).path("entry").asString()).isEqualTo(entry);
    assertThat(places.path(0).path("returned").asBoolean()).isFalse();
    assertThat(places.path(1).path("block").asInt()).isEqualTo(2);
    assertThat(places.path(1).path("hash")).isEqualTo(get("blocks/2").path("hash"));
    assertThat(places.path(2).path("position").asInt()).isEqualTo(1);
    assertThat(places.path(2).path("confirmations").asInt()).isEqualTo(1);
  }

  @Test
  void whatABlockCarriedThatLeftIsPendingAgain() {
    String id = post(transfer("1", "2", "3")).path("id").asString();
    node.client.get("/mine");
    String reward = get("blocks/2").path("transactionIds").path(1).asString();
    String lost = get("tip").path("hash").asString();
    node.adopt(node.strangersChain(List.of(List.of(), List.of())));

    JsonNode places = get("transactions/" + id).path("occurrences");

    assertThat(places.size()).isEqualTo(1);
    assertThat(places.path(0).path("status").asString()).isEqualTo("pending");
    assertThat(places.path(0).path("returned").asBoolean()).isTrue();
    assertThat(get("pool").path("entries").path(0).path("returned").asBoolean()).isTrue();
    assertThat(node.client.get(API + "transactions/" + reward).status()).isEqualTo(404);
    assertThat(node.client.get(API + "blocks/" + lost).status()).isEqualTo(404);
  }

  @Test
  void transactionsOfAnAddressComeNewestFirst() {
    for (int i = 0; i < 7; i++) {
      post(transfer("\"ann\"", "\"bob\"", "" + i));
      post(transfer("\"bob\"", "\"ann\"", "" + (100 + i)));
      post(transfer("\"ann\"", "\"ann\"", "" + (200 + i)));
      post(transfer("\"cid\"", "17", "0"));
      node.client.get("/mine");
    }
    JsonNode page = get("transactions?address=ann&limit=4");

    assertThat(page.path("address").asString()).isEqualTo("ann");
    assertThat(
            page.path("transactions")
                .valueStream()
                .map(t -> t.path("transaction").path("amount").asInt())
                .toList())
        .containsExactly(206, 106, 6, 205);
    assertThat(paged("transactions?address=ann&limit=4", "transactions", "block"))
        .hasSize(21)
        .isSortedAccordingTo((a, b) -> b - a);
    assertThat(paged("transactions?addressJson=17&limit=100", "transactions", "block")).hasSize(7);
    assertThat(get("transactions?addressJson=%22ann%22").path("transactions").size()).isEqualTo(21);
    assertThat(get("transactions?address=17").path("transactions").size()).isZero();
    assertThat(get("transactions?address=17").path("next").isNull()).isTrue();
    assertThat(get("transactions?address=" + TestNode.ID).path("transactions").size()).isEqualTo(7);
  }

  @Test
  void onlyTheChainCountsAndNotWhatLiesBesideIt() {
    post(transfer("\"ann\"", "\"bob\"", "1"));
    node.client.get("/mine");
    Transaction theirs = TestNode.transaction(transfer("\"ann\"", "\"cid\"", "2"));
    node.adopt(node.strangersChain(List.of(List.of(theirs), List.of(theirs))));

    assertThat(paged("transactions?address=ann&limit=1", "transactions", "block"))
        .containsExactly(3, 2);
  }

  @Test
  void thePoolIsShownInItsOrder() {
    for (int i = 0; i < 5; i++) {
      post(transfer("1", "2", "" + i));
    }
    JsonNode page = get("pool?limit=2");
    JsonNode second = get("pool?limit=2&cursor=" + page.path("next").asString());
    JsonNode last = get("pool?limit=2&cursor=" + second.path("next").asString());

    assertThat(page.path("count").asInt()).isEqualTo(5);
    assertThat(page.path("bytes").asInt()).isEqualTo(5 * transfer("1", "2", "0").length());
    assertThat(page.path("entries").path(1).path("transaction").path("amount").asInt())
        .isEqualTo(1);
    assertThat(second.path("entries").path(0).path("transaction").path("amount").asInt())
        .isEqualTo(2);
    assertThat(last.path("entries").size()).isEqualTo(1);
    assertThat(last.path("next").isNull()).isTrue();
  }

  @Test
  void numbersThatJsonDoesNotKnowAreStringsHere() {
    Transaction odd =
        TestNode.transaction(
            "{\"sender\": [NaN, -Infinity, \"NaN\\\\\\\" Infinity\"], \"amount\": Infinity,"
                + " \"-I\": -1, \"recipient\": \"eve\"}");
    node.adopt(node.strangersChain(List.of(List.of(odd, odd))));
    String shown =
        "{\"sender\": [\"NaN\", \"-Infinity\", \"NaN\\\\\\\" Infinity\"], \"amount\": \"Infinity\","
            + " \"-I\": -1, \"recipient\": \"eve\"}";

    assertThat(get("blocks/2").path("block").path("transactions").path(0))
        .isEqualTo(Got.parsed(shown));
    assertThat(get("blocks?from=2").path("blocks").size()).isEqualTo(1);
    JsonNode named = get("transactions?address=eve").path("transactions");
    assertThat(named.path(0).path("transaction")).isEqualTo(Got.parsed(shown));
    String id = named.path(0).path("id").asString();
    assertThat(get("transactions/" + id).path("transaction")).isEqualTo(Got.parsed(shown));
    String canonical = node.client.get(API + "blocks/2/canonical").text();
    assertThat(Hash.of(canonical.getBytes(StandardCharsets.US_ASCII)).hex())
        .isEqualTo(get("tip").path("hash").asString());
    assertThat(canonical).contains("[NaN, -Infinity, ");
  }

  @Test
  void manyTransactionsHaveEachTheirOwnOutcome() {
    String lines =
        """
        \uFEFF{"sender": 1, "recipient": 2, "amount": 3}

        {"sender": 1}
        broken
        \t\r
        {"sender": "a", "recipient": "b", "amount": 4}\r
        [1]
        {"sender": NaN, "recipient": 2, "amount": 3}
        {"sender": 9, "recipient": 9, "amount": 9}\
        """;
    Got got =
        node.client.post(
            API + "transactions", "application/x-ndjson", lines.getBytes(StandardCharsets.UTF_8));
    List<JsonNode> outcomes = got.text().lines().map(Got::parsed).toList();

    assertThat(got.status()).isEqualTo(200);
    assertThat(outcomes)
        .extracting(o -> o.path("line").asInt())
        .containsExactly(1, 3, 4, 6, 7, 8, 9);
    assertThat(outcomes)
        .extracting(o -> o.path("status").asInt())
        .containsExactly(201, 400, 400, 201, 400, 400, 201);
    JsonNode pool = get("pool").path("entries");
    assertThat(pool.valueStream().map(e -> e.path("transaction").path("amount").asInt()).toList())
        .containsExactly(3, 4, 9);
    assertThat(outcomes.get(3).path("entry")).isEqualTo(pool.path(1).path("entry"));
    assertThat(outcomes.get(3).path("id")).isEqualTo(pool.path(1).path("id"));
  }

  @Test
  void aBatchOfNothingIsAnsweredWithNothing() {
    for (String body : List.of("", "\n\n", "x\n")) {
      Got got = node.client.post(API + "transactions", "application/x-ndjson", body);
      assertThat(got.status()).isEqualTo(200);
      assertThat(got.text().lines().count()).isEqualTo(body.equals("x\n") ? 1 : 0);
    }
  }

  @Test
  void aFullPoolIsReportedByEveryCall() {
    node.close();
    node = TestNode.plan().pool(3, 10_000).start();
    String line = transfer("1", "2", "3") + "\n";

    Got many = node.client.post(API + "transactions", "application/x-ndjson", line.repeat(5));
    Got one = node.client.post(API + "transactions", line);
    Got tutorials = node.client.post("/transactions/new", line);

    assertThat(many.text().lines().map(l -> Got.parsed(l).path("status").asInt()).toList())
        .containsExactly(201, 201, 201, 429, 429);
    assertThat(one.status()).isEqualTo(429);
    assertThat(tutorials.status()).isEqualTo(429);
    assertThat(tutorials.text()).startsWith("Error: ").contains("mine a block");
    assertThat(one.header("Retry-After")).isPresent();
    node.client.get("/mine");
    assertThat(node.client.post("/transactions/new", line).status()).isEqualTo(201);
  }
}
