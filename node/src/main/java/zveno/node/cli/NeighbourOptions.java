package zveno.node.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import zveno.kernel.bytes.DecodeException;
import zveno.node.follow.FollowSettings;
import zveno.node.peers.PeerAddress;
import zveno.node.peers.PeerPolicy;
import zveno.node.sync.ChainLimits;

/** How a node deals with its neighbours, as options. */
final class NeighbourOptions {

  @Option(
      names = "--peer",
      paramLabel = "URL",
      description =
          "A neighbour to follow, like http://192.168.0.5:5000: what is new there comes here by"
              + " itself, and what is new here goes there. Without a port 80 is meant, or 443 with"
              + " https. May be repeated.")
  List<String> peers = new ArrayList<>();

  @Option(
      names = "--advertise",
      paramLabel = "URL",
      description =
          "Where other nodes can reach this one; it is told to neighbours, so that they follow it"
              + " and tell others.")
  @Nullable String advertised;

  @Option(
      names = "--poll-interval",
      paramLabel = "SECONDS",
      description =
          "How often a followed neighbour is asked that tells nothing by itself, as the tutorial's"
              + " nodes; default 10.")
  @Nullable Integer poll;

  @Option(
      names = "--peer-token-file",
      paramLabel = "FILE",
      description =
          "The first line of this file is the token of neighbours given by --peer or /api/v1/peers:"
              + " every call to them carries it.")
  @Nullable Path tokenFile;

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

  PeerSettings settings() {
    return new PeerSettings(
        peers.stream().map(text -> address("--peer", text)).toList(),
        Optional.ofNullable(advertised).map(text -> address("--advertise", text)),
        Optional.ofNullable(tokenFile)
            .map(file -> new TokenFile("--peer-token-file", file).secret()),
        FollowSettings.polling(pace()));
  }

  private static PeerAddress address(String option, String text) {
    try {
      return PeerAddress.parseWhole(text);
    } catch (DecodeException e) {
      throw Failure.badInput(option + ": " + e.getMessage());
    }
  }

  private Duration pace() {
    Integer seconds = poll;
    if (seconds == null) {
      return FollowSettings.DEFAULT.poll();
    }
    if (seconds < 1 || seconds > 86_400) {
      throw Failure.badInput("--poll-interval must be 1 to 86400 seconds, not " + seconds);
    }
    return Duration.ofSeconds(seconds);
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
