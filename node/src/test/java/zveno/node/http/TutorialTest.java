package zveno.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import zveno.node.peers.PeerPolicy;

/** The tutorial's six calls, as the tutorial tells them. */
@Tag("slow")
class TutorialTest {

  private TestNode node;

  @BeforeEach
  void start() {
    node = TestNode.plan().zeros(4).start();
  }

  @AfterEach
  void stop() {
    node.close();
  }

  private Client client() {
    return node.client;
  }

  @Test
  void aFreshNodeHasItsGenesisBlock() {
    JsonNode chain = client().get("/chain").json();

    assertThat(chain.path("length").asInt()).isEqualTo(1);
    assertThat(chain.path("chain").path(0).path("index").asInt()).isEqualTo(1);
    assertThat(chain.path("chain").path(0).path("previous_hash").asInt()).isEqualTo(1);
    assertThat(chain.path("chain").path(0).path("proof").asInt()).isEqualTo(100);
    assertThat(chain.path("chain").path(0).path("transactions").size()).isZero();
  }

  @Test
  void miningFindsTheTutorialsProofsAndPaysTheReward() {
    JsonNode second = client().get("/mine").json();
    JsonNode third = client().get("/mine").json();

    assertThat(names(second))
        .containsExactly("index", "message", "previous_hash", "proof", "transactions");
    assertThat(second.path("index").asInt()).isEqualTo(2);
    assertThat(second.path("message").asString()).isEqualTo("New Block Forged");
    assertThat(second.path("proof").asInt()).isEqualTo(35293);
    assertThat(third.path("proof").asInt()).isEqualTo(35089);
    assertThat(second.path("transactions"))
        .containsExactly(
            Got.parsed(
                "{\"amount\": 1, \"recipient\": \"" + TestNode.ID + "\", \"sender\": \"0\"}"));
  }

  @Test
  void aTransactionIsInTheNextBlockBeforeTheReward() {
    Got accepted =
        client()
            .post(
                "/transactions/new",
                "{\"sender\": \"ann\", \"recipient\": \"bob\", \"amount\": 5, \"memo\": \"x\"}");
    JsonNode mined = client().get("/mine").json();

    assertThat(accepted.status()).isEqualTo(201);
    assertThat(accepted.json())
        .isEqualTo(Got.parsed("{\"message\": \"Transaction will be added to Block 2\"}"));
    assertThat(mined.path("transactions").size()).isEqualTo(2);
    assertThat(mined.path("transactions").path(0))
        .isEqualTo(Got.parsed("{\"amount\": 5, \"recipient\": \"bob\", \"sender\": \"ann\"}"));
  }

