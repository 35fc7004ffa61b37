package zveno.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import zveno.LongRunning;
import zveno.node.http.access.CallerSettings;
import zveno.node.http.transport.HttpLimits;
import zveno.node.http.transport.Quota;
import zveno.system.Await;

/** What a client may ask for, and what becomes of one that asks for more. */
@Tag("slow")
@Timeout(60)
class LimitsTest {

  private static final String POST = "POST /transactions/new HTTP/1.1\r\nHost: localhost\r\n";
  private static final String JSON = "Content-Type: application/json\r\n";

  private TestNode node = TestNode.plan().limits(with(Duration.ofSeconds(20))).start();

  @AfterEach
  void stop() {
    assertThat(node.client.get("/chain").status()).isEqualTo(200);
    assertThat(node.failures).isEmpty();
    node.close();
  }

  /** Bodies of 10,000 bytes, batches of 20,000 and 5 lines, 40,000 bytes in memory. */
  private static HttpLimits with(Duration patience) {
    return new HttpLimits(
        100, patience, 64 * 1024, 4_096, 10_000, 20_000, 5, 40_000, 2, Duration.ofSeconds(15));
  }

  private void restart(HttpLimits limits) {
    node.close();
    node = TestNode.plan().limits(limits).start();
  }

  @Test
  void aBodyThatIsAnnouncedAsTooLargeIsRefusedBeforeItIsSent() throws Exception {
    try (Socket socket = node.socket()) {
      Raw.send(socket, POST + JSON + "Content-Length: 10001\r\n\r\n");

      assertThat(Raw.rest(socket)).startsWith("HTTP/1.1 413 ").contains("Connection: close");
    }
  }

  @Test
  void aBodyThatTurnsOutTooLargeIsRefused() throws Exception {
    String chunk = "1000\r\n" + " ".repeat(0x1000) + "\r\n";
    try (Socket socket = node.socket()) {
      Raw.send(socket, POST + JSON + "Transfer-Encoding: chunked\r\n\r\n" + chunk.repeat(3));

      assertThat(Raw.rest(socket)).startsWith("HTTP/1.1 413 ");
    }
  }

  @Test
  void aClientThatSendsTooMuchSeesTheAnswer() {
    String large = "{\"sender\":\"" + "x".repeat(1_000_000) + "\",\"recipient\":1,\"amount\":1}";

    assertThat(node.client.post("/transactions/new", large).status()).isEqualTo(413);
    assertThat(node.client.post("/nodes/register", large).status()).isEqualTo(413);
    assertThat(node.client.post("/api/v1/transactions", large).status()).isEqualTo(413);
    assertThat(node.client.post("/api/v1/transactions", "application/x-ndjson", large).status())
        .isEqualTo(413);
  }

  @Test
  void aBodyOfTheGreatestLengthIsTaken() {
    String body = "{\"sender\":\"a\",\"recipient\":1,\"amount\":1}";

    assertThat(
            node.client
                .post("/transactions/new", body + " ".repeat(10_000 - body.length()))
                .status())
        .isEqualTo(201);
  }

  @Test
  void tooManyLinesAreRefusedAndNoneIsTaken() {
    String six = "{\"sender\":\"a\",\"recipient\":1,\"amount\":1}\n".repeat(6);

    assertThat(node.client.post("/api/v1/transactions", "application/x-ndjson", six).status())
        .isEqualTo(413);
    assertThat(node.client.get("/api/v1/pool").json().path("count").asInt()).isZero();
  }

  @Test
  void aRequestLineThatIsTooLongIsRefused() throws Exception {
    String answer =
        Raw.ask(node, "GET /chain?" + "x".repeat(5_000) + " HTTP/1.1\r\nHost: localhost\r\n\r\n");

    assertThat(answer).startsWith("HTTP/1.1 414 ").contains("nosniff", "Error: ");
    assertThat(answer).doesNotContain("Server:").doesNotContain("Jetty");
  }

  @Test
  void headerFieldsThatAreTooLongAreRefused() throws Exception {
    String answer =
        Raw.ask(
            node, "GET /chain HTTP/1.1\r\nHost: localhost\r\nX: " + "x".repeat(5_000) + "\r\n\r\n");

    assertThat(answer).startsWith("HTTP/1.1 431 ").contains("nosniff", "Error: ");
  }

  @Test
  void whatIsNotHttpIsRefused() throws Exception {
    assertThat(Raw.ask(node, "\u0016\u0003\u0001 hello\r\n\r\n")).startsWith("HTTP/1.1 400 ");
    assertThat(Raw.ask(node, "GET /chain HTTP/1.1\r\n\r\n")).startsWith("HTTP/1.1 400 ");
    assertThat(
            Raw.ask(
                node,
                POST + JSON + "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"))
        .startsWith("HTTP/1.1 400 ");
  }

