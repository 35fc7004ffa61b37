package zveno.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import zveno.kernel.bytes.DecodeException;
import zveno.node.explorer.Explorer;
import zveno.node.http.access.CallerSettings;
import zveno.node.http.access.Origin;
import zveno.node.http.access.TokenSource;
import zveno.node.http.access.Tokens;
import zveno.node.http.transport.CidrBlock;
import zveno.node.http.transport.HostName;
import zveno.node.http.transport.Quota;

/** What comes through a proxy: told at once, under any path, and counted for who has sent it. */
@Tag("slow")
@Timeout(60)
class BehindProxyTest {

  private static final String GOOD = "{\"sender\": 1, \"recipient\": 2, \"amount\": 3}";

  /** What a browser sees of a proxy that says {@code Host: 127.0.0.1:…} to the node. */
  private static final String SEEN = "https://ann.example";

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

  private Got get(String path, String... headers) {
    HttpRequest.Builder request = node.client.request(path).GET();
    return node.client.send(headers.length == 0 ? request : request.headers(headers));
  }

  private Got post(String path, String... headers) {
    HttpRequest.Builder request =
        node.client
            .request(path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(GOOD));
    return node.client.send(headers.length == 0 ? request : request.headers(headers));
  }

  // What is streamed.

  @Test
  void noProxyIsToHoldBackWhatIsStreamed() throws Exception {
    String events = Raw.head(node, "GET /api/v1/events");

    assertThat(events)
        .containsIgnoringCase("X-Accel-Buffering: no")
        .containsIgnoringCase("Cache-Control: no-store, no-transform");
    for (String path : List.of("/chain", "/nodes/resolve")) {
      assertThat(get(path).header("X-Accel-Buffering")).as(path).contains("no");
    }
    assertThat(get("/api/v1/status").header("X-Accel-Buffering")).isEmpty();
  }

  // Another Host than the browser's.

  @Test
  void publicFilesAreForAnyPage() {
    String edition = Explorer.load().edition();
    for (String path :
        List.of(
            "/",
            "/explorer/" + edition + "/shell/main.js",
            "/explorer/" + edition + "/style/base.css",
            "/docs",
            "/docs/docs.js",
            "/docs/swagger-ui.css",
            "/openapi.yaml")) {
      assertThat(get(path, "Origin", SEEN, "Sec-Fetch-Site", "same-origin").status())
          .as(path)
          .isEqualTo(200);
      assertThat(get(path, "Sec-Fetch-Site", "cross-site").status()).as(path).isEqualTo(200);
      assertThat(get(path, "Origin", SEEN).header("Access-Control-Allow-Origin")).isEmpty();
    }
  }

  @Test
  void noPageIsShownUnderTheNameOfAnother() throws Exception {
    for (String path : List.of("/", "/docs", "/docs/docs.js", "/openapi.yaml", "/explorer/x/y/z")) {
      assertThat(
              Raw.ask(
                  node,
                  "GET " + path + " HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"))
          .startsWith("HTTP/1.1 403 ")
          .contains("--allow-host NAME");
    }
  }

  @Test
  void whatActsIsStillGuardedAndTheAnswerSaysWhatToDo() {
    Got got = post("/api/v1/transactions", "Origin", SEEN, "Sec-Fetch-Site", "same-origin");

    assertThat(got.status()).isEqualTo(403);
    assertThat(got.text()).contains("--allow-origin", "Host");
    assertThat(get("/api/v1/tip", "Origin", "https://evil.example").status()).isEqualTo(403);
  }

  @Test
  void anOriginThatIsAllowedMayActAlsoWhereItsBrowserSaysLittle() throws Exception {
    restart(
        new CallerSettings(
            Set.of(),
            Set.of(Origin.allowed(SEEN)),
            TokenSource.of(Tokens.NONE),
            Quota.forOthers(100),
            Quota.forOthers(20),
            Quota.forOthers(64)));

    assertThat(post("/api/v1/transactions", "Origin", SEEN).status()).isEqualTo(201);
    assertThat(
            get("/nodes/resolve", "User-Agent", "Mozilla/5.0", "Referer", SEEN + "/zveno/")
                .status())
        .isEqualTo(200);
    assertThat(
            get("/nodes/resolve", "User-Agent", "Mozilla/5.0", "Referer", "https://evil.example/")
                .status())
        .isEqualTo(403);
  }

  // Under a path.

  @Test
  void whereSomethingIsCanBeFollowedUnderAnyPath() {
    assertLeads("/api/v1/transactions", post("/api/v1/transactions"));
    assertLeads("/api/v1/blocks", node.client.post("/api/v1/blocks"));
    for (String address : List.of("http://127.0.0.1:9", "http://[::1]:9")) {
      Got got = node.client.post("/api/v1/peers", "{\"address\": \"" + address + "\"}");
      URI there = seen("/api/v1/peers").resolve(got.header("Location").orElseThrow());
      assertThat(there.getRawPath()).startsWith("/zveno/api/v1/peers/");
      String path = there.getRawPath().substring("/zveno".length());
      assertThat(node.client.ask("DELETE", path).status()).as(path).isEqualTo(200);
    }
  }

  private void assertLeads(String asked, Got got) {
    assertThat(got.status()).isEqualTo(201);
    URI there = seen(asked).resolve(got.header("Location").orElseThrow());
    assertThat(there.getRawPath()).startsWith("/zveno" + asked + "/");
    assertThat(get(there.getRawPath().substring("/zveno".length())).status()).isEqualTo(200);
  }

  private static URI seen(String path) {
    return URI.create(SEEN + "/zveno" + path);
  }

