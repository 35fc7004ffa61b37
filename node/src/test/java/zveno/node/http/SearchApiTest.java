package zveno.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What is found by what pages show of it, and what is shown for it. */
class SearchApiTest {

  private static final String LETTERS =
      "{\"sender\": \"Ann\", \"recipient\": \"ANN\", \"amount\": 1}";

  private final TestNode node = TestNode.start();

  @AfterEach
  void stop() {
    node.close();
  }

  private JsonNode get(String path) {
    Got got = node.client.get(path);
    assertThat(got.status()).as(got.text()).isEqualTo(200);
    return got.json();
  }

  private JsonNode find(String text) {
    return get("/api/v1/search?text=" + URLEncoder.encode(text, StandardCharsets.UTF_8));
  }

  private static List<String> texts(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false).map(JsonNode::asString).toList();
  }

  private String post(String transaction) {
    return node.client.post("/api/v1/transactions", transaction).json().path("id").asString();
  }

  @Test
  void aHashIsFoundByItsBeginning() {
    String id = post(LETTERS);
    assertThat(texts(find(id.substring(0, 8)).path("transactions"))).containsExactly(id);
    node.miner.mine();
    for (int i = 0; i < 5; i++) {
      node.miner.mine();
    }
    for (String beginning : List.of(id.substring(0, 8), id.substring(0, 9), id)) {
      assertThat(texts(find(beginning).path("transactions"))).as(beginning).containsExactly(id);
    }
    assertThat(find(id.substring(0, 8)).path("blocks").size()).isZero();

    for (int height = 1; height <= 7; height++) {
      String hash = get("/api/v1/headers/" + height).path("hash").asString();
      JsonNode found = find(hash.substring(0, 8).toUpperCase(Locale.ROOT)).path("blocks");
      assertThat(found.size()).isEqualTo(1);
      assertThat(found.path(0).path("hash").asString()).isEqualTo(hash);
      assertThat(found.path(0).path("height").asInt()).isEqualTo(height);
      assertThat(found.path(0).path("onChain").asBoolean()).isTrue();
      assertThat(find("0" + hash.substring(1, 8)).path("blocks").size())
          .isEqualTo(hash.startsWith("0") ? 1 : 0);
    }
    assertThat(find("fff").path("blocks").size()).as("too few digits").isZero();
  }

  @Test
  void aNameIsFoundWhateverTheCaseOfItsLetters() {
    post(LETTERS);
    node.miner.mine();
    post("{\"sender\": \"aNN\", \"recipient\": [\"ann\"], \"amount\": 1}");
    post("{\"sender\": \"\u0416\u0443\u043a\", \"recipient\": \"annie\", \"amount\": 1}");

    assertThat(texts(find("ann").path("addresses"))).containsExactly("aNN", "Ann", "ANN");
    assertThat(texts(find("\u0436\u0423\u041a").path("addresses")))
        .containsExactly("\u0416\u0443\u043a");
    assertThat(node.client.get("/api/v1/search").status()).isEqualTo(400);
    assertThat(node.client.get("/api/v1/search?text=+").status()).isEqualTo(400);
  }

  @Test
  void whatWaitsIsFoundByItsAddress() {
    for (int i = 0; i < 30; i++) {
      String to = i % 3 == 0 ? "\"bob\"" : i % 3 == 1 ? "[\"bob\"]" : "\"cid\"";
      post("{\"sender\": \"ann\", \"recipient\": " + to + ", \"amount\": " + i + "}");
    }
    JsonNode first = get("/api/v1/pool?address=bob&limit=6");
    assertThat(first.path("count").asInt()).isEqualTo(30);
    assertThat(amounts(first)).containsExactly(0, 3, 6, 9, 12, 15);
    JsonNode second = get("/api/v1/pool?address=bob&cursor=" + first.path("next").asString());
    assertThat(amounts(second)).containsExactly(18, 21, 24, 27);
    assertThat(second.path("next").isNull()).isTrue();
    assertThat(amounts(get("/api/v1/pool?addressJson=%5B%22bob%22%5D"))).hasSize(10).contains(1);
    assertThat(amounts(get("/api/v1/pool?address=ann"))).hasSize(30);
    assertThat(node.client.get("/api/v1/pool?address=a&addressJson=1").status()).isEqualTo(400);
  }

  private static List<Integer> amounts(JsonNode page) {
    return StreamSupport.stream(page.path("entries").spliterator(), false)
        .map(entry -> entry.path("transaction").path("amount").asInt())
        .toList();
  }

  @Test
  void aTransactionOfAnAddressSaysWhenItsBlockWasMade() {
    post(LETTERS);
    node.miner.mine();
    assertThat(
            get("/api/v1/transactions?address=Ann").path("transactions").path(0).path("timestamp"))
        .isEqualTo(get("/api/v1/headers/2").path("timestamp"));
  }
}
