package zveno.node.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;
import zveno.node.http.access.CallerSettings;
import zveno.node.http.api.ApiContext;
import zveno.node.http.transport.HttpLimits;
import zveno.node.http.transport.ListenException;
import zveno.node.metrics.Metrics;
import zveno.node.service.UnavailableException;
import zveno.node.service.UnavailableException.Reason;

/** Starting, stopping, and what happens when something goes wrong inside. */
@Timeout(60)
class HttpServerTest {

  private TestNode node;

  @BeforeEach
  void start() {
    node = TestNode.start();
  }

  @AfterEach
  void stop() {
    node.close();
  }

  @Test
  void aPortThatIsTakenIsNamed() {
    int port = node.server.port();

    assertThatThrownBy(() -> listenOn("127.0.0.1", port))
        .isInstanceOf(ListenException.class)
        .hasMessageContaining("127.0.0.1:" + port)
        .hasMessageContaining("in use");
    assertThat(node.client.get("/chain").status()).isEqualTo(200);
  }

  @Test
  void aHostThatIsNotOursIsNamed() {
    assertThatThrownBy(() -> listenOn("203.0.113.7", 5000))
        .isInstanceOf(ListenException.class)
        .hasMessageContaining("203.0.113.7:5000");
  }

  @Test
  void itListensOnIpv6Too() {
    try (HttpServer server = server("::1", 0)) {
      server.start();
      assertThat(new Client(server.uri()).get("/chain").status()).isEqualTo(200);
    } catch (ListenException e) {
      assertThat(e).hasMessageContaining("::1"); // a machine without IPv6
    }
  }

  private void listenOn(String host, int port) {
    server(host, port).start();
  }

  private HttpServer server(String host, int port) {
    return server(List.of(host), port);
  }

  private HttpServer server(List<String> hosts, int port) {
    ApiContext parts =
        new ApiContext(
            node.service,
            node.miner,
            node.parts.registered(),
            node.peers,
            node.parts.pushed(),
            Optional.empty(),
            () -> false,
            node.parts.info(),
            node.readiness,
            new Metrics(),
            node.failures::add);
    return new HttpServer(
        new HttpSettings(hosts, port, HttpLimits.DEFAULT, CallerSettings.DEFAULT, Optional.empty()),
        parts);
  }

