package zveno.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is not as it should be is refused with a reason, and changes nothing. */
class BadRequestTest {

  private static TestNode node;

  @BeforeAll
  static void start() {
    node = TestNode.start();
  }

  @AfterAll
  static void stop() {
    assertThat(node.client.get("/chain").json().path("length").asInt()).isEqualTo(1);
    assertThat(node.client.get("/api/v1/pool").json().path("count").asInt()).isZero();
    assertThat(node.failures).isEmpty();
    node.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{\"sender\":",
        "null",
        "5",
        "true",
        "1.5",
        "{\"sender\":\"a\",\"recipient\":\"b\",\"amount\":1} x",
        "{\"sender\":NaN,\"recipient\":Infinity,\"amount\":-Infinity}",
        "{\"sender\":\"a\",\"recipient\":\"b\",\"amount\":1e400}",
        "{\"sender\":\"a\",\"recipient\":\"b\",\"amount\":01}",
        "{'sender':'a'}",
        "{\"sender\":\"a\",\"recipient\":\"b\",\"amount\":1,}",
        "sender=a&recipient=b&amount=1"
      })
  void brokenBodiesAreRefusedInOneLine(String body) {
    Got tutorial = node.client.post("/transactions/new", body);
    Got api = node.client.post("/api/v1/transactions", body);

    assertThat(tutorial.status()).isEqualTo(400);
    assertThat(tutorial.header("Content-Type")).contains("text/plain; charset=utf-8");
    assertThat(tutorial.text()).startsWith("Error: ");
    assertThat(api.status()).isEqualTo(400);
    assertThat(api.contentType()).isEqualTo("application/problem+json");
    assertThat(node.client.post("/nodes/register", body).status()).isEqualTo(400);
  }

