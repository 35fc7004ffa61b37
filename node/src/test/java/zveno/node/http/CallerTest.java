package zveno.node.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import zveno.kernel.bytes.DecodeException;
import zveno.node.http.access.CallerSettings;
import zveno.node.http.access.HostCheck;
import zveno.node.http.access.Origin;
import zveno.node.http.access.Token;
import zveno.node.http.access.TokenSource;
import zveno.node.http.access.Tokens;
import zveno.node.http.transport.HostName;
import zveno.node.http.transport.Quota;

/** Who may call: foreign pages in a browser may not, and programs may as ever. */
@Tag("slow")
@Timeout(60)
class CallerTest {

  private static final String GOOD = "{\"sender\": 1, \"recipient\": 2, \"amount\": 3}";
  private static final String SECRET = "correct-horse-battery";
  private static final String SHOP = "https://shop.example";
  private static final String FIREFOX =
      "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

  private TestNode node = TestNode.start();

  @AfterEach
  void stop() {
    assertThat(node.failures).isEmpty();
    node.close();
  }

  private void restart(CallerSettings callers) {
    node.close();
    node = TestNode.plan().callers(callers).start();
  }

  private static CallerSettings callers(Set<HostName> hosts, Set<Origin> origins, Tokens tokens) {
    return new CallerSettings(
        hosts,
        origins,
        TokenSource.of(tokens),
        Quota.forOthers(100),
        Quota.forOthers(20),
        Quota.forOthers(64));
  }

  private static CallerSettings shopIsWelcome() throws DecodeException {
    return callers(Set.of(), Set.of(Origin.allowed(SHOP)), Tokens.NONE);
  }

  private static CallerSettings withToken() throws DecodeException {
    return callers(Set.of(), Set.of(), Tokens.of(Token.of(SECRET)));
  }

  private Got get(String path, String... headers) {
    return node.client.send(with(headers, node.client.request(path).GET()));
  }

  private Got post(String path, String... headers) {
    HttpRequest.Builder request = node.client.request(path);
    request.header("Content-Type", "application/json").POST(BodyPublishers.ofString(GOOD));
    return node.client.send(with(headers, request));
  }

  private static HttpRequest.Builder with(String[] headers, HttpRequest.Builder request) {
    return headers.length == 0 ? request : request.headers(headers);
  }

  private String ownOrigin() {
    URI uri = node.server.uri();
    return "http://" + uri.getAuthority();
  }

  private void nothingHasHappened() {
    assertThat(node.service.tip().height()).isEqualTo(1);
    assertThat(node.client.get("/api/v1/pool").json().path("count").asInt()).isZero();
    assertThat(node.client.get("/api/v1/peers").json().path("count").asInt()).isZero();
  }

  // The name that is asked for.

