package zveno.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import zveno.kernel.model.Block;
import zveno.kernel.model.Transaction;

/**
 * Blocks without what they carry, what they carry in pages, and the tree with its lost branches.
 */
class HeadersTest {

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

  private static List<String> texts(JsonNode list, String name) {
    return StreamSupport.stream(list.spliterator(), false)
        .map(entry -> entry.path(name).asString())
        .toList();
  }

  private static Transaction numbered(int i) {
    return TestNode.transaction("{\"amount\": " + i + ", \"recipient\": \"r\", \"sender\": \"s\"}");
  }

  @Test
  void aHeaderSaysWhatTheBlockSays() {
    node.client.post("/transactions/new", "{\"sender\": 1, \"recipient\": 2, \"amount\": 3}");
    node.miner.mine();
    JsonNode block = get("/api/v1/blocks/2");

    JsonNode header = get("/api/v1/headers/2");

    assertThat(get("/api/v1/headers/" + block.path("hash").asString())).isEqualTo(header);
    for (String name : List.of("height", "hash", "size", "confirmations")) {
      assertThat(header.path(name)).isEqualTo(block.path(name));
    }
    for (String name : List.of("index", "proof", "timestamp")) {
      assertThat(header.path(name)).isEqualTo(block.path("block").path(name));
    }
    assertThat(header.path("parent")).isEqualTo(block.path("block").path("previous_hash"));
    assertThat(header.path("transactions").asInt()).isEqualTo(2);
    assertThat(header.path("onChain").asBoolean()).isTrue();
    assertThat(get("/api/v1/tip"))
        .isEqualTo(get("/api/v1/headers?order=desc").path("headers").get(0));
    assertThat(get("/api/v1/headers/1").path("parent").isNull()).isTrue();
  }

  @Test
  void headersComeInPagesInBothOrders() {
    IntStream.range(0, 4).forEach(_ -> node.miner.mine());
    for (String order : List.of("asc", "desc")) {
      List<String> hashes = new ArrayList<>();
      JsonNode page = get("/api/v1/headers?limit=2&order=" + order);
      hashes.addAll(texts(page.path("headers"), "hash"));
      while (!page.path("next").isNull()) {
        page = get("/api/v1/headers?limit=2&cursor=" + page.path("next").asString());
        hashes.addAll(texts(page.path("headers"), "hash"));
      }
      assertThat(hashes)
          .isEqualTo(texts(get("/api/v1/blocks?order=" + order).path("blocks"), "hash"));
    }
    assertThat(get("/api/v1/headers?from=2&to=3").path("headers")).hasSize(2);
  }

  @Test
  void aBlocksTransactionsComeInPages() {
    List<Transaction> carried = IntStream.range(0, 7).mapToObj(HeadersTest::numbered).toList();
    List<Block> chain = node.strangersChain(List.of(carried));
    node.adopt(chain);
    String path = "/api/v1/blocks/" + chain.getLast().id().hex() + "/transactions?limit=3";

    List<JsonNode> all = new ArrayList<>();
    JsonNode page = get(path);
    page.path("transactions").forEach(all::add);
    assertThat(page.path("count").asInt()).isEqualTo(8);
    while (!page.path("next").isNull()) {
      page = get(path + "&cursor=" + page.path("next").asString());
      page.path("transactions").forEach(all::add);
    }

    assertThat(all).hasSize(8);
    for (int i = 0; i < 7; i++) {
      assertThat(all.get(i).path("position").asInt()).isEqualTo(i);
      assertThat(all.get(i).path("transaction").path("amount").asInt()).isEqualTo(i);
      assertThat(all.get(i).path("id").asString()).isEqualTo(carried.get(i).id().hex());
    }
    assertThat(node.client.get(path + "&cursor=eA").status()).isEqualTo(400);
  }

  @Test
  void theTreeShowsWhatHasLost() {
    node.miner.mine();
    String lost = node.service.tip().id().hex();
    List<Block> stronger = node.strangersChain(List.of(List.of(), List.of()));
    node.adopt(stronger);

    JsonNode tree = get("/api/v1/tree");

    assertThat(tree.path("height").asInt()).isEqualTo(3);
    assertThat(tree.path("from").asInt()).isEqualTo(1);
    assertThat(tree.path("more").asBoolean()).isFalse();
    JsonNode blocks = tree.path("blocks");
    List<String> chain = stronger.reversed().stream().map(block -> block.id().hex()).toList();
    assertThat(texts(blocks, "hash").subList(0, 3)).isEqualTo(chain);
    assertThat(texts(blocks, "hash")).hasSize(5);
    JsonNode beside = blocks.get(3);
    assertThat(beside.path("hash").asString()).isEqualTo(lost);
    assertThat(beside.path("onChain").asBoolean()).isFalse();
    assertThat(beside.path("confirmations").asInt()).isZero();
    assertThat(beside.path("parent")).isEqualTo(blocks.get(4).path("hash"));
    assertThat(beside.path("branch")).isEqualTo(blocks.get(4).path("branch"));
    assertThat(beside.path("branch")).isNotEqualTo(blocks.get(0).path("branch"));

    JsonNode top = get("/api/v1/tree?limit=1");
    assertThat(top.path("from").asInt()).isEqualTo(3);
    assertThat(top.path("blocks")).hasSize(1);
  }

  @Test
  void aBlockBesideTheChainIsShownByItsHashOnly() {
    node.miner.mine();
    String hash = node.service.tip().id().hex();
    node.adopt(node.strangersChain(List.of(List.of(), List.of())));

    assertThat(get("/api/v1/headers/" + hash).path("onChain").asBoolean()).isFalse();
    assertThat(get("/api/v1/blocks/" + hash + "/transactions").path("count").asInt()).isEqualTo(1);
    assertThat(get("/api/v1/headers/2").path("hash").asString()).isNotEqualTo(hash);
    assertThat(node.client.get("/api/v1/blocks/" + hash).status()).isEqualTo(404);
    assertThat(node.client.get("/api/v1/headers/" + "0".repeat(64)).status()).isEqualTo(404);
  }
}
