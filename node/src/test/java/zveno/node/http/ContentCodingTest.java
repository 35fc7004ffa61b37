package zveno.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a request's {@code Content-Encoding} says is never passed over. */
class ContentCodingTest {

  private static final String GOOD = "{\"sender\": 1, \"recipient\": 2, \"amount\": 3}";

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

  static List<String> pathsThatReadABody() {
    return TestNode.routes().stream()
        .filter(route -> route.operation().method().equals("POST"))
        .map(TestNode::path)
        .toList();
  }

  private static Got post(String path, String type, byte[] body, String... codings) {
    var request =
        node.client
            .request(path)
            .header("Content-Type", type)
            .POST(BodyPublishers.ofByteArray(body));
    for (String coding : codings) {
      request.header("Content-Encoding", coding);
    }
    return node.client.send(request);
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }

  private static void assertRefused(Got got, String coding) {
    assertThat(got.status()).as(got.text()).isEqualTo(415);
    assertThat(got.text()).contains("Content-Encoding: " + coding);
    assertThat(got.header("Accept-Encoding")).contains("identity");
  }

  @ParameterizedTest
  @MethodSource("pathsThatReadABody")
  void whatIsCompressedIsRefusedAsSuchEverywhere(String path) throws IOException {
    assertRefused(post(path, "application/json", gzip(GOOD), "gzip"), "gzip");
    assertRefused(post(path, "application/json", bytes(GOOD), "gzip"), "gzip");
    assertRefused(post(path, "application/json", bytes(GOOD), "BR"), "BR");
  }

  @Test
  void linesToo() throws IOException {
    long before = waiting();
    assertRefused(post("/api/v1/transactions", "application/x-ndjson", gzip(GOOD), "gzip"), "gzip");
    assertRefused(
        post("/api/v1/transactions", "application/x-ndjson", bytes(GOOD), "x-gzip"), "x-gzip");
    assertThat(waiting()).isEqualTo(before);
  }

  @Test
  void codingsOnTopOfEachOtherAreRefused() {
    assertRefused(
        post("/transactions/new", "application/json", bytes(GOOD), "identity, gzip"),
        "identity, gzip");
    assertRefused(
        post("/transactions/new", "application/json", bytes(GOOD), "identity", "deflate"),
        "deflate");
  }

  @ParameterizedTest
  @ValueSource(strings = {"identity", "Identity", "identity, identity", ""})
  void whatIsNotEncodedMaySaySo(String coding) {
    assertThat(post("/transactions/new", "application/json", bytes(GOOD), coding).status())
        .isEqualTo(201);
    assertThat(post("/api/v1/transactions", "application/json", bytes(GOOD), coding).status())
        .isEqualTo(201);
  }

  private static long waiting() {
    return node.client.get("/api/v1/pool").json().path("count").asLong();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
