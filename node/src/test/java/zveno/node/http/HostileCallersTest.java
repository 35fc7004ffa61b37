package zveno.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import zveno.kernel.model.Block;
import zveno.node.http.api.PushLimiter;
import zveno.node.http.transport.Caller;
import zveno.node.http.transport.HttpLimits;
import zveno.node.service.EasyService;

/**
 * Who shows us blocks and means ill: it costs a bounded time, changes nothing, and nothing stays.
 */
@Tag("slow")
@Timeout(60)
class HostileCallersTest {

  /** Told so, or closed as a connection on which nothing comes. */
  private static final String GIVEN_UP = "(?s)HTTP/1.1 408 .*|";

  private static final String PATH = "/api/v1/net/blocks?from=";

  private final TestNode node = TestNode.plan().limits(hasty()).start();

  private static HttpLimits hasty() {
    HttpLimits usual = HttpLimits.DEFAULT;
    return new HttpLimits(
        usual.connections(),
        Duration.ofSeconds(1),
        usual.slowest(),
        usual.headBytes(),
        usual.bodyBytes(),
        usual.batchBytes(),
        usual.batchLines(),
        usual.bodiesBytes(),
        usual.eventStreams(),
        usual.heartbeat());
  }

  @AfterEach
  void nothingStays() throws Exception {
    assertThat(node.failures).isEmpty();
    EasyService.awaitSwept(node.store);
    node.close();
  }

  private static String document(List<Block> blocks) {
    return blocks.stream()
        .map(block -> "{\"block\": " + new String(block.encoded(), StandardCharsets.US_ASCII) + "}")
        .collect(Collectors.joining(", ", "{\"blocks\": [", "]}"));
  }

  private List<Block> strangers(int length) {
    return node.strangersChain(Collections.nCopies(length - 1, List.of()));
  }

  /** The same without a connection that stays open. */
  private static String alone(String head) {
    return head.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n");
  }

  private static String head(String from, long length) {
    return "POST "
        + PATH
        + from
        + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "
        + length
        + "\r\n\r\n";
  }

  /** What somebody sends first, and then again and again until the connection ends. */
  private record Body(String name, String begin, String again) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Body> endless() {
    return Stream.of(
        new Body("white space", "", " "),
        new Body("white space between blocks", "{\"blocks\": [", "\n"),
        new Body("a text", "{\"x\": \"", "x"),
        new Body("a name", "{\"", "x"),
        new Body("depth", "{\"blocks\": ", "["),
        new Body("digits", "{\"blocks\": [{\"block\": {\"index\": ", "9"),
        new Body("objects", "{\"blocks\": [", "{}, "),
        new Body("members beside the blocks", "{", "\"x\": 1, "),
        new Body("entries", "{\"blocks\": [{\"entries\": [", "\"\", "),
        new Body("noughts", "", "\u0000"));
  }

  @ParameterizedTest
  @MethodSource("endless")
  void anEndlessBodyIsCutShort(Body body) throws Exception {
    String before = node.client.get("/api/v1/tip").text();
    untilTheNodeHasHadEnough(head("2", 4_000_000_000L) + body.begin, body.again.repeat(4_096));
    assertThat(node.client.get("/api/v1/tip").text()).isEqualTo(before);
  }

  private void untilTheNodeHasHadEnough(String begin, String again) {
    byte[] bytes = again.getBytes(StandardCharsets.ISO_8859_1);
    try (Socket socket = node.socket()) {
      Raw.send(socket, begin);
      OutputStream out = socket.getOutputStream();
      while (true) {
        out.write(bytes);
      }
    } catch (IOException e) {
      // now
    }
  }

  @Test
  void aSilentBodyIsGivenUpAndItsPlaceIsFree() throws Exception {
    List<Socket> silent = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      Socket socket = node.socket();
      silent.add(socket);
      Raw.send(socket, head("2", 1_000) + "{\"blocks\": [");
    }
    for (Socket socket : silent) {
      assertThat(Raw.rest(socket)).matches(GIVEN_UP);
      socket.close();
    }
    assertThat(node.client.post(PATH + "1", document(strangers(3))).status()).isEqualTo(200);
    assertThat(node.service.tip().height()).isEqualTo(3);
  }

  @Test
  void aBodyThatEndsAnywhereChangesNothing() throws Exception {
    String whole = document(strangers(3));
    String before = node.client.get("/api/v1/tip").text();
    for (int end = 0; end < whole.length(); end += 7) {
      try (Socket socket = node.socket()) {
        Raw.send(socket, head("1", whole.length()) + whole.substring(0, end));
        socket.shutdownOutput();
        assertThat(Raw.rest(socket)).startsWith("HTTP/1.1 4");
      }
    }
    assertThat(node.client.get("/api/v1/tip").text()).isEqualTo(before);
  }

  @Test
  void wrongBlocksAreRefusedWithAReason() {
    List<Block> chain = strangers(5);
    assertThat(node.client.post(PATH + "3", document(chain.subList(2, 5))).status()).isEqualTo(409);
    List<Block> gap = new ArrayList<>(chain);
    gap.remove(2);
    assertThat(node.client.post(PATH + "1", document(gap)).status()).isEqualTo(400);
    assertThat(node.client.post(PATH + "1", "[]").status()).isEqualTo(400);
    assertThat(node.client.post(PATH + "1", "{\"blocks\": [null]}").status()).isEqualTo(400);
    assertThat(node.client.post(PATH + "0", document(chain)).status()).isEqualTo(400);
    assertThat(node.client.post(PATH + "99999999", document(chain)).status()).isEqualTo(400);
    String forged = document(chain).replaceFirst("\"proof\": [1-9][0-9]*", "\"proof\": 0");
    assertThat(node.client.post(PATH + "1", forged).status()).isEqualTo(400);
    assertThat(node.service.tip().height()).isEqualTo(1);
  }

  @Test
  void ofAHundredAtOnceSomeAreToRetryAndTheChainIsStillServed() throws Exception {
    String lighter = document(strangers(1));
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<String>> shown = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        String body = i % 2 == 0 ? lighter : "{\"blocks\": [";
        long length = i % 2 == 0 ? lighter.length() : 1_000_000;
        shown.add(threads.submit(() -> Raw.ask(node, alone(head("1", length)) + body)));
      }
      assertThat(node.client.get("/chain").status()).isEqualTo(200);
      for (Future<String> one : shown) {
        assertThat(one.get()).matches("(?s)HTTP/1.1 (200|503) .*|" + GIVEN_UP);
      }
    }
    assertThat(node.service.tip().height()).isEqualTo(1);
    // Over a connection of its own: one that was silent may have made room for others.
    String better = document(strangers(3));
    assertThat(Raw.ask(node, alone(head("1", better.length())) + better))
        .startsWith("HTTP/1.1 200 ");
  }

  @Test
  void oneAddressBeyondThisMachineDoesNotTakeAllThePlaces() {
    PushLimiter showing = new PushLimiter();
    Caller one = new Caller(1, 4, false);
    Caller other = new Caller(2, 4, false);
    assertThat(showing.enter(one)).isTrue();
    assertThat(showing.enter(one)).isTrue();
    assertThat(showing.enter(one)).isFalse();
    assertThat(showing.enter(other)).isTrue();
    showing.leave(one);
    assertThat(showing.enter(one)).isTrue();
    Caller here = new Caller(3, 4, true);
    for (int i = 3; i < 8; i++) {
      assertThat(showing.enter(here)).isTrue();
    }
    assertThat(showing.enter(here)).isFalse();
  }
}
