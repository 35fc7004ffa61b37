package zveno.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import zveno.LongRunning;

/** Nobody can keep a node from ending in good order. */
@Tag("slow")
@Timeout(300)
class ShutdownTest {

  private static final String ENDING = "the node is shutting down";

  @TempDir Path home;

  @LongRunning
  @Test
  void neitherHungClientsNorFurtherSignalsPreventAnOrderlyEnd() throws Exception {
    Path folder = home.resolve("chain");
    List<Socket> clients = new ArrayList<>();
    Acknowledged acknowledged = new Acknowledged();
    try (NodeProcess node = NodeProcess.on(folder, "--difficulty", "1")) {
      String large = "x".repeat(200_000);
      for (int i = 0; i < 60; i++) { // more than sockets hold
        String transaction = Api.transaction(large + i, "b", i);
        acknowledged.asking(transaction);
        node.api().submit(transaction);
        acknowledged.promised(transaction);
      }
      acknowledged.mined(node.api().mine());
      clients.add(asks(node, "GET /chain HTTP/1.1\r\nHost: localhost\r\n\r\n"));
      clients.add(asks(node, "GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\n\r\n"));
      clients.add(asks(node, "GET /ch"));
      clients.add(
          asks(
              node,
              "POST /transactions/new HTTP/1.1\r\nHost: localhost\r\nContent-Type:"
                  + " application/json\r\nContent-Length: 99\r\n\r\n{"));
      assertThat(clients.getFirst().getInputStream().read()).isEqualTo('H'); // and no more

      node.signal("TERM");
      awaitWord(node, "SIGTERM: finishing requests in progress");
      node.signal("TERM");
      node.signal("INT");
      String chain = rest(clients.getFirst()); // whoever takes an answer gets all of it
      assertThat(chain.substring(chain.length() - 100)).contains("\"length\": 2}");
      assertThat(node.exitCode()).as(node.errors()).isZero();
      assertThat(node.errors()).doesNotContain("Exception:", "\tat ");
    } finally {
      for (Socket client : clients) {
        client.close();
      }
    }
    try (NodeProcess node = NodeProcess.on(folder)) {
      acknowledged.checkAgainst(node.api().chain(), node.api().pool(), "nobody");
    }
  }

  @Test
  @LongRunning
  void aTerminalThatClosesEndsANodeInOrderAndSignalsThatMeanNothingDoNot() throws Exception {
    assumeFalse(
        DevnetTest.ignoresHangups(),
        "SKIPPED: under nohup a node never hears that a terminal closes");
    try (NodeProcess node = NodeProcess.ephemeral("--difficulty", "1")) {
      node.signal("USR1");
      node.signal("USR2");
      node.api().mine();
      try (Socket taking = asks(node, "GET /chain HTTP/1.1\r\nHost: localhost\r\n\r\n")) {
        assertThat(taking.getInputStream().read()).isEqualTo('H');
        node.signal("HUP");
        assertThat(rest(taking)).contains("\"length\": 2}");
      }
      assertThat(node.exitCode()).as(node.errors()).isZero();
      assertThat(node.errors()).contains("SIGHUP: finishing requests in progress");
    }
  }

  @Test
  @LongRunning
  void requestsForAHopelessBlockOrAMutePeerAreAnsweredAtTheEnd() throws Exception {
    try (ServerSocket mute = new ServerSocket(0, 9, InetAddress.getLoopbackAddress());
        NodeProcess node = NodeProcess.ephemeral("--difficulty", "40", "--mining-threads", "1")) {
      mute.setSoTimeout(60_000);
      String peer = "http://127.0.0.1:" + mute.getLocalPort();
      node.api().post("/nodes/register", "{\"nodes\": [\"" + peer + "\"]}").expect(201);
      try (Socket mining = asks(node, "GET /mine HTTP/1.1\r\nHost: localhost\r\n\r\n");
          Socket resolving = asks(node, "GET /nodes/resolve HTTP/1.1\r\nHost: localhost\r\n\r\n");
          Socket asked = mute.accept()) {
        while (!node.api().get("/metrics").text().contains("zveno_miner_waiting 1.0")) {
          TimeUnit.MILLISECONDS.sleep(10);
        }
        assertThat(node.terminate()).as(node.errors()).isZero();
        assertThat(rest(mining)).startsWith("HTTP/1.1 503").contains(ENDING);
        assertThat(rest(resolving)).startsWith("HTTP/1.1 503").contains(ENDING);
        assertThat(asked.getInputStream().readAllBytes()).isNotEmpty();
      }
    }
  }

  private static String rest(Socket socket) throws IOException {
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
  }

  private static Socket asks(NodeProcess node, String request) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), node.api().uri().getPort());
    socket.setSoTimeout(60_000);
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  private static void awaitWord(NodeProcess node, String word) throws InterruptedException {
    while (!node.errors().contains(word)) {
      TimeUnit.MILLISECONDS.sleep(5);
    }
  }
}
