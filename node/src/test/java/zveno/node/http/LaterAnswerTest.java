package zveno.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import zveno.node.http.routing.Route;
import zveno.node.http.transport.Answer;
import zveno.node.http.transport.HttpException;
import zveno.node.http.transport.HttpLimits;
import zveno.node.http.transport.LaterAnswer;
import zveno.node.service.UnavailableException;
import zveno.node.service.UnavailableException.Reason;

/** Answers that come from a thread which must not be kept waiting: here, the test's own. */
@Timeout(60)
class LaterAnswerTest {

  /** What the server has been asked, in the order in which it came. */
  private final BlockingQueue<CompletableFuture<Answer>> asked = new LinkedBlockingQueue<>();

  /** What a client that does not read has asked. */
  private final BlockingQueue<CompletableFuture<Answer>> askedByDeaf = new LinkedBlockingQueue<>();

  private HttpServer server;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @BeforeEach
  void start() {
    server =
        new HttpServer(
            new HttpSettings("127.0.0.1", 0, HttpLimits.DEFAULT),
            List.of(
                Route.get("/later", exchange -> later(asked)),
                Route.get("/deaf", exchange -> later(askedByDeaf))));
    server.start();
  }

  @AfterEach
  void stop() {
    client.shutdownNow();
    server.close();
  }

  private static LaterAnswer later(BlockingQueue<CompletableFuture<Answer>> asked) {
    CompletableFuture<Answer> coming = new CompletableFuture<>();
    asked.add(coming);
    return new LaterAnswer(coming);
  }

  private static Answer text(String text) {
    return Answer.of(200, Answer.TEXT, text.getBytes(StandardCharsets.US_ASCII));
  }

  private HttpResponse<String> got(String method, Consumer<CompletableFuture<Answer>> how)
      throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(server.uri().resolve("/later"))
            .method(method, HttpRequest.BodyPublishers.noBody())
            .build();
    CompletableFuture<HttpResponse<String>> answer =
        client.sendAsync(request, BodyHandlers.ofString());
    how.accept(asked.take());
    return answer.join();
  }

  @Test
  void theAnswerGoesOutWithAllThatEveryAnswerHas() throws Exception {
    for (int i = 0; i < 3; i++) {
      String said = "number " + i;
      HttpResponse<String> got = got("GET", coming -> coming.complete(text(said)));

      assertThat(got.statusCode()).isEqualTo(200);
      assertThat(got.body()).isEqualTo(said);
      assertThat(got.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
      assertThat(got.headers().firstValue("Content-Length")).hasValue(said.length() + "");
    }
  }

  @Test
  void aFailureIsToldAsIfTheEndpointHadThrownIt() throws Exception {
    HttpResponse<String> refused =
        got("GET", coming -> coming.completeExceptionally(HttpException.badRequest("not so")));
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(refused.body()).contains("not so");

    UnavailableException full = new UnavailableException(Reason.DISK_FULL, "no space left");
    HttpResponse<String> unavailable = got("GET", coming -> coming.completeExceptionally(full));
    assertThat(unavailable.statusCode()).isEqualTo(507);
    assertThat(unavailable.body()).contains("no space left");

    HttpResponse<String> failed =
        got("GET", coming -> coming.completeExceptionally(new IllegalStateException("secret")));
    assertThat(failed.statusCode()).isEqualTo(500);
    assertThat(failed.body()).contains("see failure").doesNotContain("secret");
  }

  @Test
  void longOnesAndHeadsAreAnsweredToo() throws Exception {
    String longer = "x".repeat(300_000);
    assertThat(got("GET", coming -> coming.complete(text(longer))).body()).isEqualTo(longer);

    HttpResponse<String> head = got("HEAD", coming -> coming.complete(text("not sent")));
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.body()).isEmpty();

    HttpResponse<String> stream =
        got(
            "GET",
            coming ->
                coming.complete(Answer.stream(200, Answer.TEXT, out -> out.write("by and by"))));
    assertThat(stream.body()).isEqualTo("by and by");
  }

  @Test
  void aClientThatReadsNothingKeepsNobodyWaiting() throws Exception {
    Answer large = text("x".repeat(60_000));
    try (Socket deaf = new Socket("127.0.0.1", server.port())) {
      deaf.setReceiveBufferSize(1);
      Raw.send(deaf, "GET /deaf HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(300));
      // Until one of its answers cannot go out, and so the next request is not looked at.
      int answered = 0;
      CompletableFuture<Answer> next = askedByDeaf.take();
      while (next != null) {
        next.complete(large); // by this thread, which would hang here
        answered++;
        next = askedByDeaf.poll(1, TimeUnit.SECONDS);
      }
      assertThat(answered).isLessThan(300);

      HttpResponse<String> other = got("GET", coming -> coming.complete(text("served")));
      assertThat(other.body()).isEqualTo("served");
    }
  }
}
