package zveno.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import zveno.LongRunning;

/** A node among many peers that mean ill, in a process of its own with little memory. */
@Tag("slow")
@Timeout(120)
@LongRunning
class HostilePeersMemoryTest {

  private static final int PEERS = 10;
  private static final int RESOLVES_AT_ONCE = 2;
  private static final int HEAP_MIB = 128;

  /** The heap, and what the JVM and the storage engine take beside it. */
  private static final int MAX_MIB = HEAP_MIB + 300;

  private static String wide(int bytes) {
    StringBuilder wide = new StringBuilder("{");
    for (int i = bytes / 12; i > 0; i--) { // out of order, which is what costs most
      wide.append(String.format("\"%07x\":0,", i));
    }
    return wide.append("\"\":0}").toString();
  }

  /** So many bytes of transactions in each block; the last block does not belong. */
  private static String wrongChain(int blocks, int bytes) {
    String transaction = wide(bytes);
    HandMadeChain chain = HandMadeChain.beginning(2);
    for (int i = 1; i < blocks; i++) {
      chain.add(transaction);
    }
    String told = chain.document();
    return told.substring(0, told.lastIndexOf(']')) + ",{}],\"length\":99}";
  }

  /** How wide blocks are: a little below what a block may have, and in the long run all sorts. */
  private static IntStream widths() {
    return Boolean.getBoolean("zveno.long")
        ? IntStream.of(100_000, 900_000, 2_000_000)
        : IntStream.of(900_000);
  }

  @ParameterizedTest
  @MethodSource("widths")
  void manyThatTellOfWideBlocksDoNotUseUpTheMemory(int bytes) throws Exception {
    List<Stub> stubs = new ArrayList<>();
    try (NodeProcess ours =
            NodeProcess.start(
                NodeProcess.program("--ephemeral", "--difficulty", "2")
                    .withJava("-Xmx" + HEAP_MIB + "m"));
        Stub good = Stub.start();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      String wrong = wrongChain(bytes > 1 << 20 ? 2 : 4, bytes);
      for (int i = 0; i < PEERS; i++) {
        Stub stub = Stub.start();
        stubs.add(stub);
        stub.says(wrong);
        ours.api().register(stub);
      }
      List<Future<Boolean>> resolved = new ArrayList<>();
      for (int i = 0; i < RESOLVES_AT_ONCE; i++) {
        resolved.add(threads.submit(() -> ours.api().resolve()));
      }
      for (Future<Boolean> one : resolved) {
        assertThat(one.get()).isFalse();
      }
      good.says(HandMadeChain.beginning(2).add("").add("").document());
      ours.api().register(good);
      assertThat(ours.api().resolve()).isTrue();
      assertThat(ours.isAlive()).isTrue();
      System.out.println("peak with blocks of " + bytes + " bytes: " + ours.peakMiB() + " MiB");
      assertThat(ours.peakMiB()).isLessThan(MAX_MIB);
    } finally {
      stubs.forEach(Stub::close);
    }
  }

  @Test
  void aNodeThatIsItsOwnPeerIsNoTrouble() throws Exception {
    try (NodeProcess ours = NodeProcess.ephemeral("--difficulty", "2")) {
      ours.api().mine(2);
      ours.api().register(ours);
      ours.api().register("localhost:" + ours.api().uri().getPort());
      assertThat(ours.api().resolve()).isFalse();
      assertThat(ours.api().chain()).hasSize(3);
      assertThat(ours.errors()).doesNotContain("peer http", "asking a peer");
    }
  }

  @Test
  void aNodeThatOthersReachDoesNotCallItsOwnMachineByDefault() throws Exception {
    String here = "{\"nodes\": [\"http://127.0.0.1:1\"]}";
    String[] reachable = {"--host", "0.0.0.0", "--difficulty", "2"};
    try (NodeProcess lan = NodeProcess.ephemeral(reachable);
        NodeProcess any =
            NodeProcess.start(
                NodeProcess.program(reachable).and("--ephemeral", "--peer-policy=any"));
        NodeProcess open = NodeProcess.ephemeral("--peer-policy", "public")) {
      assertThat(lan.api().post("/nodes/register", here).expect(400).text())
          .contains("lan refuses");
      any.api().post("/nodes/register", here).expect(201);
      open.api().post("/nodes/register", "{\"nodes\": [\"192.168.0.5:5000\"]}").expect(400);
      // What other names lead to is judged at each connection: PeerClientTest.
      String own = "{\"nodes\": [\"localhost:" + any.api().uri().getPort() + "\"]}";
      assertThat(lan.api().post("/nodes/register", own).expect(400).text())
          .contains("localhost is this machine's own name, which the peer policy lan refuses");
    }
  }
}