  @Test
  void noPageNamesAnAddressFromTheRoot() {
    String edition = Explorer.load().edition();
    for (String path : List.of("/", "/docs", "/docs/docs.js")) {
      assertThat(get(path).text()).as(path).doesNotContain("=\"/", "\"/explorer", "url: \"/");
    }
    for (String name : Explorer.load().names()) {
      if (name.endsWith(".js") && !name.startsWith("vendor/")) {
        assertThat(get("/explorer/" + edition + "/" + name).text())
            .as(name)
            .doesNotContain("\"/api/", "(`/api/", "'/api/", "\"/docs", "\"/nodes/", "\"/mine");
      }
    }
  }

  // For whom a proxy calls.

  private static CallerSettings limits(int requests, int connections) throws DecodeException {
    return new CallerSettings(
        Set.of(HostName.allowed("ann.example")),
        Set.of(),
        TokenSource.of(Tokens.NONE),
        Quota.forOthers(requests),
        Quota.forOthers(20),
        Quota.forOthers(connections));
  }

  private static CallerSettings trusting(int requests, int connections) throws DecodeException {
    return limits(requests, connections).trusting(CidrBlock.parse("127.0.0.0/8"));
  }

  /** Asks until it is enough for this caller; fails if it never is. */
  private void exhaust(String... headers) {
    for (int i = 0; i < 1_000; i++) {
      if (get("/api/v1/tip", headers).status() == 429) {
        return;
      }
    }
    throw new AssertionError("never too often: " + String.join(" ", headers));
  }

  @Test
  void eachCallerBehindATrustedProxyHasItsOwnLimit() throws Exception {
    restart(trusting(1, 64));

    exhaust("X-Forwarded-For", "203.0.113.7");
    for (String same : List.of("9.9.9.9, 203.0.113.7", "203.0.113.7, 127.0.0.5")) {
      assertThat(get("/api/v1/tip", "X-Forwarded-For", same).status()).as(same).isEqualTo(429);
    }
    assertThat(get("/api/v1/tip", "Forwarded", "for=\"203.0.113.7:80\"").status()).isEqualTo(429);
    assertThat(get("/api/v1/tip", "X-Forwarded-For", "203.0.113.8").status()).isEqualTo(200);
    assertThat(get("/api/v1/tip", "Forwarded", "for=203.0.113.9").status()).isEqualTo(200);
    assertThat(get("/api/v1/tip").status()).isEqualTo(200);
  }

  @Test
  void indistinguishableCallersShareOneLimit() throws Exception {
    restart(trusting(1, 64));

    exhaust("X-Forwarded-For", "unknown");
    assertThat(get("/api/v1/tip", "X-Forwarded-For", "nonsense").status()).isEqualTo(429);
    assertThat(get("/api/v1/tip", "Forwarded", "for=_hidden").status()).isEqualTo(429);
    assertThat(get("/api/v1/tip", "X-Forwarded-For", "203.0.113.8").status()).isEqualTo(200);
  }

  @Test
  void aSenderThatIsNotTrustedCountsAsItself() throws Exception {
    restart(
        new CallerSettings(
            Set.of(),
            Set.of(),
            TokenSource.of(Tokens.NONE),
            Quota.forAll(1),
            Quota.forOthers(20),
            Quota.forOthers(64)));

    exhaust("X-Forwarded-For", "203.0.113.7");
    assertThat(get("/api/v1/tip", "X-Forwarded-For", "203.0.113.8").status()).isEqualTo(429);
    assertThat(get("/api/v1/tip", "Forwarded", "for=203.0.113.8").status()).isEqualTo(429);
  }

  @Test
  void aCallerBehindAProxyCannotTakeAllItsConnections() throws Exception {
    restart(trusting(0, 2));
    String mine = "X-Forwarded-For: 203.0.113.7";

    try (Socket one = node.socket();
        Socket two = node.socket()) {
      assertThat(listen(one, mine)).startsWith("HTTP/1.1 200 ");
      assertThat(listen(two, mine)).startsWith("HTTP/1.1 200 ");
      assertThat(Raw.head(node, "GET /api/v1/tip", mine)).startsWith("HTTP/1.1 429 ");
      assertThat(Raw.head(node, "GET /api/v1/tip", "X-Forwarded-For: 203.0.113.8"))
          .startsWith("HTTP/1.1 200 ");
    }
    while (get("/api/v1/tip", "X-Forwarded-For", "203.0.113.7").status() != 200) {
      Thread.onSpinWait(); // until the node has noticed that they are gone
    }
  }

  private static String listen(Socket socket, String field) throws Exception {
    Raw.send(socket, "GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\n" + field + "\r\n\r\n");
    return new String(socket.getInputStream().readNBytes(15), StandardCharsets.ISO_8859_1);
  }

  @Test
  void theHostThatATrustedProxyNamesIsTheBrowsers() throws Exception {
    restart(trusting(100, 64));
    String[] through = {
      "X-Forwarded-For", "203.0.113.7", "X-Forwarded-Host", "ann.example", "Origin", SEEN
    };

    assertThat(post("/api/v1/transactions", through).status()).isEqualTo(201);
    through[3] = "evil.example";
    through[5] = "https://evil.example";
    Got got = post("/api/v1/transactions", through);
    assertThat(got.status()).isEqualTo(403);
    assertThat(got.text()).contains("--allow-host");

    restart(limits(100, 64));
    through[3] = "ann.example";
    through[5] = SEEN;
    assertThat(post("/api/v1/transactions", through).status()).isEqualTo(403);
  }
}