  private String statusOf(String host) throws Exception {
    String answer =
        Raw.ask(node, "GET /mine HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");
    return answer.substring("HTTP/1.1 ".length(), "HTTP/1.1 ".length() + 3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "localhost:5000",
        "LocalHost:80",
        "localhost.",
        "127.0.0.1",
        "127.0.0.1:9",
        "127.9.9.9",
        "[::1]",
        "[::1]:5000",
        "[0:0:0:0:0:0:0:1]"
      })
  void namesOfThisMachineAreOurs(String host) throws Exception {
    assertThat(statusOf(host)).isEqualTo("200");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example",
        "evil.example:5000",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "192.168.0.5:5000",
        "0.0.0.0:5000",
        "[2001:db8::1]",
        "[::]",
        "evil@localhost",
        "[::1",
        "localhost:5000:5000",
        "127.0.0.1:",
        ""
      })
  void otherNamesAreRefused(String host) throws Exception {
    if (!host.equals("127.0.0.1:")) { // an empty port is legal
      assertThat(statusOf(host)).isIn("403", "400");
      nothingHasHappened();
    }
  }

  @Test
  void aRequestForAnotherHostIsRefusedWithWhatToDo() throws Exception {
    String head = " HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n";

    assertThat(Raw.ask(node, "GET /chain" + head))
        .startsWith("HTTP/1.1 403 ")
        .contains("Error: ", "evil.example", "--allow-host NAME", "nosniff")
        .doesNotContain("Access-Control");
    assertThat(Raw.ask(node, "GET /api/v1/tip" + head))
        .startsWith("HTTP/1.1 403 ")
        .contains("application/problem+json", "--allow-host NAME");
    assertThat(Raw.ask(node, "GET /nope" + head)).startsWith("HTTP/1.1 403 ");
    assertThat(Raw.ask(node, "OPTIONS /chain" + head)).startsWith("HTTP/1.1 403 ");
  }

  @Test
  void theNameCountsWhereverItStands() throws Exception {
    String close = "Connection: close\r\n\r\n";

    assertThat(
            Raw.ask(node, "GET http://evil.example/mine HTTP/1.1\r\nHost: localhost\r\n" + close))
        .startsWith("HTTP/1.1 400 ");
    assertThat(
            Raw.ask(
                node, "GET http://evil.example/mine HTTP/1.1\r\nHost: evil.example\r\n" + close))
        .startsWith("HTTP/1.1 403 ");
    assertThat(
            Raw.ask(
                node, "GET /mine HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n" + close))
        .matches("(?s)HTTP/1.1 40[03] .*");
    assertThat(Raw.ask(node, "GET http://evil.example/mine HTTP/1.0\r\n\r\n"))
        .matches("(?s)HTTP/1.1 40[03] .*");
    nothingHasHappened();
  }

  @Test
  void olderProgramsNeedNotSayAName() throws Exception {
    assertThat(Raw.ask(node, "GET /chain HTTP/1.0\r\n\r\n")).startsWith("HTTP/1.1 200 ");
  }

  @Test
  void namesThatAreAllowedAreOurs() throws Exception {
    restart(
        callers(
            Set.of(HostName.allowed("Node.Example."), HostName.allowed("[2001:DB8::1]")),
            Set.of(),
            Tokens.NONE));

    assertThat(statusOf("node.example:8080")).isEqualTo("200");
    assertThat(statusOf("[2001:db8::1]:8080")).isEqualTo("200");
    assertThat(statusOf("other.node.example")).isEqualTo("403");
  }

  @Test
  void beyondLoopbackAnyAddressWillDoButNotAnyName() throws Exception {
    HostCheck check = new HostCheck(Set.of(HostName.allowed("node")), true);

    for (String ours :
        new String[] {"192.168.0.5:5000", "[2001:db8::1]:5000", "node", "localhost"}) {
      assertThat(HostName.ofField(ours)).get().matches(check::isOurs, ours);
    }
    assertThat(HostName.ofField("evil.example")).get().matches(name -> !check.isOurs(name));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "*",
        "http://node.example",
        "node.example:80",
        "a b",
        "[::1",
        ".",
        "a..b",
        "/"
      })
  void whatIsNoNameCannotBeAllowed(String text) {
    assertThatThrownBy(() -> HostName.allowed(text)).isInstanceOf(DecodeException.class);
  }

  // Pages in browsers.

  @ParameterizedTest
  @ValueSource(strings = {"/mine", "/nodes/resolve", "/chain", "/api/v1/tip", "/nope"})
  void aForeignPageIsRefused(String path) {
    for (String[] headers :
        new String[][] {
          {"Origin", "https://evil.example"},
          {"Origin", "null"},
          {"Origin", "http://localhost:1"},
          {"Origin", "file://"},
          {"Sec-Fetch-Site", "cross-site"},
          {"Sec-Fetch-Site", "same-site"},
          {"Sec-Fetch-Site", "what-next"},
          {"Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "no-cors", "Sec-Fetch-Dest", "image"},
          {
            "Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate", "Sec-Fetch-Dest", "iframe"
          },
          {"Sec-Fetch-Site", "same-origin", "Origin", "https://evil.example"},
          {"Sec-Fetch-Site", "cross-site", "Origin", ownOrigin()}
        }) {
      Got got = get(path, headers);
      assertThat(got.status()).as(String.join(" ", headers)).isEqualTo(403);
      assertThat(got.text()).contains("--allow-origin ORIGIN");
      assertThat(got.header("Access-Control-Allow-Origin")).isEmpty();
    }
    nothingHasHappened();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/transactions/new", "/nodes/register", "/api/v1/transactions"})
  void aForeignPageCannotPost(String path) {
    assertThat(post(path, "Origin", "https://evil.example").status()).isEqualTo(403);
    assertThat(post(path, "Origin", "null").status()).isEqualTo(403);
    assertThat(post(path, "Sec-Fetch-Site", "cross-site").status()).isEqualTo(403);
    nothingHasHappened();
  }

  @Test
  void aFormWithoutABodyCannotMine() {
    HttpRequest.Builder form =
        node.client.request("/api/v1/blocks").POST(BodyPublishers.noBody()).header("Origin", SHOP);

    assertThat(node.client.send(form).status()).isEqualTo(403);
    nothingHasHappened();
  }

  @Test
  void aLinkMayLeadToAPageButNotToWhatActs() {
    String[] link = {
      "Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate", "Sec-Fetch-Dest", "document"
    };

    assertThat(get("/docs", link).status()).isEqualTo(200);
    assertThat(get("/", link).status()).isEqualTo(200);
    assertThat(get("/mine", link).status()).isEqualTo(403);
    assertThat(get("/chain", link).status()).isEqualTo(403);
    nothingHasHappened();
  }

  @Test
  void whatIsTypedIntoTheAddressBarWorks() {
    String[] typed = {
      "Sec-Fetch-Site",
      "none",
      "Sec-Fetch-Mode",
      "navigate",
      "Sec-Fetch-Dest",
      "document",
      "Sec-Fetch-User",
      "?1",
      "User-Agent",
      FIREFOX,
      "Accept",
      "text/html"
    };

    assertThat(get("/mine", typed).status()).isEqualTo(200);
    assertThat(get("/chain", typed).status()).isEqualTo(200);
    assertThat(get("/nodes/resolve", typed).status()).isEqualTo(200);
  }

  @Test
  void ourOwnPagesMayAct() {
    String[] own = {"Sec-Fetch-Site", "same-origin", "User-Agent", FIREFOX};

    assertThat(get("/mine", own).status()).isEqualTo(200);
    assertThat(
            post("/transactions/new", "Sec-Fetch-Site", "same-origin", "Origin", ownOrigin())
                .status())
        .isEqualTo(201);
    assertThat(post("/transactions/new", "Origin", ownOrigin()).status()).isEqualTo(201);
  }

  @Test
  void whatABrowserFetchesBeforeItIsAskedForDoesNotAct() {
    assertThat(get("/mine", "Sec-Fetch-Site", "none", "Sec-Purpose", "prefetch").status())
        .isEqualTo(403);
    assertThat(get("/mine", "Sec-Purpose", "prefetch;prerender").status()).isEqualTo(403);
    assertThat(get("/mine", "Purpose", "prefetch").status()).isEqualTo(403);
    assertThat(get("/mine", "X-Moz", "prefetch").status()).isEqualTo(403);
    assertThat(get("/chain", "Sec-Fetch-Site", "none", "Sec-Purpose", "prefetch").status())
        .isEqualTo(200);
    nothingHasHappened();
  }

  @Test
  void aBrowserThatDoesNotSayWhereItComesFromDoesNotAct() {
    Got picture = get("/mine", "User-Agent", FIREFOX, "Accept", "image/*");

    assertThat(picture.status()).isEqualTo(403);
    assertThat(picture.text()).contains("localhost", "curl");
    assertThat(get("/mine", "User-Agent", FIREFOX, "Referer", "https://evil.example/").status())
        .isEqualTo(403);
    assertThat(get("/mine", "User-Agent", FIREFOX, "Referer", "a b").status()).isEqualTo(403);
    assertThat(get("/chain", "User-Agent", FIREFOX).status()).isEqualTo(200);
    nothingHasHappened();

    assertThat(get("/mine", "User-Agent", FIREFOX, "Referer", ownOrigin() + "/docs").status())
        .isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "curl/8.14.1",
        "python-requests/2.32.3",
        "PostmanRuntime/7.45.0",
        "Wget/1.25.0",
        "Mozilla/5.0 (Windows NT; Windows NT 10.0; en-US) WindowsPowerShell/5.1.26100.1"
      })
  void theProgramsOfTheTutorialsReadersWorkAsEver(String agent) {
    for (String type :
        new String[] {
          "application/json", "application/json; charset=utf-8", "application/x+json"
        }) {
      HttpRequest.Builder posted =
          node.client
              .request("/transactions/new")
              .header("Content-Type", type)
              .header("User-Agent", agent)
              .POST(BodyPublishers.ofString(GOOD));
      assertThat(node.client.send(posted).status()).isEqualTo(201);
    }
    assertThat(get("/mine", "User-Agent", agent).status()).isEqualTo(200);
    assertThat(get("/nodes/resolve", "User-Agent", agent).status()).isEqualTo(200);
    assertThat(get("/chain", "User-Agent", agent).status()).isEqualTo(200);
  }

  // Pages that are welcome.

  @Test
  void aListedPageMayAskAndIsShownTheAnswer() throws Exception {
    restart(shopIsWelcome());
    String[] fetch = {"Origin", SHOP, "Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "cors"};

    assertThat(get("/chain", fetch).header("Access-Control-Allow-Origin")).contains(SHOP);
    assertThat(get("/mine", fetch).status()).isEqualTo(200);
    assertThat(get("/nope", fetch).header("Access-Control-Allow-Origin")).contains(SHOP);
    Got posted = post("/api/v1/transactions", fetch);
    assertThat(posted.status()).isEqualTo(201);
    assertThat(posted.header("Access-Control-Allow-Origin")).contains(SHOP);
    assertThat(posted.header("Access-Control-Expose-Headers").orElseThrow()).contains("Location");
    assertThat(posted.header("Vary")).contains("Origin");
  }

  @Test
  void aListedOriginIsAnsweredWithWhatItMaySend() throws Exception {
    restart(shopIsWelcome());
    HttpRequest.Builder preflight =
        node.client
            .request("/transactions/new")
            .method("OPTIONS", BodyPublishers.noBody())
            .headers(
                "Origin", SHOP,
                "Sec-Fetch-Site", "cross-site",
                "Access-Control-Request-Method", "POST",
                "Access-Control-Request-Headers", "content-type");
    Got got = node.client.send(preflight);

    assertThat(got.status()).isEqualTo(200);
    assertThat(got.header("Access-Control-Allow-Origin")).contains(SHOP);
    assertThat(got.header("Access-Control-Allow-Methods").orElseThrow()).contains("POST");
    assertThat(got.header("Access-Control-Allow-Headers").orElseThrow())
        .contains("Content-Type", "Authorization");
  }

  @Test
  void otherPagesAreAsForeignAsBefore() throws Exception {
    restart(shopIsWelcome());

    for (String other :
        new String[] {"http://shop.example", "https://shop.example:444", SHOP + ".evil.example"}) {
      Got got = get("/mine", "Origin", other);
      assertThat(got.status()).isEqualTo(403);
      assertThat(got.header("Access-Control-Allow-Origin")).isEmpty();
      assertThat(got.header("Vary")).contains("Origin");
    }
    assertThat(get("/mine", "Sec-Fetch-Site", "cross-site").status()).isEqualTo(403);
    nothingHasHappened();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "*", "null", "shop.example", "https://shop.example/x", "https://a b"})
  void whatIsNoOriginCannotBeAllowed(String text) {
    assertThatThrownBy(() -> Origin.allowed(text)).isInstanceOf(DecodeException.class);
  }

  // The token.

  @Test
  void theTokenGuardsWhatActsAndNothingElse() throws Exception {
    restart(withToken());
    String[] right = {"Authorization", "Bearer " + SECRET};

    for (String path : new String[] {"/mine", "/nodes/resolve"}) {
      Got got = get(path);
      assertThat(got.status()).isEqualTo(401);
      assertThat(got.header("WWW-Authenticate").orElseThrow()).startsWith("Bearer");
      assertThat(got.text()).contains("Authorization: Bearer");
      assertThat(node.client.head(path).status()).isEqualTo(401);
    }
    for (String path :
        new String[] {"/transactions/new", "/nodes/register", "/api/v1/transactions"}) {
      assertThat(post(path).status()).isEqualTo(401);
    }
    assertThat(node.client.post("/api/v1/blocks").status()).isEqualTo(401);
    nothingHasHappened();

    assertThat(get("/mine", right).status()).isEqualTo(200);
    assertThat(post("/transactions/new", right).status()).isEqualTo(201);
    assertThat(post("/api/v1/transactions", "authorization", "bearer  " + SECRET).status())
        .isEqualTo(201);
    assertThat(get("/chain").status()).isEqualTo(200);
    assertThat(get("/docs").status()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({
    "Bearer correct-horse-batterY",
    "Bearer correct-horse-batter",
    "Bearer correct-horse-battery-",
    "Bearer",
    "Basic correct-horse-battery",
    "correct-horse-battery"
  })
  void whatIsNotTheTokenIsRefused(String field) throws Exception {
    restart(withToken());
    Got got = get("/mine", "Authorization", field);

    assertThat(got.status()).isEqualTo(401);
    assertThat(got.header("WWW-Authenticate").orElseThrow()).contains("invalid_token");
    assertThat(got.text()).doesNotContain("horse");
    nothingHasHappened();
  }

  @Test
  void theTokenDoesNotMakeAForeignPageWelcome() throws Exception {
    restart(withToken());

    assertThat(get("/mine", "Authorization", "Bearer " + SECRET, "Origin", SHOP).status())
        .isEqualTo(403);
    nothingHasHappened();
  }

  @Test
  void aTokenIsLongEnoughAndVisible() throws Exception {
    assertThat(Token.of("x".repeat(16)).matches("x".repeat(16))).isTrue();
    assertThat(Token.of("x".repeat(1_024)).toString()).doesNotContain("x");
    for (String bad :
        new String[] {
          "", "x".repeat(15), "x".repeat(1_025), "x".repeat(15) + " ", "é".repeat(20)
        }) {
      assertThatThrownBy(() -> Token.of(bad)).isInstanceOf(DecodeException.class);
    }
  }

  @Test
  void whatIsRefusedAtTheDoorLeavesTheConnectionInOrder() throws Exception {
    String smuggled = "GET /mine HTTP/1.1\r\nHost: localhost\r\n\r\n";
    String head =
        "POST /transactions/new HTTP/1.1\r\nHost: localhost\r\nOrigin: "
            + SHOP
            + "\r\n"
            + "Content-Type: application/json\r\nContent-Length: "
            + smuggled.length()
            + "\r\n\r\n";

    assertThat(Raw.ask(node, head + smuggled))
        .startsWith("HTTP/1.1 403 ")
        .contains("Connection: close")
        .doesNotContain("200 OK");
    nothingHasHappened();
  }

  // How often.

  private static CallerSettings limited(int requests, int acts) {
    return new CallerSettings(
        Set.of(),
        Set.of(),
        TokenSource.of(Tokens.NONE),
        Quota.forAll(requests),
        Quota.forAll(acts),
        Quota.forAll(0));
  }

  @Test
  void tooManyRequestsAreRefusedWithTheTimeToRetry() {
    restart(limited(1, 0));
    Got got = get("/chain");
    for (int i = 0; i < 30 && got.status() == 200; i++) {
      got = get("/chain");
    }

    assertThat(got.status()).isEqualTo(429);
    assertThat(got.header("Retry-After").orElseThrow()).matches("[1-9]");
    assertThat(got.text()).contains("--rate");
  }

  @Test
  void aCallerThatActsTooOftenMayStillRead() {
    restart(limited(0, 1));
    int posted = 0;
    while (posted < 30 && post("/transactions/new").status() == 201) {
      posted++;
    }
    assertThat(posted).isBetween(10, 20);
    Got got = post("/api/v1/transactions");
    assertThat(got.status()).isEqualTo(429);
    assertThat(got.json().path("detail").asString()).contains("--acting-rate");
    assertThat(get("/chain").status()).isEqualTo(200);
  }

  @Test
  void theProgramsOfThisMachineAreNotLimitedUnlessAskedFor() {
    for (int i = 0; i < 1_200; i++) {
      assertThat(get("/api/v1/tip").status()).isEqualTo(200);
    }
  }
}
