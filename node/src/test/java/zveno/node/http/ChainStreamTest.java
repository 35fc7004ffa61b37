package zveno.node.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import zveno.kernel.chain.BlockPosition;
import zveno.kernel.chain.TxIndexEntry;
import zveno.kernel.model.Block;
import zveno.kernel.model.Transaction;
import zveno.node.http.api.ApiSnapshot;
import zveno.node.http.transport.HttpLimits;
import zveno.node.service.ChainSnapshot;
import zveno.node.storage.RocksBatch;

/** A long chain goes out as it was at one moment, or visibly not whole. */
@Tag("slow")
@Timeout(60)
class ChainStreamTest {

  private static final String GET = "GET /chain HTTP/1.1\r\nHost: localhost\r\n\r\n";
  private static final int BLOCKS = 60;

  /** More than sockets buffer, 24 MB; made once. */
  private static List<Block> chain = List.of();

  private TestNode node;

  @BeforeEach
  void start() {
    start(Duration.ofMillis(500), 64 * 1024);
  }

  private void start(Duration patience, long slowest) {
    HttpLimits limits =
        new HttpLimits(
            100, patience, slowest, 4_096, 10_000, 20_000, 5, 40_000, 2, Duration.ofSeconds(15));
    node = TestNode.plan().limits(limits).start();
    if (chain.isEmpty()) {
      Transaction large = TestNode.transaction("{\"sender\": \"" + "x".repeat(400_000) + "\"}");
      chain = node.strangersChain(Collections.nCopies(BLOCKS - 1, List.of(large)));
    }
    node.adopt(chain);
  }

  @AfterEach
  void stop() {
    node.close();
  }

  /** A client that takes little at once. */
  private Socket narrow() throws Exception {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(8_192);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), node.server.port()));
    socket.setSoTimeout(30_000);
    Raw.send(socket, GET);
    String begun =
        new String(
            socket.getInputStream().readNBytes("HTTP/1.1 200".length()), StandardCharsets.US_ASCII);
    assertThat(begun).isEqualTo("HTTP/1.1 200");
    return socket;
  }

  @Test
  void theWholeChainComes() {
    JsonNode chain = node.client.get("/chain").json();

    assertThat(chain.path("length").asInt()).isEqualTo(BLOCKS);
    assertThat(chain.path("chain").size()).isEqualTo(BLOCKS);
  }

  @Test
  void oneAnswerShowsOneMoment() throws Exception {
    try (Socket socket = narrow()) {
      InputStream in = socket.getInputStream();
      in.readNBytes(1_000);
      IntStream.range(0, 5).forEach(i -> node.client.get("/mine"));
      String rest = Raw.rest(socket);

      assertThat(rest.substring(rest.length() - 100))
          .contains(", \"length\": " + BLOCKS + "}")
          .endsWith("0\r\n\r\n");
    }
    assertThat(node.client.get("/chain").json().path("length").asInt()).isEqualTo(BLOCKS + 5);
  }

  @Test
  void aSlowReaderGetsAllOfItThoughTheServerEnds() throws Exception {
    node.close();
    start(Duration.ofMinutes(10), 64 * 1024); // so that only the end closes who is silent
    try (Socket silent = node.socket();
        Socket socket = narrow()) {
      var stopped = CompletableFuture.runAsync(() -> node.server.stop(Duration.ofSeconds(20)));
      assertThat(silent.getInputStream().read())
          .as("nobody waits for who says nothing")
          .isNegative();
      String rest = Raw.rest(socket);

      assertThat(rest.substring(rest.length() - 100))
          .contains(", \"length\": " + BLOCKS + "}")
          .endsWith("0\r\n\r\n");
      stopped.join();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, BLOCKS / 2, BLOCKS})
  void aBlockThatCannotBeReadBreaksTheAnswerOff(int height) throws Exception {
    lose(height);

    String answer = Raw.ask(node, GET);

    if (answer.startsWith("HTTP/1.1 200 ")) {
      assertThat(answer.endsWith("0\r\n\r\n")).isFalse();
      assertThat(answer.contains("length\":")).isFalse();
    } else {
      assertThat(answer).startsWith("HTTP/1.1 500 ").contains("see failure ");
    }
    until(() -> !node.failures.isEmpty()); // a busy machine may have broken the answer off before
    assertThat(node.failures).hasSize(1);
    assertThat(node.client.get("/api/v1/status").status()).isEqualTo(200);
  }

  /** Takes a block out of the store, as if the disk had lost it. */
  private void lose(long height) {
    try (ChainSnapshot moment = node.service.look();
        ApiSnapshot sight = new ApiSnapshot(node.service)) {
      RocksBatch batch = node.store.begin();
      BlockPosition where = moment.path().at(height);
      Block block = sight.block(where);
      batch.remove(where, block.id(), List.<TxIndexEntry>of());
      node.store.commit(batch);
    }
    node.miner.mine(); // so that there is a new moment
  }

  @Test
  void aReaderThatStopsReadingIsCutOff() throws Exception {
    try (Socket socket = narrow()) {
      awaitAllGone();
      assertThat(Raw.rest(socket).endsWith("0\r\n\r\n")).isFalse();
    }
  }

  @Test
  void aReaderThatTakesTooLittleIsCutOff() throws Exception {
    node.close();
    start(Duration.ofMillis(500), 2 << 20);
    try (Socket socket = narrow()) {
      byte[] some = new byte[2_048];
      long taken = 0;
      int n = 0;
      while (n >= 0 && taken < 20_000_000) { // about 40 KB a second
        LockSupport.parkNanos(50_000_000);
        try {
          n = socket.getInputStream().read(some);
        } catch (java.io.IOException e) {
          n = -1;
        }
        taken += Math.max(n, 0);
      }
      assertThat(taken).isLessThan(20_000_000);
    }
  }

  @Test
  void anOldClientSeesABrokenConnectionToo() throws Exception {
    lose(BLOCKS);
    try (Socket socket = node.socket()) {
      Raw.send(socket, "GET /chain HTTP/1.0\r\n\r\n");
      assertThatThrownBy(() -> socket.getInputStream().readAllBytes())
          .isInstanceOf(SocketException.class);
    }
  }

  @Test
  void aReaderThatGoesAwayLeavesNothingBehind() throws Exception {
    for (int i = 0; i < 20; i++) {
      try (Socket socket = narrow()) {
        socket.getInputStream().readNBytes(100);
      }
    }
    awaitAllGone();
    node.close(); // would wait for open snapshots
    assertThat(node.failures).isEmpty();
    node = TestNode.start();
  }

  /** Waits until the server has let go of all its clients. */
  private void awaitAllGone() {
    until(() -> node.server.connections() == 0);
  }

  private static void until(BooleanSupplier condition) {
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      LockSupport.parkNanos(10_000_000);
    }
  }
}
