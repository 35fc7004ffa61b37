package zveno.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import zveno.node.http.routing.Route;

/** Nothing that the API is sent is dropped without a word: what it does not know, it names. */
class UnknownNamesTest {

  private static final String GOOD = "\"sender\": 1, \"recipient\": 2, \"amount\": 3";

  private static TestNode node;

  @BeforeAll
  static void start() {
    node = TestNode.start();
  }

  @AfterAll
  static void stop() {
    assertThat(node.failures).isEmpty();
    node.close();
  }

  static List<Route> callsOfTheApi() {
    return TestNode.routes().stream().filter(route -> route.operation().strict()).toList();
  }

  static List<Route> callsWithABody() {
    return callsOfTheApi().stream()
        .filter(route -> route.operation().method().equals("POST"))
        .toList();
  }

  static List<Route> callsWithoutABody() {
    return callsOfTheApi().stream()
        .filter(route -> !route.operation().method().equals("POST"))
        .toList();
  }

  private static void assertNames(Got got, String name) {
    assertThat(got.status()).as(got.text()).isEqualTo(400);
    assertThat(got.contentType()).isEqualTo("application/problem+json");
    assertThat(got.json().path("detail").asString()).contains(name);
  }

  @ParameterizedTest
  @MethodSource("callsOfTheApi")
  void noParameterIsIgnored(Route route) {
    String path = TestNode.path(route);
    String query = path + (path.contains("?") ? "&" : "?") + "colour=red";

    assertNames(node.client.ask(route.operation().method(), query), "colour");
    if (route.operation().method().equals("GET")) {
      assertThat(node.client.head(query).status()).isEqualTo(400);
    }
  }

  @ParameterizedTest
  @MethodSource("callsWithABody")
  void noMemberIsIgnored(Route route) {
    noMemberIsIgnored(route, "{\"colour\": \"red\"}", "colour");
    noMemberIsIgnored(route, "{\"\\u200bsender\\n\": \"red\"}", "?sender?");
  }

  private static void noMemberIsIgnored(Route route, String body, String name) {
    Got got = node.client.post(TestNode.path(route), body);
    if (route.template().endsWith("/receipts/check")) { // these rules know none, whatever it says
      assertThat(got.status()).isEqualTo(404);
    } else if (route.template().endsWith("/check")) { // it tells what a post would be answered
      assertThat(got.json().path("status").asInt()).isEqualTo(400);
      assertThat(got.json().path("detail").asString()).contains(name);
    } else {
      assertNames(got, name);
    }
  }

  @ParameterizedTest
  @MethodSource("callsWithABody")
  void theMembersThatAreKnownAreDocumented(Route route) {
    assertThat(Contract.ours().members("POST " + route.template()))
        .isEqualTo(new TreeSet<>(route.operation().members()));
  }

  @ParameterizedTest
  @MethodSource("callsWithoutABody")
  void noBodyIsIgnored(Route route) {
    Got got =
        node.client.send(
            node.client
                .request(TestNode.path(route))
                .header("Content-Type", "application/json")
                .method(route.operation().method(), BodyPublishers.ofString("{\"limit\": 5}")));

    assertNames(got, "no body");
  }

  @Test
  void aTransactionWithAMemberMoreIsRefused() {
    assertNames(node.client.post("/api/v1/transactions", "{" + GOOD + ", \"fee\": 1}"), "fee");
    assertNames(
        node.client.post(
            "/api/v1/transactions", "{\"sender\": 1, \"recipient\": 2, \"amuont\": 3}"),
        "amuont");
    assertThat(node.client.get("/api/v1/pool").json().path("count").asInt()).isZero();
  }

  @Test
  void aLineWithAMemberMoreIsRefusedAndTheOthersAreTaken() {
    String lines = "{" + GOOD + ", \"fee\": 1}\n{" + GOOD + "}\n";
    try (TestNode fresh = TestNode.start()) {
      String[] outcomes =
          fresh
              .client
              .post("/api/v1/transactions", "application/x-ndjson", lines)
              .text()
              .split("\n");

      assertThat(outcomes[0]).contains("\"status\": 400").contains("\\\"fee\\\"");
      assertThat(outcomes[1]).contains("\"status\": 201");
      assertThat(fresh.client.get("/api/v1/pool").json().path("count").asInt()).isEqualTo(1);
    }
  }

  @Test
  void theTutorialsCallsKeepTheirWay() {
    try (TestNode fresh = TestNode.start()) {
      Got got = fresh.client.post("/transactions/new?x=1", "{" + GOOD + ", \"fee\": 1}");
      assertThat(got.status()).isEqualTo(201);
      Got registered =
          fresh.client.post("/nodes/register", "{\"nodes\": [\"10.0.0.1:5000\"], \"fee\": 1}");
      assertThat(registered.status()).isEqualTo(201);
      assertThat(fresh.client.get("/chain?x=1").status()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/api/v1/net/blocks?from=2 | {\"blocks\": [{\"block\": {}, \"colour\": 1}]}",
        "/api/v1/net/blocks?from=2 | {\"blocks\": [{\"colour\": 1}]}",
        "/api/v1/net/blocks?from=2 | {\"blocks\": [], \"colour\": 1}",
        "/api/v1/net/entries | {\"entries\": [{\"entry\": \"1\", \"transaction\": {}, \"colour\":"
            + " 1}]}",
      })
  void membersWithinMembersAreNamedToo(String path, String body) {
    assertThat(node.client.post(path, body).status()).isEqualTo(400);
    assertThat(node.client.post(path, body.replace("\"block\": {}, ", "")).text())
        .contains("colour");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "[1]", "5", "\"x\"", "null", "true", "{", "{} {}"})
  void aBodyThatIsNoObjectIsRefusedWhereNoneIsNeeded(String body) {
    long before = node.service.tip().height();

    assertThat(node.client.post("/api/v1/blocks", body).status()).isEqualTo(400);
    assertThat(node.service.tip().height()).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{}", " {} "})
  void anEmptyBodyOrObjectIsFineWhereNoneIsNeeded(String body) {
    assertThat(node.client.post("/api/v1/blocks", body).status()).isEqualTo(201);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "-1",
        "1.0",
        "1e0",
        "257",
        "\"1\"",
        "true",
        "null",
        "[1]",
        "1e400",
        "99999999999999999999"
      })
  void aNumberThatIsNoneIsShown(String number) {
    Got got = node.client.post("/api/v1/miner", "{\"threads\": " + number + "}");

    assertThat(got.status()).isEqualTo(400);
  }
}