  @Test
  void theHashInABlockIsThatOfTheBlockBeforeIt() {
    client().get("/mine");
    client().get("/mine");

    JsonNode chain = client().get("/chain").json();
    for (int height = 1; height < 3; height++) {
      String hash = client().get("/api/v1/blocks/" + height).json().path("hash").asString();
      assertThat(chain.path("chain").path(height).path("previous_hash").asString()).isEqualTo(hash);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"sender\":\"a\",\"recipient\":\"b\"}",
        "{\"recipient\":\"b\",\"amount\":1}",
        "{\"sender\":\"a\",\"amount\":1}",
        "{}",
        "[]",
        "[\"sender\",\"recipient\",\"amount\"]",
        "\"hello\"",
        "\"sender recipient amount\""
      })
  void missingValuesAreNamedAsTheTutorialDoes(String body) {
    Got got = client().post("/transactions/new", body);

    assertThat(got.status()).isEqualTo(400);
    assertThat(got.text()).isEqualTo("Missing values");
    assertThat(got.header("Content-Type")).contains("text/html; charset=utf-8");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"sender\":\"a\",\"recipient\":\"b\",\"amount\":-7,\"memo\":\"x\"}",
        "{\"sender\":\"0\",\"recipient\":\"me\",\"amount\":1000000}",
        "{\"sender\":null,\"recipient\":null,\"amount\":null}",
        "{\"sender\":{\"b\":1,\"a\":[true,false,null]},\"recipient\":[\"x\"],\"amount\":\"5\"}",
        "{\"sender\":1e16,\"recipient\":1E-7,\"amount\":0.1}",
        "{\"sender\":-0,\"recipient\":-0.0,\"amount\":1.0}",
        "{\"sender\":\"a\",\"recipient\":\"b\",\"amount\":123456789012345678901234567890}",
        "{\"sender\":\"Ж é 😀 \\u0001 \\/ \\\""
            + " \\\\\",\"recipient\":\"<&>\u007f\u2028\",\"amount\":1}",
        "{\"sender\":\"\\ud800\",\"recipient\":\"b\",\"amount\":1}",
        "{\"sender\":\"a\",\"\\udc00\":3,\"recipient\":\"b\",\"amount\":1}",
        "{\"sender\":\"a\",\"sender\":\"z\",\"recipient\":\"b\",\"amount\":1}",
        "\uFEFF{\"sender\":\"a\",\"recipient\":\"b\",\"amount\":1}",
        " {\"sender\":\"a\",\"recipient\":\"b\",\"amount\":1}\n"
      })
  void oddButRightTransactionsAreTaken(String body) {
    Got got = client().post("/transactions/new", body);

    assertThat(got.status()).as(got.text()).isEqualTo(201);
    assertThat(client().get("/mine").json().path("transactions").size()).isEqualTo(2);
  }

  @Test
  void valuesAreKeptAsPythonWouldPrintThem() {
    client()
        .post(
            "/transactions/new",
            "{\"sender\": 1e16, \"recipient\": [1E-7, -0, -0.0, 1.0], \"amount\": \"Ж\"}");

    assertThat(client().get("/mine").text())
        .contains(
            "{\"amount\": \"\\u0416\", \"recipient\": [1e-07, 0, -0.0, 1.0], \"sender\": 1e+16}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"application/json; charset=utf-8", "application/vnd.api+json", "Application/JSON"})
  void anyJsonContentTypeWillDo(String type) {
    Got got =
        client()
            .post("/transactions/new", type, "{\"sender\":\"a\",\"recipient\":\"b\",\"amount\":1}");

    assertThat(got.status()).isEqualTo(201);
  }

  @Test
  void depthIs960AndNoMore() {
    assertThat(client().post("/transactions/new", nested(960)).status()).isEqualTo(201);
    Got deeper = client().post("/transactions/new", nested(961));

    assertThat(deeper.status()).isEqualTo(400);
    assertThat(client().get("/mine").status()).isEqualTo(200);
    assertThat(client().get("/chain").json().path("length").asInt()).isEqualTo(2);
  }

  private static String nested(int depth) {
    return "{\"sender\":\"a\",\"recipient\":\"b\",\"amount\":"
        + "[".repeat(depth)
        + "]".repeat(depth)
        + "}";
  }

  @Test
  void integersMayHave4300Digits() {
    assertThat(client().post("/transactions/new", amount("9".repeat(4300))).status())
        .isEqualTo(201);
    assertThat(client().post("/transactions/new", amount("9".repeat(4301))).status())
        .isEqualTo(400);
    assertThat(client().get("/mine").text()).contains("9".repeat(4300));
  }

  private static String amount(String amount) {
    return "{\"sender\":\"a\",\"recipient\":\"b\",\"amount\":" + amount + "}";
  }

  @Test
  void peersAreListedOnceEach() {
    Got none = client().post("/nodes/register", "{\"nodes\": []}");
    client().post("/nodes/register", "{\"nodes\": [\"http://127.0.0.1:5001\"]}");
    client()
        .post(
            "/nodes/register",
            "{\"nodes\": [\"http://127.0.0.1:5001/\", \"http://127.0.0.1:5001/chain?x#y\"]}");
    Got all =
        client()
            .post(
                "/nodes/register",
                "{\"nodes\": [\"192.168.0.5:5000\", \"https://example.org:5000\"]}");

    assertThat(none.status()).isEqualTo(201);
    assertThat(none.json())
        .isEqualTo(Got.parsed("{\"message\": \"New nodes have been added\", \"total_nodes\": []}"));
    assertThat(all.json().path("total_nodes"))
        .extracting(JsonNode::asString)
        .containsExactly("127.0.0.1:5001", "192.168.0.5:5000", "example.org:5000");
    assertThat(client().get("/api/v1/peers").json().path("peers").path(2).path("url").asString())
        .isEqualTo("https://example.org:5000");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"nodes\": null}",
        "{\"nodes\": 5}",
        "{\"nodes\": \"http://127.0.0.1:5001\"}",
        "{\"nodes\": {\"http://127.0.0.1:5001\": 1}}",
        "[\"http://127.0.0.1:5001\"]",
        "null",
        "5"
      })
  void noListOfNodesIsNamedAsTheTutorialDoes(String body) {
    Got got = client().post("/nodes/register", body);

    assertThat(got.status()).isEqualTo(400);
    assertThat(got.text()).isEqualTo("Error: Please supply a valid list of nodes");
    assertThat(got.header("Content-Type")).contains("text/html; charset=utf-8");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "5",
        "null",
        "\"http://[::1\"",
        "\"ftp://x\"",
        "\"http://u:p@127.0.0.1:5001\"",
        "\"\""
      })
  void oneBadNodeSpoilsTheList(String bad) {
    Got got =
        client().post("/nodes/register", "{\"nodes\": [\"http://127.0.0.1:5001\", " + bad + "]}");

    assertThat(got.status()).isEqualTo(400);
    assertThat(got.text()).startsWith("Error: ").endsWith("\n").hasLineCount(1);
    assertThat(client().get("/api/v1/peers").json().path("count").asInt()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://169.254.169.254/latest",
        "http://0.0.0.0:5000",
        "http://[fe80::1]:5000",
        "http://[::]:5000",
        "http://[64:ff9b::a9fe:a9fe]:5000",
        "http://224.0.0.1:5000"
      })
  void whatThePolicyRefusesIsRefusedAtOnce(String address) {
    Got got = client().post("/nodes/register", "{\"nodes\": [\"" + address + "\"]}");

    assertThat(got.status()).isEqualTo(400);
    assertThat(got.text())
        .startsWith("Error: " + address.replace("/latest", ":80") + " cannot be registered: ")
        .endsWith(" address, which the peer policy any refuses\n");
    assertThat(client().get("/api/v1/peers").json().path("count").asInt()).isZero();
  }

  @Test
  void aStricterPolicyRefusesMore() {
    String here = "{\"nodes\": [\"http://127.0.0.1:5001\"]}";
    String privately = "{\"nodes\": [\"http://10.0.0.1:5001\"]}";
    String itself = "{\"nodes\": [\"http://localhost:5001\"]}";
    String named = "{\"nodes\": [\"http://node1:5001\"]}"; // judged when it is called
    try (TestNode lan = TestNode.plan().policy(PeerPolicy.LAN).start();
        TestNode open = TestNode.plan().policy(PeerPolicy.PUBLIC).start()) {
      assertThat(lan.client.post("/nodes/register", here).status()).isEqualTo(400);
      assertThat(lan.client.post("/nodes/register", privately).status()).isEqualTo(201);
      assertThat(lan.client.post("/nodes/register", itself).status()).isEqualTo(400);
      assertThat(lan.client.post("/nodes/register", named).status()).isEqualTo(201);
      assertThat(open.client.post("/nodes/register", here).status()).isEqualTo(400);
      assertThat(open.client.post("/nodes/register", privately).status()).isEqualTo(400);
    }
  }

  @Test
  void everyAnswerNamesTheNode() {
    for (String path : List.of("/chain", "/api/v1/tip", "/nothing", "/api/v1/blocks/x")) {
      assertThat(client().get(path).header("Zveno-Node")).contains(TestNode.ID);
    }
  }

  @Test
  void aNodeHas1024PeersAndNoMore() {
    List<String> many =
        Stream.iterate(1, n -> n + 1).limit(1024).map(n -> "\"10.0.0.1:" + n + "\"").toList();
    Got full = client().post("/nodes/register", "{\"nodes\": [" + String.join(",", many) + "]}");
    Got more = client().post("/nodes/register", "{\"nodes\": [\"10.0.0.2:1\"]}");
    Got again = client().post("/nodes/register", "{\"nodes\": [\"10.0.0.1:1\"]}");

    assertThat(full.json().path("total_nodes").size()).isEqualTo(1024);
    assertThat(more.status()).isEqualTo(409);
    assertThat(again.json().path("total_nodes").size()).isEqualTo(1024);
  }

  @Test
  void resolvingShowsTheChainThatThereIs() {
    client().get("/mine");
    Got kept = client().get("/nodes/resolve");
    node.resolve =
        () -> {
          node.adopt(node.strangersChain(List.of(List.of(), List.of(), List.of())));
          return true;
        };
    Got replaced = client().get("/nodes/resolve");

    assertThat(names(kept.json())).containsExactly("chain", "message");
    assertThat(kept.json().path("message").asString()).isEqualTo("Our chain is authoritative");
    assertThat(kept.json().path("chain").size()).isEqualTo(2);
    assertThat(names(replaced.json())).containsExactly("message", "new_chain");
    assertThat(replaced.json().path("message").asString()).isEqualTo("Our chain was replaced");
    assertThat(replaced.json().path("new_chain").size()).isEqualTo(4);
    assertThat(client().get("/chain").json().path("chain"))
        .isEqualTo(replaced.json().path("new_chain"));
  }

  @Test
  void aHeadRequestMinesAndResolvesAsInTheTutorial() {
    int[] resolved = {0};
    node.resolve = () -> ++resolved[0] < 0;

    Got mined = client().head("/mine");
    client().head("/nodes/resolve");
    Got chain = client().head("/chain");

    assertThat(mined.header("Content-Length").orElseThrow()).isNotEqualTo("0");
    assertThat(chain.header("Content-Length")).isEmpty();
    assertThat(resolved[0]).isEqualTo(1);
    assertThat(client().get("/chain").json().path("length").asInt()).isEqualTo(2);
  }

  @Test
  void theQueryIsIgnored() {
    assertThat(client().get("/chain?x=1&x=2").json().path("length").asInt()).isEqualTo(1);
  }

  private static List<String> names(JsonNode object) {
    return List.copyOf(object.propertyNames());
  }
}
