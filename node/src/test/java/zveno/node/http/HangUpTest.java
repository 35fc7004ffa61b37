package zveno.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import zveno.node.http.transport.HttpLimits;

/** A client that hangs up does not go on waiting for a block. */
@Tag("slow")
@Timeout(120)
class HangUpTest {

  private static final String MINE = "GET /mine HTTP/1.1\r\nHost: localhost\r\n\r\n";

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static void awaitWaiting(TestNode node, int count) throws InterruptedException {
    while (node.miner.waiting() != count) {
      TimeUnit.MILLISECONDS.sleep(5);
    }
  }

  private static String head(Socket socket) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int c = socket.getInputStream().read();
      assertThat(c).as(head.toString()).isNotNegative();
      head.append((char) c);
    }
    return head.toString();
  }

  @Test
  void aDisconnectEndsTheRequestAndItsSearch() throws Exception {
    try (TestNode node = TestNode.plan().zeros(40).threads(1).start()) {
      List<Socket> sockets = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        Socket socket = node.socket();
        send(
            socket,
            i % 2 == 0
                ? MINE
                : "POST /api/v1/blocks HTTP/1.1\r\nHost: localhost\r\nContent-Type:"
                    + " application/json\r\nContent-Length: 2\r\n\r\n{}");
        sockets.add(socket);
      }
      awaitWaiting(node, 8);
      for (int i = 0; i < 8; i++) {
        sockets.get(i).setSoLinger(i < 4, 0); // some say goodbye, some do not
        sockets.get(i).close();
        awaitWaiting(node, 7 - i);
      }
      while (node.miner.state().hashRate() > 0) {
        TimeUnit.MILLISECONDS.sleep(5);
      }
      assertThat(node.failures).isEmpty();
    }
  }

  @Test
  void aWaitingClientMayBeSilentLongerThanAnIdleConnection() throws Exception {
    HttpLimits hasty =
        new HttpLimits(
            100,
            java.time.Duration.ofMillis(200),
            1,
            16 * 1024,
            10_000,
            10_000,
            5,
            100_000,
            1,
            java.time.Duration.ofSeconds(1));
    try (TestNode node = TestNode.plan().zeros(40).threads(1).limits(hasty).start();
        Socket socket = node.socket()) {
      send(socket, MINE);
      awaitWaiting(node, 1);
      for (int i = 0; i < 3; i++) {
        try (Socket silent = node.socket()) {
          assertThat(silent.getInputStream().read()).as("closed, for its silence").isNegative();
        }
      }
      assertThat(node.miner.waiting()).isEqualTo(1);
      socket.shutdownOutput();
      awaitWaiting(node, 0);
    }
  }

  @Test
  void aConnectionServesManyWaitingRequests() throws Exception {
    try (TestNode node = TestNode.start();
        Socket socket = node.socket()) {
      for (int i = 0; i < 20; i++) {
        send(socket, "HEAD" + MINE.substring(3));
        assertThat(head(socket)).startsWith("HTTP/1.1 200").doesNotContain("Connection: close");
      }
      assertThat(node.service.tip().height()).isEqualTo(21);
    }
  }

  @Test
  void requestsThatComeTogetherAreAllAnswered() throws Exception {
    try (TestNode node = TestNode.start();
        Socket socket = node.socket()) {
      send(socket, ("HEAD" + MINE.substring(3)).repeat(5));
      for (int i = 0; i < 5; i++) {
        assertThat(head(socket)).startsWith("HTTP/1.1 200");
      }
      assertThat(node.service.tip().height()).isEqualTo(6);
    }
  }

  @Test
  void aPipelinedRequestBehindAWaitingOneMustBeRepeated() throws Exception {
    try (TestNode node = TestNode.plan().zeros(40).threads(1).start();
        Socket socket = node.socket()) {
      send(socket, "HEAD" + MINE.substring(3));
      awaitWaiting(node, 1);
      send(socket, "GET /chain HTTP/1.1\r\nHost: localhost\r\n\r\n");
      node.miner.close(); // which is an answer, too
      assertThat(head(socket)).startsWith("HTTP/1.1 503");
    }
  }
}