  @Test
  void severalHostsShareOnePort() throws Exception {
    // All of 127.0.0.0/8 is this machine's on Linux.
    try (HttpServer server = server(List.of("127.0.0.1", "127.0.0.2", "127.0.0.1"), 0)) {
      server.start();
      assertThat(server.uris())
          .containsExactly(
              URI.create("http://127.0.0.1:" + server.port()),
              URI.create("http://127.0.0.2:" + server.port()));
      for (URI uri : server.uris()) {
        try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
          Raw.send(
              socket,
              "GET /livez HTTP/1.1\r\nHost: "
                  + uri.getAuthority()
                  + "\r\nConnection: close\r\n\r\n");
          assertThat(Raw.rest(socket)).startsWith("HTTP/1.1 200").endsWith("alive\n");
        }
      }
    }
  }

  @Test
  void ifOneHostCannotBeHadNoneIs() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.2"));
        HttpServer server = server(List.of("127.0.0.1", "127.0.0.2"), taken.getLocalPort())) {
      assertThatThrownBy(server::start)
          .isInstanceOf(ListenException.class)
          .hasMessageContaining("127.0.0.2:" + taken.getLocalPort());
      try (ServerSocket free =
          new ServerSocket(taken.getLocalPort(), 1, InetAddress.getByName("127.0.0.1"))) {
        assertThat(free.isBound()).isTrue();
      }
    }
  }

  @Test
  void oneHostBeyondThisMachineIsEnough() {
    HttpSettings usual = HttpSettings.DEFAULT;
    for (List<String> hosts :
        List.of(List.of("127.0.0.1", "0.0.0.0"), List.of("192.0.2.1", "::1"))) {
      HttpSettings settings =
          new HttpSettings(hosts, 0, usual.limits(), usual.callers(), usual.tls());
      assertThat(settings.isLoopback()).as("%s", hosts).isFalse();
    }
    HttpSettings both =
        new HttpSettings(
            List.of("127.0.0.1", "::1"), 0, usual.limits(), usual.callers(), usual.tls());
    assertThat(both.isLoopback()).isTrue();
  }

  @Test
  void requestsThatAreBeingAnsweredAreFinishedBeforeTheEnd() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    node.resolve = () -> waitFor(asked, go);
    var answer = CompletableFuture.supplyAsync(() -> node.client.get("/nodes/resolve"));
    asked.await();
    var stopped = CompletableFuture.runAsync(() -> node.server.stop(Duration.ofSeconds(20)));
    awaitNobodyListens();
    go.countDown();

    assertThat(answer.join().status()).isEqualTo(200);
    stopped.join();
  }

  @Test
  void theEndComesEvenIfARequestHasNone() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    node.resolve = () -> waitFor(asked, go);
    try (Socket socket = node.socket()) {
      Raw.send(socket, "GET /nodes/resolve HTTP/1.1\r\nHost: localhost\r\n\r\n");
      asked.await();
      long from = System.nanoTime();
      node.server.stop(Duration.ofMillis(300));

      assertThat(Duration.ofNanos(System.nanoTime() - from)).isLessThan(Duration.ofSeconds(10));
      assertThat(Raw.rest(socket)).doesNotContain("200 OK");
    } finally {
      go.countDown();
    }
  }

  private static boolean waitFor(CountDownLatch asked, CountDownLatch go) {
    asked.countDown();
    try {
      go.await();
      return false;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void awaitNobodyListens() throws Exception {
    while (true) {
      try (Socket socket = node.socket()) {
        socket.shutdownOutput();
      } catch (ConnectException e) {
        return;
      }
    }
  }

  @Test
  void aFailureIsAnsweredWithoutDetailsAndLoggedInOneLine() {
    Logger logger = (Logger) LoggerFactory.getLogger(RequestHandler.class);
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    logger.addAppender(log);
    node.resolve =
        () -> {
          throw new IllegalStateException("secret\r\nFORGED line\u001b[31m");
        };
    Got got = node.client.get("/nodes/resolve?x=%0d%0a");
    logger.detachAppender(log);

    assertThat(got.status()).isEqualTo(500);
    assertThat(got.text()).startsWith("Error: ").doesNotContain("secret", "Exception", "zveno.");
    assertThat(node.failures).hasSize(1);
    assertThat(log.list).hasSize(1);
    String line = log.list.getFirst().getFormattedMessage();
    assertThat(line).contains("secret").matches("[ -~]+");
    assertThat(got.text()).contains(line.replaceAll("failure (\\w+) .*", "$1"));
    assertThat(log.list.getFirst().getThrowableProxy()).isNull();
  }

  @ParameterizedTest
  @CsvSource({"BUSY, 503", "DISK_FULL, 507", "STOPPED, 503"})
  void whatCannotBeDoneAtPresentIsRefusedWithTheReason(Reason reason, int status) {
    node.resolve =
        () -> {
          throw new UnavailableException(reason, "for this reason");
        };
    Got got = node.client.get("/nodes/resolve");

    assertThat(got.status()).isEqualTo(status);
    assertThat(got.text()).isEqualTo("Error: for this reason\n");
    assertThat(got.header("Retry-After").isPresent()).isEqualTo(reason == Reason.BUSY);
    assertThat(node.failures).isEmpty();
  }

  @Test
  void requestsOnOneConnectionAreAnsweredInTheirOrder() throws Exception {
    String one = "GET /api/v1/tip HTTP/1.1\r\nHost: localhost\r\n\r\n";
    String two = "GET /nope HTTP/1.1\r\nHost: localhost\r\n\r\n";
    String last = "GET /chain HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

    String all = Raw.ask(node, one + two + last);

    assertThat(all.split("HTTP/1.1 ")).hasSize(4);
    assertThat(all.indexOf("404 ")).isBetween(all.indexOf("200 "), all.lastIndexOf("200 "));
  }

  @Test
  void anAnswerAfterARefusedBodyDoesNotMixUpTheConnection() throws Exception {
    String smuggled = "GET /mine HTTP/1.1\r\nHost: localhost\r\n\r\n";
    String head =
        "POST /transactions/new HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\n";
    String form = head + "Content-Length: " + smuggled.length() + "\r\n\r\n" + smuggled;

    assertThat(Raw.ask(node, form)).startsWith("HTTP/1.1 415 ").doesNotContain("200 OK");
    assertThat(node.service.tip().height()).isEqualTo(1);
  }
}
