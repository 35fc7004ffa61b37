package zveno.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import zveno.kernel.chain.StaleBlocks;
import zveno.kernel.model.Block;
import zveno.kernel.model.Transaction;

/** What our nodes ask each other, asked by hand. */
class NetApiTest {

  private static final String WORDS =
      "{\"amount\": 5, \"recipient\": \"bob\", \"sender\": \"ann\"}";

  private final TestNode node = TestNode.start();
  private final Client client = node.client;

  @AfterEach
  void close() {
    node.close();
  }

  private static String blocks(List<Block> blocks) {
    return blocks.stream()
        .map(block -> "{\"block\": " + new String(block.encoded(), StandardCharsets.US_ASCII) + "}")
        .collect(Collectors.joining(", ", "{\"blocks\": [", "]}"));
  }

  private static String entry(UUID id, String words) {
    return "{\"entry\": \"" + id + "\", \"transaction\": " + words + "}";
  }

  private String offer(String... entries) {
    Got got =
        client.post("/api/v1/net/entries", "{\"entries\": [" + String.join(",", entries) + "]}");
    assertThat(got.status()).isEqualTo(200);
    return got.json()
        .path("outcomes")
        .valueStream()
        .map(JsonNode::asString)
        .collect(Collectors.joining(" "));
  }

  @Test
  void helloReportsItsIdAndItsTip() {
    client.get("/mine");
    JsonNode hello = client.get("/api/v1/net/hello").json();
    JsonNode tip = client.get("/api/v1/tip").json();
    assertThat(hello.path("node").asString()).isEqualTo(TestNode.ID);
    assertThat(hello.path("followsYou").asBoolean()).isFalse();
    assertThat(hello.path("tip").path("hash")).isEqualTo(tip.path("hash"));
    assertThat(hello.path("tip").path("chainWork").asString()).isEqualTo("2");
    assertThat(hello.path("rules").path("difficulty").asString()).isEqualTo("1");
  }

  @Test
  void blocksComeWithTheIdsOfTheEntriesThatTheyCarry() {
    client.post("/api/v1/transactions", WORDS);
    String entry =
        client.get("/api/v1/pool").json().path("entries").path(0).path("entry").asString();
    client.get("/mine");
    JsonNode blocks = client.get("/api/v1/net/blocks?from=2").json().path("blocks");
    assertThat(blocks).hasSize(1);
    assertThat(blocks.path(0).path("entries")).hasSize(1);
    assertThat(blocks.path(0).path("entries").path(0).asString()).isEqualTo(entry);
  }

  @Test
  void anAnswerHasAThousandBlocksAtTheMost() {
    for (int i = 0; i < 12; i++) {
      client.get("/mine");
    }
    assertThat(client.get("/api/v1/net/blocks?from=3&to=5").json().path("blocks")).hasSize(3);
    assertThat(client.get("/api/v1/net/blocks?from=13").json().path("blocks")).hasSize(1);
    assertThat(client.get("/api/v1/net/blocks?from=14").json().path("blocks")).isEmpty();
    node.adopt(node.strangersChain(Stream.generate(List::<Transaction>of).limit(1_100).toList()));
    assertThat(client.get("/api/v1/net/blocks?from=2").json().path("blocks")).hasSize(1_000);
  }

  @Test
  void takesBlocksThatAddWorkToItsChainAndNoOthers() {
    List<Block> chain = node.strangersChain(List.of(List.of(), List.of(), List.of()));
    client.get("/mine");
    client.get("/mine");

    Got lighter = client.post("/api/v1/net/blocks?from=1", blocks(chain.subList(0, 3)));
    assertThat(lighter.json().path("joined").asInt()).isZero();
    Got better = client.post("/api/v1/net/blocks?from=1", blocks(chain));
    assertThat(better.json().path("joined").asInt()).isEqualTo(4);
    assertThat(client.get("/api/v1/tip").json().path("hash").asString())
        .isEqualTo(chain.getLast().id().hex());

    Block next = node.next(chain.getLast(), List.of());
    Got extending = client.post("/api/v1/net/blocks?from=5", blocks(List.of(next)));
    assertThat(extending.json().path("joined").asInt()).isEqualTo(1);
    Got again = client.post("/api/v1/net/blocks?from=5", blocks(List.of(next)));
    assertThat(again.json().path("joined").asInt()).isZero();
  }

