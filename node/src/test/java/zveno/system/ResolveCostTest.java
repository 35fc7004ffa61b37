package zveno.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import zveno.LongRunning;
import zveno.system.Program.Outcome;

/** What an explicit resolve costs between our nodes depends on what is new. */
@Tag("slow")
@LongRunning
@Timeout(300)
class ResolveCostTest {

  private static final int BLOCKS = 5_000;
  private static final int LITTLE = 20_000;

  @TempDir Path home;

  @Test
  void aZvenoNodeIsNotAskedForItsWholeChain() throws Exception {
    Path folder = home.resolve("source");
    Outcome outcome =
        Program.zveno("import", "--data-dir", folder.toString())
            .run(out -> HandMadeChain.write(out, BLOCKS));
    assertThat(outcome.exitCode()).as(outcome.errors()).isZero();
    try (OwnNode source = OwnNode.on(folder);
        OwnNode node = OwnNode.ephemeral();
        Gate gate = Gate.open()) {
      gate.leadTo(source.api());
      node.api().register(gate.url());
      assertThat(node.api().resolve()).isTrue();

      long before = gate.answered();
      assertThat(node.api().resolve()).as("nothing is new").isFalse();
      assertThat(gate.answered() - before).isBetween(1L, (long) LITTLE);

      source.api().mine();
      before = gate.answered();
      assertThat(node.api().resolve()).as("one block is new").isTrue();
      assertThat(gate.answered() - before).isBetween(1L, (long) LITTLE);
      assertThat(node.api().hashes()).isEqualTo(source.api().hashes());
    }
  }

  /** {@code ResolverTest} has it with a scripted peer. */
  @Test
  void whatIsNoNodeOfOursAnyMoreIsAskedAsTheTutorialAsks() throws Exception {
    PythonPeer.required();
    try (NodeProcess ours = NodeProcess.ephemeral("--difficulty", "2");
        OwnNode node = OwnNode.ephemeral("--difficulty", "2");
        PythonPeer python = PythonPeer.start("--difficulty", "2");
        Gate gate = Gate.open()) {
      gate.leadTo(ours.api());
      node.api().register(gate.url());
      ours.api().mine();
      assertThat(node.api().resolve()).isTrue();

      python.api().mine(3);
      assertThat(ours.terminate()).isZero();
      gate.leadTo(python.api());
      assertThat(node.api().resolve()).isTrue();
      assertThat(node.api().hashes()).isEqualTo(python.hashes());
    }
  }
}
