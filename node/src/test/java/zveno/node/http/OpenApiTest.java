package zveno.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import zveno.kernel.bytes.DecodeException;
import zveno.node.explorer.Explorer;
import zveno.node.http.access.CallerSettings;
import zveno.node.http.access.TokenSource;
import zveno.node.http.access.Tokens;
import zveno.node.http.routing.Role;
import zveno.node.http.routing.Route;
import zveno.node.http.transport.HttpLimits;
import zveno.node.http.transport.Quota;
import zveno.node.service.UnavailableException;

/** The document and the server promise the same. */
@Tag("slow")
class OpenApiTest {

  /** Answers that no test can bring about, and why. */
  private static final Map<String, String> OUT_OF_REACH =
      Map.ofEntries(
          Map.entry("GET /mine 507", "needs a full disk"),
          Map.entry("POST /transactions/new 507", "needs a full disk"),
          Map.entry("POST /nodes/register 507", "needs a full disk"),
          Map.entry("POST /api/v1/blocks 507", "needs a full disk"),
          Map.entry("POST /api/v1/transactions 507", "needs a full disk"),
          Map.entry("POST /api/v1/peers 507", "needs a full disk"),
          Map.entry("DELETE /api/v1/peers/{address} 507", "needs a full disk"),
          Map.entry("DELETE /api/v1/pool 507", "needs a full disk"),
          Map.entry("DELETE /api/v1/transactions/{id}/entries/{entry} 507", "needs a full disk"),
          Map.entry("POST /api/v1/net/blocks 507", "needs a full disk"),
          Map.entry("POST /api/v1/net/entries 507", "needs a full disk"),
          Map.entry("GET / 403", "needs another Host: see BehindProxyTest"),
          Map.entry("GET /docs 403", "needs another Host: see BehindProxyTest"),
          Map.entry("GET /docs/{file} 403", "needs another Host: see BehindProxyTest"),
          Map.entry(
              "GET /explorer/{edition}/{folder}/{file} 403",
              "needs another Host: see BehindProxyTest"),
          Map.entry("GET /openapi.yaml 403", "needs another Host: see BehindProxyTest"));

  private static final String GOOD = "{\"sender\": 1, \"recipient\": 2, \"amount\": 3}";
  private static final String ENTRY = "01234567-89ab-cdef-0123-456789abcdef";
  private static final String BLOCK =
      "{\"index\": 9, \"previous_hash\": \""
          + "0".repeat(64)
          + "\", \"proof\": 1, \"timestamp\": 1, \"transactions\": []}";
  private static final String LARGE = " ".repeat(20_000);
  private static final String EDITION = Explorer.load().edition();

  @TempDir Path home;

  private final Contract contract = Contract.ours();

  @Test
  void everyRouteIsDocumentedAndTheOtherWayRound() {
    Set<String> routes = new TreeSet<>();
    for (Route route : TestNode.routes()) {
      routes.add(route.operation().method() + " " + route.template());
    }
    assertThat(contract.operations()).isEqualTo(routes);
  }

  @Test
  void whatChangesSomethingIsDocumentedAsSuch() {
    Set<String> acting = new TreeSet<>();
    for (Route route : TestNode.routes()) {
      String name = route.operation().method() + " " + route.template();
      assertThat(contract.role(name)).as(name).isEqualTo(route.operation().role().map(Role::title));
      assertThat(contract.operation(name).path("responses").has("401"))
          .as("%s: 401", name)
          .isEqualTo(route.operation().role().isPresent());
      if (route.operation().kind().acts()) {
        acting.add(name);
      }
      assertThat(route.operation().kind().acts() || route.operation().method().equals("GET"))
          .as(name)
          .isTrue();
    }
    assertThat(acting)
        .containsExactly(
            "DELETE /api/v1/cluster/members/{name}",
            "DELETE /api/v1/peers/{address}",
            "DELETE /api/v1/pool",
            "DELETE /api/v1/transactions/{id}/entries/{entry}",
            "GET /mine",
            "GET /nodes/resolve",
            "POST /api/v1/blocks",
            "POST /api/v1/cluster/members",
            "POST /api/v1/miner",
            "POST /api/v1/net/blocks",
            "POST /api/v1/net/entries",
            "POST /api/v1/peers",
            "POST /api/v1/receipts/check",
            "POST /api/v1/rewind",
            "POST /api/v1/transactions",
            "POST /api/v1/transactions/check",
            "POST /nodes/register",
            "POST /transactions/new");
  }

