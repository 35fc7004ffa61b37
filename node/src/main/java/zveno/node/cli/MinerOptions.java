package zveno.node.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import zveno.node.miner.Miner;
import zveno.node.miner.MinerSettings;

/** How a node mines. */
final class MinerOptions {

  @Option(
      names = "--mine",
      negatable = true,
      description =
          "Mine on and on from the start; otherwise only for those who ask. POST /api/v1/miner"
              + " starts and stops it later.")
  boolean mine;

  @Option(
      names = "--mining-threads",
      paramLabel = "N",
      description = "How many threads search for proofs; by default one for each processor.")
  @Nullable Integer threads;

  MinerSettings settings() {
    Integer wanted = threads;
    if (wanted == null) {
      return new MinerSettings(mine, MinerSettings.processors());
    }
    if (wanted < 1 || wanted > Miner.MOST_THREADS) {
      throw Failure.badInput(
          "--mining-threads must be 1 to " + Miner.MOST_THREADS + ", not " + wanted);
    }
    return new MinerSettings(mine, wanted);
  }
}