  @Test
  void bytesThatAreNotUtf8AreRefused() {
    byte[] body =
        "{\"sender\":\"\u00ff\",\"recipient\":\"b\",\"amount\":1}"
            .getBytes(StandardCharsets.ISO_8859_1);

    assertThat(node.client.post("/transactions/new", "application/json", body).status())
        .isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/x-www-form-urlencoded",
        "text/plain",
        "text/json",
        "application/jsonx"
      })
  void otherContentTypesAreRefused(String type) {
    String body = "{\"sender\":\"a\",\"recipient\":\"b\",\"amount\":1}";

    assertThat(node.client.post("/transactions/new", type, body).status()).isEqualTo(415);
    assertThat(node.client.post("/nodes/register", type, body).status()).isEqualTo(415);
    assertThat(node.client.post("/api/v1/transactions", type, body).status()).isEqualTo(415);
    assertThat(node.client.post("/api/v1/blocks", type, body).status()).isEqualTo(415);
  }

  @Test
  void noContentTypeIsRefused() {
    Got got =
        node.client.send(
            node.client.request("/transactions/new").POST(BodyPublishers.ofString("{}")));

    assertThat(got.status()).isEqualTo(415);
    assertThat(got.text()).contains("Content-Type: application/json");
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /transactions/new",
    "POST, /mine",
    "POST, /chain",
    "GET, /nodes/register",
    "POST, /nodes/resolve",
    "DELETE, /chain",
    "PUT, /api/v1/blocks",
    "PATCH, /api/v1/blocks/1",
    "FOO, /chain",
    "get, /chain",
    "TRACE, /chain",
    "POST, /docs"
  })
  void otherMethodsAreRefused(String method, String path) {
    Got got = node.client.ask(method, path);

    assertThat(got.status()).isEqualTo(405);
    assertThat(got.header("Allow")).isPresent();
  }

  @Test
  void optionsSayWhatIsPossible() {
    Map.of(
            "/chain", "GET, HEAD, OPTIONS",
            "/transactions/new", "OPTIONS, POST",
            "/api/v1/blocks", "GET, HEAD, OPTIONS, POST")
        .forEach((path, allow) -> {
          Got got = node.client.ask("OPTIONS", path);
          assertThat(got.status()).isEqualTo(200);
          assertThat(got.header("Allow")).contains(allow);
          assertThat(got.body()).isEmpty();
        });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/nope",
        "/chain/",
        "/Chain",
        "/chain;x=1",
        "/chain/x",
        "/api",
        "/api/v1",
        "/api/v1/",
        "/api/v1/status/",
        "/api/v2/status",
        "/docs/",
        "/docs/x",
        "/docs/..%2fopenapi.yaml",
        "/api/v1/blocks/1/x",
        "/mine%2f",
        "/%2e/chain"
      })
  void otherPathsAreNotThere(String path) {
    assertThat(node.client.get(path).status()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"//nothing", "//./chain", "/./chain", "/x/../chain", "/chain/.."})
  void pathsAreTakenAsTheyStand(String path) throws Exception {
    String answer =
        Raw.ask(node, "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

    assertThat(answer).startsWith("HTTP/1.1 404 ");
  }

  @Test
  void aPathMayBePercentEncoded() {
    assertThat(node.client.get("/ch%61in").status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v1/status?x=1",
        "/api/v1/blocks?limit=0",
        "/api/v1/blocks?limit=1001",
        "/api/v1/blocks?limit=1.0",
        "/api/v1/blocks?limit=",
        "/api/v1/blocks?limit=1&limit=1",
        "/api/v1/blocks?from=-1",
        "/api/v1/blocks?from=99999999999999999999",
        "/api/v1/blocks?order=up",
        "/api/v1/blocks?cursor=x",
        "/api/v1/blocks?cursor=YXNjIDEgMg&from=1",
        "/api/v1/blocks?cursor=cG9vbCAx",
        "/api/v1/blocks?cursor=YXNjIDAgMg",
        "/api/v1/blocks?cursor=",
        "/api/v1/blocks?from=%zz",
        "/api/v1/blocks?from=%ff",
        "/api/v1/blocks/x",
        "/api/v1/blocks/-1",
        "/api/v1/blocks/ABCDEF0000000000000000000000000000000000000000000000000000000000",
        "/api/v1/transactions",
        "/api/v1/transactions?address=a&addressJson=1",
        "/api/v1/transactions?addressJson=NaN",
        "/api/v1/transactions?addressJson=x",
        "/api/v1/transactions?address=a&cursor=YWRkcmVzcyAxIC0x",
        "/api/v1/transactions/x",
        "/api/v1/pool?cursor=cG9vbCB4",
        "/api/v1/pool?cursor=!!",
        "/api/v1/events?lastEventId=x",
        "/api/v1/events?lastEventId=-1"
      })
  void theApiRefusesWhatItDoesNotKnow(String path) throws Exception {
    String answer =
        Raw.ask(node, "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

    assertThat(answer).startsWith("HTTP/1.1 400 ");
    assertThat(answer).contains("application/problem+json", "\"status\": 400");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/chain%", "/chain%zz", "/%ff", "/%c3%28", "/chain%0a", "/../chain"})
  void pathsThatCannotBeReadAreRefused(String path) throws Exception {
    String answer =
        Raw.ask(node, "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

    assertThat(answer).matches("(?s)HTTP/1.1 40[04] .*nosniff.*Error: .*");
  }

  @Test
  void anUnknownParameterIsNamed() {
    assertThat(node.client.get("/api/v1/status?colour=red").json().path("detail").asString())
        .contains("colour");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v1/blocks/0",
        "/api/v1/blocks/2",
        "/api/v1/blocks/999999999999999999",
        "/api/v1/blocks/0000000000000000000000000000000000000000000000000000000000000000",
        "/api/v1/blocks/2/canonical",
        "/api/v1/transactions/0000000000000000000000000000000000000000000000000000000000000000"
      })
  void whatIsNotThereIsNotFound(String path) {
    assertThat(node.client.get(path).status()).isEqualTo(404);
  }
}