  @Test
  void blocksThatCannotBeRightAreRefusedAndLeaveNothing() throws Exception {
    List<Block> chain = node.strangersChain(List.of(List.of(), List.of(), List.of()));
    assertThat(client.post("/api/v1/net/blocks?from=2", blocks(chain.subList(1, 4))).status())
        .isEqualTo(409);
    String tampered = blocks(chain).replaceFirst("\"recipient\": \"stranger\"", "\"recipient\": 1");
    assertThat(client.post("/api/v1/net/blocks?from=1", tampered).status()).isEqualTo(400);
    List<Block> gap = List.of(chain.get(0), chain.get(2));
    assertThat(client.post("/api/v1/net/blocks?from=1", blocks(gap)).status()).isEqualTo(400);
    String cut = blocks(chain).substring(0, 700);
    assertThat(client.post("/api/v1/net/blocks?from=1", cut).status()).isEqualTo(400);
    assertThat(node.service.tip().height()).isEqualTo(1);
    node.service.close(); // after the sweeper has done its work
    assertThat(StaleBlocks.in(node.store.live())).isEmpty();
  }

  @Test
  void anEntryIsTakenOnceUnderTheIdThatItHas() {
    UUID one = new UUID(1, 1);
    UUID two = new UUID(2, 2);
    assertThat(offer(entry(one, WORDS), entry(two, WORDS))).isEqualTo("taken taken");
    assertThat(
            offer(
                entry(two, WORDS), entry(one, "{\"amount\": 6, \"recipient\": 1, \"sender\": 2}")))
        .isEqualTo("known taken");
    client.get("/mine");
    assertThat(offer(entry(one, WORDS), entry(two, WORDS))).isEqualTo("known known");
    assertThat(client.get("/api/v1/pool").json().path("count").asInt()).isZero();
    assertThat(client.get("/api/v1/tip").json().path("transactions").asInt()).isEqualTo(4);
  }

  @Test
  void whatWaitsIsNamedAndCanBeAskedFor() {
    assertThat(offer(entry(new UUID(1, 1), WORDS))).isEqualTo("taken");
    JsonNode page = client.get("/api/v1/net/entries").json();
    String name = page.path("entries").path(0).asString();
    assertThat(name).startsWith(new UUID(1, 1) + ".");
    String next = page.path("next").asString();
    assertThat(client.get("/api/v1/net/entries?cursor=" + next).json().path("entries")).isEmpty();

    String other = new UUID(3, 3) + name.substring(36);
    JsonNode brought =
        client.get("/api/v1/net/entries/wanted?names=" + other + "," + name).json().path("entries");
    assertThat(brought).hasSize(1);
    assertThat(brought.path(0).path("entry").asString()).isEqualTo(new UUID(1, 1).toString());
    assertThat(brought.path(0).path("transaction").path("amount").asInt()).isEqualTo(5);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{\"entries\": {}}",
        "{\"entries\": [1]}",
        "{\"entries\": [{\"entry\": \"00000000-0000-0001-0000-000000000001\"}]}",
        "{\"entries\": [{\"entry\": \"1-1-1-1-1\", \"transaction\": {}}]}",
        "{\"entries\": [{\"entry\": \"00000000-0000-0001-0000-000000000001\","
            + " \"transaction\": {\"sender\": 1, \"recipient\": 2, \"amount\": NaN}}]}",
        "{\"entries\": [{\"entry\": \"00000000-0000-0001-0000-000000000001\","
            + " \"transaction\": {\"sender\": 1, \"recipient\": 2, \"amount\": 3, \"more\": 4}}]}"
      })
  void entriesThatCouldNotBePostedAreRefused(String body) {
    assertThat(client.post("/api/v1/net/entries", body).status()).isEqualTo(400);
    assertThat(client.get("/api/v1/pool").json().path("count").asInt()).isZero();
  }

  @Test
  void peersLeaveATenthOfThePoolForPostsToThisNode() {
    try (TestNode small = TestNode.plan().pool(10, 1 << 20).start()) {
      String entries =
          Stream.iterate(1, i -> i + 1)
              .limit(12)
              .map(i -> entry(new UUID(1, i), WORDS))
              .collect(Collectors.joining(",", "{\"entries\": [", "]}"));
      JsonNode outcomes = small.client.post("/api/v1/net/entries", entries).json().path("outcomes");
      assertThat(outcomes.valueStream().filter(o -> o.asString().equals("taken"))).hasSize(9);
      assertThat(outcomes.valueStream().filter(o -> o.asString().equals("full"))).hasSize(3);
      assertThat(small.client.post("/transactions/new", WORDS).status()).isEqualTo(201);
      assertThat(small.client.post("/transactions/new", WORDS).status()).isEqualTo(429);
    }
  }
}
