package zveno.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import zveno.LongRunning;
import zveno.kernel.json.JsonValue;

/** Our nodes and the tutorial's in one net, with a long chain, too. */
@Tag("slow")
@LongRunning
@Timeout(600)
class MixedNetTest {

  private static final int BLOCKS = 100_000;

  @TempDir Path home;

  @BeforeAll
  static void python() {
    PythonPeer.required();
  }

  @Test
  void identicalChainsInTheEnd() throws Exception {
    String[] easy = {"--difficulty", "2", "--poll-interval", "1"};
    try (PythonPeer one = PythonPeer.start("--difficulty", "2");
        PythonPeer two = PythonPeer.start("--difficulty", "2");
        NodeProcess ann = NodeProcess.start(withPeers(easy, one.api(), two.api()));
        NodeProcess bob = NodeProcess.start(withPeers(easy, ann.api()))) {
      one.api().register(two, bob);
      two.api().register(ann);

      one.api().submit(Api.transaction("ann", "bob", 1));
      one.api().mine(3);
      Net.awaitTip(one.hashes().getLast(), List.of(ann.api(), bob.api()));

      bob.api().submit(Api.transaction("bob", "carol", 2));
      String tip = Api.text(bob.api().mineAnew(), "hash");
      Net.awaitTip(tip, List.of(ann.api()));
      assertThat(one.api().resolve()).isTrue();
      assertThat(two.api().resolve()).isTrue();
      two.api().mine(2);
      Net.awaitTip(two.hashes().getLast(), List.of(ann.api(), bob.api()));
      assertThat(one.api().resolve()).isTrue();

      List<String> chain = ann.api().hashes();
      assertThat(bob.api().hashes()).isEqualTo(chain);
      assertThat(one.hashes()).isEqualTo(chain);
      assertThat(two.hashes()).isEqualTo(chain);
      assertThat(Net.posted(bob.api().chain()).values()).containsExactly(1L, 1L);
      for (JsonValue peer : Net.peers(ann.api()).values()) {
        if (!Api.text(peer, "url").equals(bob.api().url())) {
          assertThat(Api.text(Api.member(peer, "tip"), "hash")).isIn(chain);
          JsonValue traffic = Api.member(peer, "traffic");
          assertThat(Api.integer(traffic, "blocksPushed")).as("to Python").isZero();
          assertThat(Api.integer(traffic, "entriesOffered")).as("to Python").isZero();
        }
      }
    }
  }

  private static Program withPeers(String[] options, Api... peers) {
    Program program = NodeProcess.program("--ephemeral").and(options);
    for (Api peer : peers) {
      program = program.and("--peer", peer.url());
    }
    return program;
  }

  @Test
  void aLongChainOfAPythonNodeCostsBoundedMemory() throws Exception {
    Path file = home.resolve("chain.json");
    try (OutputStream out = Files.newOutputStream(file)) {
      HandMadeChain.write(out, BLOCKS);
    }
    try (PythonPeer python = PythonPeer.start("--chain", file.toString());
        NodeProcess node =
            NodeProcess.start(
                NodeProcess.program(
                        "--data-dir",
                        home.resolve("chain").toString(),
                        "--poll-interval",
                        "1",
                        "--peer",
                        python.api().url())
                    .withJava("-Xmx64m"))) {
      Net.awaitTip(python.hashes().getLast(), List.of(node.api()));
      python.api().mine(); // the whole chain once more
      Net.awaitTip(python.hashes().getLast(), List.of(node.api()));
      assertThat(Net.height(node.api())).isEqualTo(BLOCKS + 1);
      System.out.printf(
          "MixedNetTest: %d blocks of a Python node, peak %d MiB%n", BLOCKS, node.peakMiB());
      assertThat(node.peakMiB()).isLessThan(512);
    }
  }
}
