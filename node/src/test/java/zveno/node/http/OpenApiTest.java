package zveno.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import zveno.kernel.bytes.DecodeException;

/** The document and the server promise the same. */
class OpenApiTest {

  /** Answers that no test can bring about, and why. */
  private static final Map<String, String> OUT_OF_REACH =
      Map.of(
          "GET /mine 507", "needs a full disk",
          "POST /transactions/new 507", "needs a full disk",
          "POST /nodes/register 507", "needs a full disk",
          "POST /api/v1/blocks 507", "needs a full disk",
          "POST /api/v1/transactions 507", "needs a full disk");

  private static final String GOOD = "{\"sender\": 1, \"recipient\": 2, \"amount\": 3}";
  private static final String LARGE = " ".repeat(20_000);

  private final Contract contract = Contract.ours();

  @Test
  void everyRouteIsDocumentedAndTheOtherWayRound() {
    Set<String> routes = new TreeSet<>();
    for (Route route : routes()) {
      routes.add(route.method() + " " + route.template());
    }
    assertThat(contract.operations()).isEqualTo(routes);
  }

  @Test
  void whatChangesSomethingIsDocumentedAsSuch() {
    Set<String> acting = new TreeSet<>();
    for (Route route : routes()) {
      String name = route.method() + " " + route.template();
      assertThat(contract.mayNeedToken(name)).as(name).isEqualTo(route.kind().acts());
      if (route.kind().acts()) {
        acting.add(name);
      }
      assertThat(route.kind().acts() || route.method().equals("GET")).as(name).isTrue();
    }
    assertThat(acting)
        .containsExactly(
            "GET /mine",
            "GET /nodes/resolve",
            "POST /api/v1/blocks",
            "POST /api/v1/miner",
            "POST /api/v1/transactions",
            "POST /nodes/register",
            "POST /transactions/new");
  }

  @Test
  void everyParameterIsDocumentedAndTheOtherWayRound() {
    for (Route route : routes()) {
      String name = route.method() + " " + route.template();
      Map<String, Set<String>> documented =
          contract.parameters(name).stream()
              .collect(
                  Collectors.groupingBy(
                      parameter -> parameter.path("in").asString(),
                      Collectors.mapping(p -> p.path("name").asString(), Collectors.toSet())));
      Set<String> segments =
          route.segments().stream()
              .filter(segment -> segment.startsWith("{"))
              .map(segment -> segment.substring(1, segment.length() - 1))
              .collect(Collectors.toSet());
      assertThat(documented.getOrDefault("query", Set.of())).as(name).isEqualTo(route.query());
      assertThat(documented.getOrDefault("path", Set.of())).as(name).isEqualTo(segments);
    }
  }

  private static List<Route> routes() {
    try (TestNode node = TestNode.start()) {
      NodeInfo info = new NodeInfo("0", TestNode.ID, java.time.Instant.EPOCH, null, "os");
      HttpParts parts =
          new HttpParts(
              node.service,
              node.miner,
              null,
              () -> false,
              info,
              node.readiness,
              node.metrics,
              failure -> {});
      EventStreams events = new EventStreams(node.service, HttpLimits.DEFAULT);
      return Routes.of(parts, HttpLimits.DEFAULT, events);
    }
  }

  @Test
  void operationsHaveNamesOfTheirOwnAndAllReferencesLeadSomewhere() {
    List<String> names =
        contract.document().findValues("operationId").stream().map(JsonNode::asString).toList();
    assertThat(names).doesNotHaveDuplicates().hasSameSizeAs(contract.operations());
    for (JsonNode reference : contract.document().findValues("$ref")) {
      assertThat(contract.document().at(reference.asString().substring(1)).isMissingNode())
          .as(reference.asString())
          .isFalse();
    }
  }

  @Test
  @Timeout(120)
  void everyDocumentedAnswerIsReallyGiven() throws Exception {
    Set<String> seen = new TreeSet<>();
    HttpLimits small =
        new HttpLimits(
            100,
            java.time.Duration.ofSeconds(20),
            64 * 1024,
            16 * 1024,
            10_000,
            10_000,
            5,
            100_000,
            1,
            java.time.Duration.ofSeconds(1));
    try (TestNode node = TestNode.plan().limits(small).pool(3, 100_000).start()) {
      seeGoodAnswers(node);
      seeRefusals(node);
      node.miner.close();
      node.service.close();
      seeAnEndedNode(node);
      seen.addAll(node.client.seen());
    }
    seeUnwelcomeCallers(seen);
    Set<String> missing = new TreeSet<>(contract.answers());
    missing.removeAll(seen);
    assertThat(missing).isEqualTo(new TreeSet<>(OUT_OF_REACH.keySet()));
  }