  @Test
  void theExpectationToGoOnIsMetUnlessTheBodyIsRefused() throws Exception {
    String body = "{\"sender\":\"a\",\"recipient\":1,\"amount\":1}";
    String expect = "Expect: 100-continue\r\nConnection: close\r\n";
    try (Socket socket = node.socket()) {
      Raw.send(socket, POST + JSON + expect + "Content-Length: " + body.length() + "\r\n\r\n");
      byte[] interim = socket.getInputStream().readNBytes("HTTP/1.1 100".length());
      Raw.send(socket, body);
      assertThat(new String(interim, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 100");
      assertThat(Raw.rest(socket)).contains("HTTP/1.1 201 ");
    }
    assertThat(Raw.ask(node, POST + JSON + expect + "Content-Length: 10001\r\n\r\n"))
        .startsWith("HTTP/1.1 413 ");
  }

  @Test
  void bodiesInMemoryAreBoundedForAllTogether() throws Exception {
    List<Socket> waiting = new ArrayList<>();
    String answer = "";
    try {
      // Each sends all of its body but the end; only what has arrived counts.
      for (int i = 0; i < 8 && answer.isEmpty(); i++) {
        Socket socket = node.socket();
        waiting.add(socket);
        Raw.send(socket, POST + JSON + "Content-Length: 10000\r\n\r\n" + " ".repeat(9_999));
        socket.setSoTimeout(i < 4 ? 100 : 10_000);
        answer = first(socket);
      }
    } finally {
      for (Socket socket : waiting) {
        socket.close();
      }
    }
    assertThat(answer).startsWith("HTTP/1.1 503 ").contains("Retry-After");
  }

  /** What comes next, or nothing if nothing comes. */
  private static String first(Socket socket) {
    try {
      byte[] some = new byte[8_192];
      int n = socket.getInputStream().read(some);
      return n < 0 ? "" : new String(some, 0, n, StandardCharsets.US_ASCII);
    } catch (java.io.IOException e) {
      return "";
    }
  }

  @Test
  void silentAndUnfinishedRequestsAreClosed() throws Exception {
    restart(with(Duration.ofMillis(300)));
    List<Socket> sockets = new ArrayList<>();
    for (String begun :
        List.of(
            "",
            "GET",
            "GET /chain HTTP/1.1\r\nHost: localhost\r\n",
            "GET /api/v1/pool HTTP/1.1\r\nHost: localhost\r\n\r\n",
            POST + JSON + "Content-Length: 100\r\n\r\n{",
            POST + JSON + "Transfer-Encoding: chunked\r\n\r\n5\r\n{")) {
      Socket socket = node.socket();
      Raw.send(socket, begun);
      sockets.add(socket);
    }
    for (Socket socket : sockets) {
      Raw.rest(socket);
      socket.close();
    }
  }

  @Test
  void aRequestThatComesAByteAtATimeIsClosedToo() throws Exception {
    restart(with(Duration.ofMillis(300)));
    for (String begun :
        List.of(
            "GET /", POST + JSON + "Content-Length: 1000000\r\n\r\n".replace("1000000", "9000"))) {
      try (Socket socket = node.socket()) {
        Raw.send(socket, begun);
        long from = System.nanoTime();
        Thread dripping = Thread.ofVirtual().start(() -> drip(socket));
        Raw.rest(socket);
        assertThat(Duration.ofNanos(System.nanoTime() - from)).isLessThan(Duration.ofSeconds(10));
        dripping.join();
      }
    }
  }

  /** A byte every 50 ms, for as long as somebody takes them. */
  private static void drip(Socket socket) {
    try {
      while (true) {
        Raw.send(socket, "x");
        java.util.concurrent.locks.LockSupport.parkNanos(50_000_000);
      }
    } catch (java.io.IOException e) {
      // closed, as it should be
    }
  }

  @Test
  void aRequestThatIsBeingAnsweredMayTakeLonger() throws Exception {
    restart(with(Duration.ofMillis(200)));
    node.resolve =
        () -> {
          java.util.concurrent.locks.LockSupport.parkNanos(1_000_000_000);
          return false;
        };

    assertThat(node.client.get("/nodes/resolve").status()).isEqualTo(200);
  }

  /**
   * Waits until so many are closed, so that all have arrived: until then the newest may be the only
   * one that waits, as others are just being read, and so would make room itself.
   */
  private static void awaitClosed(List<Socket> crowd, int least) throws Exception {
    var _ =
        Await.until(
            "the crowd has arrived",
            () -> {
              int closed = 0;
              for (Socket socket : crowd) {
                closed += isClosed(socket) ? 1 : 0;
              }
              return closed;
            },
            closed -> closed >= least);
  }

  private static boolean isClosed(Socket socket) throws IOException {
    int patience = socket.getSoTimeout();
    socket.setSoTimeout(1);
    try {
      return socket.getInputStream().read() < 0;
    } catch (SocketTimeoutException _) {
      return false;
    } catch (IOException _) {
      return true;
    } finally {
      socket.setSoTimeout(patience);
    }
  }

  @LongRunning
  @Test
  void silentConnectionsMakeRoomForOthers() throws Exception {
    List<Socket> silent = new ArrayList<>();
    for (int i = 0; i < 250; i++) {
      silent.add(node.socket());
    }
    assertThat(Raw.ask(node, "GET /chain HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 200 ");
    assertThat(Raw.rest(silent.getFirst())).isEmpty();
    for (Socket socket : silent) {
      socket.close();
    }
  }

  @Test
  void unfinishedBodiesMakeRoomForOthersToo() throws Exception {
    List<Socket> unfinished = new ArrayList<>();
    for (int i = 0; i < 250; i++) {
      unfinished.add(node.socket());
      Raw.send(unfinished.getLast(), POST + JSON + "Content-Length: 100\r\n\r\n{");
    }
    awaitClosed(unfinished, 150);
    assertThat(Raw.ask(node, "GET /chain HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 200 ");
    for (Socket socket : unfinished) {
      socket.close();
    }
  }

  @Test
  void theTimeForARequestIsThatForHeadAndBodyTogether() throws Exception {
    restart(with(Duration.ofSeconds(3)));
    try (Socket socket = node.socket()) {
      long from = System.nanoTime();
      Raw.send(socket, POST);
      java.util.concurrent.locks.LockSupport.parkNanos(2_500_000_000L);
      Raw.send(socket, JSON + "Content-Length: 100\r\n\r\n{");

      assertThat(Raw.rest(socket)).startsWith("HTTP/1.1 408 ").contains("within 3 seconds");
      assertThat(Duration.ofNanos(System.nanoTime() - from)).isLessThan(Duration.ofSeconds(5));
    }
  }

  private void restartWithConnections(int each) {
    CallerSettings usual = CallerSettings.DEFAULT;
    CallerSettings callers =
        new CallerSettings(
            usual.hosts(),
            usual.origins(),
            usual.tokens(),
            usual.requests(),
            usual.acts(),
            Quota.forAll(each));
    node.close();
    node = TestNode.plan().limits(with(Duration.ofSeconds(20))).callers(callers).start();
  }

  @Test
  void theSilentConnectionsOfOneAddressMakeRoomForItsOthers() throws Exception {
    restartWithConnections(8);
    List<Socket> silent = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      silent.add(node.socket());
    }
    assertThat(Raw.ask(node, "GET /chain HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 200 ");
    // Twelve had to go at the least; which were the oldest only the server knows.
    CountDownLatch closed = new CountDownLatch(12);
    for (Socket socket : silent) {
      Thread.startVirtualThread(() -> {
        Raw.rest(socket);
        closed.countDown();
      });
    }
    assertThat(closed.await(10, TimeUnit.SECONDS)).as("closed before they bore us").isTrue();
    for (Socket socket : silent) {
      socket.close();
    }
  }

  @Test
  void anAddressWhoseConnectionsAreAllAtWorkMustWait() throws Exception {
    restartWithConnections(3);
    CountDownLatch asked = new CountDownLatch(3);
    CountDownLatch go = new CountDownLatch(1);
    node.resolve =
        () -> {
          asked.countDown();
          awaitUnchecked(go);
          return false;
        };
    List<Socket> working = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      working.add(node.socket());
      Raw.send(working.getLast(), "GET /nodes/resolve HTTP/1.1\r\nHost: localhost\r\n\r\n");
    }
    asked.await();
    String answer = Raw.ask(node, "GET /api/v1/tip HTTP/1.1\r\nHost: localhost\r\n\r\n");
    go.countDown();
    for (Socket socket : working) {
      assertThat(first(socket)).startsWith("HTTP/1.1 200 ");
      socket.close();
    }
    assertThat(answer)
        .startsWith("HTTP/1.1 429 ")
        .contains("Retry-After: 1", "--connections-per-address", "Connection: close");
  }

  private static void awaitUnchecked(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aBodyThatACallDoesNotTakeIsRefusedByItsTypeOrItsSize() throws Exception {
    String mine = "POST /api/v1/blocks HTTP/1.1\r\nHost: localhost\r\n";

    assertThat(Raw.ask(node, mine + "Content-Length: 3\r\n\r\na=b")).startsWith("HTTP/1.1 415 ");
    assertThat(Raw.ask(node, mine + "Transfer-Encoding: chunked\r\n\r\n3\r\na=b\r\n0\r\n\r\n"))
        .startsWith("HTTP/1.1 415 ");
    assertThat(Raw.ask(node, mine + JSON + "Content-Length: 10001\r\n\r\n"))
        .startsWith("HTTP/1.1 413 ");
    assertThat(node.service.tip().height()).isEqualTo(1);
    assertThat(Raw.ask(node, mine + "Connection: close\r\n\r\n")).startsWith("HTTP/1.1 201 ");
    assertThat(Raw.ask(node, mine + JSON + "Connection: close\r\nContent-Length: 2\r\n\r\n{}"))
        .startsWith("HTTP/1.1 201 ");
  }
}