  @Test
  void everyParameterIsDocumentedAndTheOtherWayRound() {
    for (Route route : TestNode.routes()) {
      String name = route.operation().method() + " " + route.template();
      Map<String, Set<String>> documented =
          contract.parameters(name).stream()
              .collect(
                  Collectors.groupingBy(
                      parameter -> parameter.path("in").asString(),
                      Collectors.mapping(p -> p.path("name").asString(), Collectors.toSet())));
      Set<String> segments =
          route.operation().segments().stream()
              .filter(segment -> segment.startsWith("{"))
              .map(segment -> segment.substring(1, segment.length() - 1))
              .collect(Collectors.toSet());
      assertThat(documented.getOrDefault("query", Set.of()))
          .as(name)
          .isEqualTo(route.operation().query());
      assertThat(documented.getOrDefault("path", Set.of())).as(name).isEqualTo(segments);
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
    seen.addAll(ClusterApiTest.seen());
    seen.addAll(StrictApiTest.seen(home));
    seen.addAll(ReceiptsApiTest.seen(home));
    seeUnwelcomeCallers(seen);
    Set<String> missing = new TreeSet<>(contract.answers());
    missing.removeAll(seen);
    assertThat(missing).isEqualTo(new TreeSet<>(OUT_OF_REACH.keySet()));
  }

  private static final String KEY = "Idempotency-Key";

  private static void seeGoodAnswers(TestNode node) throws Exception {
    Client client = node.client;
    for (String path : List.of("/transactions/new", "/api/v1/transactions")) {
      for (String body : List.of(GOOD, GOOD + " ")) { // the second is another request
        client.send(
            client
                .request(path)
                .header("Content-Type", "application/json")
                .header(KEY, path)
                .POST(BodyPublishers.ofString(body)));
      }
    }
    String entry = postedTo(client);
    client.get(entry);
    client.ask("DELETE", entry);
    client.get(entry);
    client.ask("DELETE", entry);
    String mined = postedTo(client);
    client.get("/mine");
    client.post("/api/v1/blocks");
    client.post("/api/v1/blocks", "{\"count\": 2}");
    client.post("/api/v1/rewind", "{\"toHeight\": 4}");
    client.get(mined);
    client.ask("DELETE", mined);
    client.post("/transactions/new", GOOD);
    client.ask("DELETE", "/api/v1/pool");
    String id = client.post("/api/v1/transactions", GOOD).json().path("id").asString();
    client.post("/api/v1/transactions", "application/x-ndjson", (GOOD + "\nx\n"));
    client.post("/api/v1/transactions/check", GOOD);
    client.post("/api/v1/transactions/check", "{}");
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
            "/api/v1/blocks/1/transactions",
            "/api/v1/headers",
            "/api/v1/headers/1",
            "/api/v1/tree",
            "/explorer/" + EDITION + "/shell/main.js",
            "/explorer/" + EDITION + "/style/base.css",
            "/api/v1/transactions?address=0",
            "/api/v1/transactions/" + id,
            "/api/v1/pool",
            "/api/v1/pool?address=0",
            "/api/v1/search?text=ab",
            "/api/v1/search?text=0000",
            "/api/v1/peers",
            "/api/v1/miner",
            "/api/v1/mining/workers",
            "/api/v1/net/hello",
            "/api/v1/net/hashes?heights=1,99",
            "/api/v1/net/blocks?from=1",
            "/api/v1/net/entries",
            "/api/v1/net/entries/wanted?names=" + ENTRY + "." + "0".repeat(64),
            "/api/v1/net/peers")) {
      client.get(path);
    }
    for (String path : List.of("/", "/explorer/" + EDITION + "/shell/main.js")) {
      String tag = client.get(path).header("ETag").orElseThrow();
      client.send(client.request(path).header("If-None-Match", tag).GET());
    }
    client.post("/api/v1/net/blocks?from=1", "{\"blocks\": []}");
    client.post(
        "/api/v1/net/entries",
        "{\"entries\": [{\"entry\": \"" + ENTRY + "\", \"transaction\": " + GOOD + "}]}");
    client.post("/api/v1/peers", "{\"address\": \"127.0.0.1:1\"}"); // where nobody listens
    client.post("/api/v1/peers", "{\"address\": \"127.0.0.1:1\"}"); // which is followed already
    client.send(client.request("/api/v1/peers/127.0.0.1:1").DELETE());
    try (EventReader events = client.eventsAfter(0)) {
      events.next();
      client.get("/api/v1/events"); // one too many
    }
  }

  private static String postedTo(Client client) {
    return "/api/v1/" + client.post("/api/v1/transactions", GOOD).header("Location").orElseThrow();
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
    client.post("/api/v1/transactions/check?x", GOOD);
    client.post("/api/v1/transactions/check", LARGE);
    client.post("/api/v1/transactions/check", "text/plain", GOOD);
    client.get("/api/v1/cluster");
    client.post("/api/v1/cluster/members", "{}");
    client.post(
        "/api/v1/cluster/members",
        "{\"name\": \"d\", \"address\": \"h:1\", \"url\": \"http://h\"}");
    client.post("/api/v1/cluster/members", LARGE);
    client.ask("DELETE", "/api/v1/cluster/members/d");
    client.post("/api/v1/blocks?x");
    client.ask("DELETE", "/api/v1/pool?x");
    client.get("/api/v1/accounts/x");
    client.get("/api/v1/accounts/x/transactions");
    client.get("/api/v1/receipts/x");
    client.get("/api/v1/proofs/consistency");
    client.post("/api/v1/receipts/check", "{}");
    client.get("/api/v1/net/headers?from=2");
    client.get("/api/v1/transactions/x/entries/x");
    client.ask("DELETE", "/api/v1/transactions/x/entries/x");
    client.get("/api/v1/transactions/" + "0".repeat(64) + "/entries/" + ENTRY);
    client.post("/api/v1/rewind", "{\"toHeight\": 99}");
    for (String path : List.of("/api/v1/miner", "/api/v1/rewind")) {
      client.post(path, "{}");
      client.post(path, LARGE);
      client.post(path, "text/plain", "{}");
    }
    client.post("/api/v1/blocks", "text/plain", GOOD);
    for (String path :
        List.of("/api/v1/peers", "/api/v1/net/entries", "/api/v1/net/blocks?from=9")) {
      client.post(path, "{}");
      client.post(path, LARGE);
      client.post(path, "text/plain", "{}");
    }
    client.post("/api/v1/net/blocks?from=9", "{\"blocks\": [{\"block\": " + BLOCK + "}]}");
    client.post("/api/v1/net/blocks", "{}");
    for (int port = 1; port <= 65; port++) {
      client.post("/api/v1/peers", "{\"address\": \"127.0.0.1:" + port + "\"}");
    }
    client.send(client.request("/api/v1/peers/x:99999").DELETE());
    client.send(client.request("/api/v1/peers/127.0.0.1:99").DELETE());
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
            "/api/v1/blocks/x/transactions",
            "/api/v1/blocks/9/transactions",
            "/api/v1/headers?x",
            "/api/v1/headers/x",
            "/api/v1/headers/9",
            "/api/v1/tree?limit=0",
            "/explorer/x/y/z",
            "/api/v1/transactions",
            "/api/v1/transactions/x",
            "/api/v1/transactions/" + "0".repeat(64),
            "/api/v1/pool?x",
            "/api/v1/search",
            "/api/v1/peers?x",
            "/api/v1/miner?x",
            "/api/v1/mining/workers?x",
            "/api/v1/events?x",
            "/api/v1/net/hello?x",
            "/api/v1/net/hashes",
            "/api/v1/net/blocks",
            "/api/v1/net/entries?x",
            "/api/v1/net/entries/wanted",
            "/api/v1/net/peers?x")) {
      client.get(path);
    }
    for (var reason : EnumSet.complementOf(EnumSet.of(UnavailableException.Reason.UNCONFIGURED))) {
      node.resolve =
          () -> {
            throw new UnavailableException(reason, "for this reason");
          };
      client.get("/nodes/resolve");
    }
  }

  /** For each operation a foreign page, and somebody who knows no token, or asks too often. */
  private void seeUnwelcomeCallers(Set<String> seen) throws Exception {
    try (TestNode node = TestNode.plan().callers(callers(Quota.forAll(0))).start()) {
      for (String name : contract.operations()) {
        node.client.send(operation(node.client, name).header("Sec-Fetch-Site", "cross-site"));
        if (contract.role(name).isPresent()) {
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
        TokenSource.of(Tokens.parse("eye read 0123456789abcdef")),
        requests,
        Quota.forAll(0),
        Quota.forAll(0));
  }

  private static HttpRequest.Builder operation(Client client, String name) {
    String[] words = name.split(" ", 2);
    String path =
        words[1]
            .replace("{ref}", "1")
            .replace("{edition}/{folder}/{file}", EDITION + "/shell/main.js")
            .replace("{file}", "docs.js")
            .replace("{name}", "a")
            .replace("{id}", "0".repeat(64))
            .replace("{entry}", ENTRY)
            .replace("{address}", "127.0.0.1:1");
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
    client.post("/api/v1/transactions/check", GOOD);
    client.post("/api/v1/blocks");
    client.post("/api/v1/rewind", "{\"toHeight\": 1}");
    client.ask("DELETE", "/api/v1/pool");
    client.ask("DELETE", "/api/v1/transactions/" + "0".repeat(64) + "/entries/" + ENTRY);
    client.post("/api/v1/miner", "{\"running\": true}");
    client.get("/api/v1/net/blocks?from=1");
    client.post("/api/v1/net/blocks?from=1", "{\"blocks\": [{\"block\": " + BLOCK + "}]}");
    client.post(
        "/api/v1/net/entries",
        "{\"entries\": [{\"entry\": \"" + ENTRY + "\", \"transaction\": " + GOOD + "}]}");
  }
}
