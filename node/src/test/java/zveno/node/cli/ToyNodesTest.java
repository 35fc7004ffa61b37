package zveno.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import zveno.kernel.rules.RuleSets;
import zveno.kernel.rules.toy.ToyTransfer;
import zveno.kernel.rules.toy.Toys;
import zveno.system.Await;

/**
 * Real nodes under a rule set that only the tests have: with binary blocks, and without views of
 * its own. Its registration is all that the product is told of it.
 */
@Tag("slow")
@Timeout(120)
class ToyNodesTest {

  private final HttpClient http = HttpClient.newHttpClient();
  private final ObjectMapper json = new ObjectMapper();
  private final List<NodeHere> nodes = new ArrayList<>();

  @TempDir Path home;

  @AfterEach
  void close() {
    nodes.reversed().forEach(NodeHere::close);
    http.close();
  }

  private NodeHere start(String... options) {
    List<String> all = new ArrayList<>(List.of("--rules", "toy", "--mining-threads", "1"));
    all.addAll(List.of(options));
    NodeHere node = NodeHere.start(all);
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

  private JsonNode post(NodeHere node, String path, String body) {
    return send(
        HttpRequest.newBuilder(node.uri().resolve(path))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body)),
        201);
  }

  private static String base64(ToyTransfer transfer) {
    return "\"" + Base64.getEncoder().encodeToString(transfer.encoded()) + "\"";
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

  @Test
  void theyAreFoundByName() {
    assertThat(RuleSets.names()).startsWith("classic").contains("upstream", "toy");
    assertThat(RuleSets.of(Map.of("rules", "toy")).parameters()).isEqualTo(Toys.RULES.parameters());
  }

  @Test
  void oneNodeMinesPostsAndShowsByEveryCall() {
    NodeHere node = start("--ephemeral");
    String id = get(node, "/api/v1/status").path("nodeId").asString();
    assertThat(get(node, "/api/v1/status").path("rules").path("rules").asString()).isEqualTo("toy");

    assertThat(get(node, "/mine").path("message").asString()).isEqualTo("New Block Forged");
    ToyTransfer tea = Toys.pay(id, "bob", 20, 1);
    JsonNode posted = post(node, "/api/v1/transactions", base64(tea));
    assertThat(posted.path("id").asString()).isEqualTo(tea.id().hex());
    assertThat(post(node, "/transactions/new", base64(Toys.pay(id, "bob", 5, 2))).path("message"))
        .hasToString("\"Transaction will be added to Block 3\"");
    assertThat(get(node, "/api/v1/pool").path("count").asInt()).isEqualTo(2);
    JsonNode mined = post(node, "/api/v1/blocks", "{}");
    assertThat(mined.path("height").asInt()).isEqualTo(3);
    assertThat(mined.path("transactionIds")).hasSize(2);
    assertThat(get(node, "/api/v1/pool").path("count").asInt()).isZero();
    assertThat(get(node, "/api/v1/status").path("tip").path("chainWork").asString()).isEqualTo("6");

    JsonNode chain = get(node, "/chain");
    assertThat(chain.path("length").asInt()).isEqualTo(3);
    byte[] block = Base64.getDecoder().decode(chain.path("chain").path(2).asString());
    assertThat(block).hasSize(72 + 2 * 32);
    String bob = ToyTransfer.hex(tea.payee());
    JsonNode history = get(node, "/api/v1/transactions?address=" + bob).path("transactions");
    assertThat(history).hasSize(2);
    assertThat(history.path(1).path("transaction").asString())
        .isEqualTo(base64(tea).replace("\"", ""));
    assertThat(get(node, "/api/v1/headers/3").path("transactions").asInt()).isEqualTo(2);
    assertThat(get(node, "/api/v1/search?text=" + bob).path("addresses").path(0).asString())
        .isEqualTo(bob);
    send(
        HttpRequest.newBuilder(node.uri().resolve("/api/v1/transactions"))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString("{\"sender\": 1}")),
        400);
  }

  @Test
  void twoNodesFollowEachOtherAndAgree() throws Exception {
    NodeHere first = start("--ephemeral");
    String id = get(first, "/api/v1/status").path("nodeId").asString();
    for (int i = 0; i < 5; i++) {
      post(first, "/api/v1/blocks", "{}");
    }
    NodeHere second = start("--ephemeral", "--peer", first.uri().toString());
    awaitSameTip("the second node catches up", first, second);
    assertThat(height(second)).isEqualTo(6);

    // a transfer goes from node to node, and the block that carries it too
    post(second, "/api/v1/transactions", base64(Toys.pay(id, "bob", 20, 1)));
    int unused =
        Await.until(
            "the transfer arrives",
            () -> get(first, "/api/v1/pool").path("count").asInt(),
            count -> count == 1);
    post(first, "/api/v1/blocks", "{}");
    awaitSameTip("the second node has the seventh block", first, second);
    assertThat(get(second, "/api/v1/pool").path("count").asInt()).isZero();

    // what is mined at the other is pushed to the one that follows nobody
    post(second, "/api/v1/blocks", "{}");
    awaitSameTip("the first node has the eighth block", first, second);
  }

  @Test
  void aForkIsResolvedByTheMostWork() {
    NodeHere first = start("--ephemeral");
    NodeHere second = start("--ephemeral");
    post(first, "/api/v1/blocks", "{\"count\": 3}");
    post(second, "/api/v1/blocks", "{\"count\": 5}");
    post(first, "/nodes/register", "{\"nodes\": [\"" + second.uri() + "\"]}");
    assertThat(get(first, "/nodes/resolve").path("message").asString())
        .isEqualTo("Our chain was replaced");
    assertThat(tip(first)).isEqualTo(tip(second));
  }

  @Test
  void aFolderIsOpenedAgainByTheNameThatItHas() {
    String folder = home.resolve("toy").toString();
    ToyTransfer tea = Toys.pay("ann", "bob", 20, 1);
    NodeHere node = start("--data-dir", folder);
    post(node, "/api/v1/blocks", "{\"count\": 2}");
    post(node, "/api/v1/transactions", base64(tea));
    final String tip = tip(node);
    nodes.removeLast().close();

    assertThat(StoreCheck.of(Path.of(folder)))
        .contains("3 blocks, 0 transactions, 1 waiting: valid");
    NodeHere again = NodeHere.start(List.of("--data-dir", folder));
    nodes.add(again);
    assertThat(tip(again)).isEqualTo(tip);
    assertThat(get(again, "/api/v1/pool").path("entries").path(0).path("id").asString())
        .isEqualTo(tea.id().hex());
  }
}
