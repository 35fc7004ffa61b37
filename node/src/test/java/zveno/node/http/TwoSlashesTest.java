package zveno.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code http://localhost:5000/} and {@code /mine} together, as programs put them. */
class TwoSlashesTest {

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

  private static String raw(String method, String target) throws Exception {
    return Raw.ask(
        node, method + " " + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
  }

  @ParameterizedTest
  @CsvSource({
    "GET, //mine, /mine",
    "HEAD, //mine, /mine",
    "GET, ///chain?x=1&y=%2f, /chain?x=1&y=%2f",
    "POST, //transactions/new, /transactions/new",
    "POST, /transactions//new, /transactions/new",
    "GET, //api//v1/status, /api/v1/status",
    "GET, /mine?x, none",
    "GET, //, /",
    "DELETE, //chain, /chain",
    "GET, //evil.example, none",
    "GET, //evil.example/mine, none",
    "GET, /chain//, none"
  })
  void leadToThePathWithOne(String method, String target, String location) throws Exception {
    long before = node.service.tip().height();
    String answer = raw(method, target);

    if (location.equals("none")) {
      assertThat(answer).doesNotContain("Location:");
    } else {
      assertThat(answer)
          .startsWith("HTTP/1.1 308 ")
          .containsPattern("\r\nLocation: " + java.util.regex.Pattern.quote(location) + "\r\n");
      assertThat(node.service.tip().height()).isEqualTo(before);
    }
  }

  @Test
  void anAddressThatIsTooLongForAnAnswerIsNotThere() throws Exception {
    assertThat(raw("GET", "//mine?" + "x".repeat(12_000))).startsWith("HTTP/1.1 404 ");
    assertThat(raw("GET", "/".repeat(12_000) + "mine")).startsWith("HTTP/1.1 308 ");
  }

  @Test
  void aClientThatFollowsKeepsItsMethodAndItsBody() throws Exception {
    HttpClient client = HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NORMAL).build();
    URI target = URI.create(node.server.uri() + "//transactions/new");
    HttpResponse<String> answer =
        client.send(
            HttpRequest.newBuilder(target)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"sender\": 1, \"recipient\": 2, \"amount\": 3}"))
                .build(),
            BodyHandlers.ofString());

    assertThat(answer.statusCode()).isEqualTo(201);
    assertThat(answer.uri().getPath()).isEqualTo("/transactions/new");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Last-Event-ID: \r\n", "Last-Event-ID:\r\n", ""})
  void anEmptyIdOfALastEventIsNone(String field) throws Exception {
    for (String path : new String[] {"/api/v1/events", "/api/v1/events?lastEventId="}) {
      try (var socket = node.socket()) {
        socket
            .getOutputStream()
            .write(
                ("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + field + "\r\n").getBytes());
        byte[] status = socket.getInputStream().readNBytes(12);
        assertThat(new String(status)).isEqualTo("HTTP/1.1 200");
      }
    }
  }

  @Test
  void headMinesAsFlasksDoes() throws Exception {
    long before = node.service.tip().height();
    assertThat(raw("HEAD", "/mine")).startsWith("HTTP/1.1 200 ");
    assertThat(node.service.tip().height()).isEqualTo(before + 1);
  }
}