  private static void seeGoodAnswers(TestNode node) throws Exception {
    Client client = node.client;
    client.get("/mine");
    client.post("/api/v1/blocks");
    client.post("/transactions/new", GOOD);
    String id = client.post("/api/v1/transactions", GOOD).json().path("id").asString();
    client.post("/api/v1/transactions", "application/x-ndjson", (GOOD + "\nx\n"));
    client.post("/nodes/register", "{\"nodes\": [\"10.0.0.1:5000\"]}");
    client.post("/api/v1/miner", "{\"threads\": 1}");
    for (String path :
        List.of(
            "/chain",
            "/nodes/resolve",
            "/",
            "/docs",
            "/docs/docs.js",
            "/openapi.yaml",
            "/livez",
            "/readyz",
            "/metrics",
            "/api/v1/status",
            "/api/v1/tip",
            "/api/v1/blocks",
            "/api/v1/blocks/1",
            "/api/v1/blocks/1/canonical",
            "/api/v1/transactions?address=0",
            "/api/v1/transactions/" + id,
            "/api/v1/pool",
            "/api/v1/peers",
            "/api/v1/miner")) {
      client.get(path);
    }
    try (EventReader events = client.eventsAfter(0)) {
      events.next();
      client.get("/api/v1/events"); // one too many
    }
  }

  private static void seeRefusals(TestNode node) {
    Client client = node.client;
    for (String path : List.of("/transactions/new", "/api/v1/transactions", "/nodes/register")) {
      client.post(path, "{}");
      client.post(path, LARGE);
      client.post(path, "text/plain", GOOD);
      if (!path.equals("/nodes/register")) {
        client.post(path, GOOD); // the pool is full
      }
    }
    client.post("/api/v1/blocks?x");
    client.post("/api/v1/miner", "{}");
    client.post("/api/v1/miner", LARGE);
    client.post("/api/v1/miner", "text/plain", "{}");
    client.post("/api/v1/blocks", "text/plain", GOOD);
    StringBuilder many = new StringBuilder("\"10.0.0.1:1\"");
    for (int i = 2; i < 600; i++) {
      many.append(",\"h").append(i).append(":1\"");
    }
    client.post("/nodes/register", "{\"nodes\": [" + many + "]}");
    client.post("/nodes/register", "{\"nodes\": [" + many.toString().replace("h", "g") + "]}");
    for (String path :
        List.of(
            "/docs/x",
            "/api/v1/status?x",
            "/api/v1/tip?x",
            "/api/v1/blocks?x",
            "/api/v1/blocks/x",
            "/api/v1/blocks/9",
            "/api/v1/blocks/x/canonical",
            "/api/v1/blocks/9/canonical",
            "/api/v1/transactions",
            "/api/v1/transactions/x",
            "/api/v1/transactions/" + "0".repeat(64),
            "/api/v1/pool?x",
            "/api/v1/peers?x",
            "/api/v1/miner?x",
            "/api/v1/events?x")) {
      client.get(path);
    }
    for (var reason : zveno.node.service.UnavailableException.Reason.values()) {
      node.resolve =
          () -> {
            throw new zveno.node.service.UnavailableException(reason, "for this reason");
          };
      client.get("/nodes/resolve");
    }
  }

  /** For each operation a foreign page, and somebody who knows no token, or asks too often. */
  private void seeUnwelcomeCallers(Set<String> seen) throws Exception {
    try (TestNode node = TestNode.plan().callers(callers(Quota.forAll(0))).start()) {
      for (String name : contract.operations()) {
        node.client.send(operation(node.client, name).header("Sec-Fetch-Site", "cross-site"));
        if (contract.mayNeedToken(name)) {
          node.client.send(operation(node.client, name));
        }
      }
      seen.addAll(node.client.seen());
    }
    try (TestNode node = TestNode.plan().callers(callers(Quota.forAll(1))).start()) {
      for (String name : contract.operations()) {
        int status = 0;
        while (status != 429) {
          status = node.client.send(operation(node.client, name)).status();
        }
      }
      seen.addAll(node.client.seen());
    }
  }

  private static CallerSettings callers(Quota requests) throws DecodeException {
    return new CallerSettings(
        Set.of(),
        Set.of(),
        Optional.of(Token.of("0123456789abcdef")),
        requests,
        Quota.forAll(0),
        Quota.forAll(0));
  }

  private static HttpRequest.Builder operation(Client client, String name) {
    String[] words = name.split(" ", 2);
    String path =
        words[1].replace("{ref}", "1").replace("{file}", "docs.js").replace("{id}", "0".repeat(64));
    boolean endless = path.endsWith("/events"); // its head will do
    return client.request(path).method(endless ? "HEAD" : words[0], BodyPublishers.noBody());
  }

  private static void seeAnEndedNode(TestNode node) {
    Client client = node.client;
    client.get("/readyz");
    client.get("/mine");
    client.get("/chain");
    client.post("/transactions/new", GOOD);
    client.post("/api/v1/transactions", GOOD);
    client.post("/api/v1/blocks");
    client.post("/api/v1/miner", "{\"running\": true}");
  }
}
