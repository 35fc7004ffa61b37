package zveno.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Nobody can keep a node from ending in good order. */
@Timeout(120)
class ShutdownTest {

  @TempDir Path home;

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
      awaitWord(node, "SIGTERM: finishing what is in flight");
      node.signal("TERM");
      node.signal("INT");
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
  void whoeverWaitsForABlockThatNobodyFindsIsTold() throws Exception {
    try (NodeProcess node = NodeProcess.ephemeral("--difficulty", "40");
        Socket client = asks(node, "GET /mine HTTP/1.1\r\nHost: localhost\r\n\r\n")) {
      while (!node.api().get("/metrics").text().contains("zveno_miner_waiting 1.0")) {
        TimeUnit.MILLISECONDS.sleep(10);
      }
      assertThat(node.terminate()).as(node.errors()).isZero();
      String answer = new String(client.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      assertThat(answer).startsWith("HTTP/1.1 503").contains("the node is shutting down");
    }
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
