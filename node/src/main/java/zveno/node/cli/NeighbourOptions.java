package zveno.node.cli;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import zveno.node.peers.PeerPolicy;
import zveno.node.sync.ChainLimits;

/** How a node deals with its neighbours, as options. */
final class NeighbourOptions {

  @Option(
      names = "--peer-policy",
      paramLabel = "any|lan|public",
      description =
          "Where requests to neighbours may go. any: everywhere but to link-local, multicast and"
              + " unspecified addresses; lan: nor to this machine itself; public: nor to private"
              + " ranges. Default any if the node listens to this machine only, else lan.")
  @Nullable String policy;

  @Option(
      names = "--max-chain-blocks",
      paramLabel = "N",
      description = "The longest chain to take from a neighbour, in blocks; default 20000000.")
  @Nullable Long chainBlocks;

  @Option(
      names = "--max-chain-bytes",
      paramLabel = "N",
      description =
          "The longest chain to take from a neighbour, in bytes as sent; default 4294967296.")
  @Nullable Long chainBytes;

  /**
   * @param loopback whether only this machine reaches the node
   */
  PeerPolicy policy(boolean loopback) {
    String title = policy;
    if (title == null) {
      return loopback ? PeerPolicy.ANY : PeerPolicy.LAN;
    }
    return PeerPolicy.named(title)
        .orElseThrow(() ->
            Failure.badInput(
                "--peer-policy must be "
                    + Arrays.stream(PeerPolicy.values())
                        .map(PeerPolicy::title)
                        .collect(Collectors.joining(", "))
                    + ", not "
                    + title));
  }

  ChainLimits chains() {
    ChainLimits usual = ChainLimits.DEFAULT;
    return usual.with(
        positive("--max-chain-blocks", chainBlocks, usual.blocks()),
        positive("--max-chain-bytes", chainBytes, usual.bytes()));
  }

  private static long positive(String name, @Nullable Long given, long usual) {
    if (given == null) {
      return usual;
    }
    if (given < 1) {
      throw Failure.badInput(name + " must be at least 1, not " + given);
    }
    return given;
  }
}
