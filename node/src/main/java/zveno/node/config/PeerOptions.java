package zveno.node.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import zveno.kernel.bytes.DecodeException;
import zveno.node.assembly.PeerSettings;
import zveno.node.follow.FollowSettings;
import zveno.node.peers.PeerAddress;
import zveno.node.peers.PeerPolicy;
import zveno.node.protocol.ChainLimits;

/** How a node deals with its peers, as options. */
public final class PeerOptions {

  @Option(
      names = "--peer",
      paramLabel = "URL",
      description =
          "A peer to follow, like http://192.168.0.5:5000: new blocks and transactions flow both"
              + " ways automatically. The default port is 80, or 443 with https. May be repeated.")
  List<String> peers = new ArrayList<>();

  @Option(
      names = "--advertise",
      paramLabel = "URL",
      description =
          "The address of this node for other nodes. Peers learn it, follow this node in turn, and"
              + " pass the address on.")
  @Nullable String advertised;

  @Option(
      names = "--poll-interval",
      paramLabel = "SECONDS",
      description =
          "How often peers without an event stream, such as the tutorial's nodes, are polled;"
              + " default 10.")
  @Nullable Integer poll;

  @Option(
      names = "--peer-token-file",
      paramLabel = "FILE",
      description =
          "The first line of this file is the token sent with every call to peers given by --peer"
              + " or /api/v1/peers.")
  @Nullable Path tokenFile;

  @Option(
      names = "--peer-policy",
      paramLabel = "any|lan|public",
      description =
          "Addresses that peers may have. any: all but link-local, multicast and unspecified"
              + " addresses; lan: in addition, not this machine itself; public: in addition, no"
              + " private ranges. Default any if the node listens on this machine only, else lan.")
  @Nullable
  public String policy;

  @Option(
      names = "--max-chain-blocks",
      paramLabel = "N",
      description = "The longest chain to accept from a peer, in blocks; default 20000000.")
  @Nullable Long chainBlocks;

  @Option(
      names = "--max-chain-bytes",
      paramLabel = "N",
      description =
          "The longest chain to accept from a peer, in bytes as sent; default 4294967296.")
  @Nullable Long chainBytes;

  @Option(
      names = "--max-reorg",
      paramLabel = "N",
      description =
          "Refuse a chain that would remove more than the last N blocks of this node's chain, even"
              + " if it has more work; default 0, never.")
  @Nullable Long reorg;

  @Option(
      names = "--join",
      paramLabel = "URL",
      description =
          "Join the network of this peer: a new folder takes its first block, trusts it from then"
              + " on, and the log shows its hash. The peer is followed, as with --peer.")
  @Nullable String join;

  /** The peer whose network is to be joined. */
  public Optional<PeerAddress> join() {
    return Optional.ofNullable(join).map(text -> address("--join", text));
  }

  /**
   * Which addresses of peers may be called.
   *
   * @param loopback whether only this machine reaches the node
   */
  public PeerPolicy policy(boolean loopback) {
    String title = policy;
    if (title == null) {
      return loopback ? PeerPolicy.ANY : PeerPolicy.LAN;
    }
    return PeerPolicy.named(title)
        .orElseThrow(() ->
            CommandException.badInput(
                "--peer-policy must be "
                    + Arrays.stream(PeerPolicy.values())
                        .map(PeerPolicy::title)
                        .collect(Collectors.joining(", "))
                    + ", not "
                    + title));
  }

  public PeerSettings settings() {
    return new PeerSettings(
        Stream.concat(peers.stream().map(text -> address("--peer", text)), join().stream())
            .distinct()
            .toList(),
        Optional.ofNullable(advertised).map(text -> address("--advertise", text)),
        Optional.ofNullable(tokenFile)
            .map(file -> new TokenFile("--peer-token-file", file).secret()),
        FollowSettings.polling(pace()));
  }

  private static PeerAddress address(String option, String text) {
    try {
      return PeerAddress.parseWhole(text);
    } catch (DecodeException e) {
      throw CommandException.badInput(option + ": " + e.getMessage());
    }
  }

  private Duration pace() {
    Integer seconds = poll;
    if (seconds == null) {
      return FollowSettings.DEFAULT.poll();
    }
    if (seconds < 1 || seconds > 86_400) {
      throw CommandException.badInput("--poll-interval must be 1 to 86400 seconds, not " + seconds);
    }
    return Duration.ofSeconds(seconds);
  }

  public ChainLimits chains() {
    ChainLimits usual = ChainLimits.DEFAULT;
    return usual.with(
        positive("--max-chain-blocks", chainBlocks, usual.blocks()),
        positive("--max-chain-bytes", chainBytes, usual.bytes()));
  }

  /** How many blocks another chain may remove from ours; 0 for any number. */
  public long maxReorg() {
    long blocks = reorg == null ? 0 : reorg;
    if (blocks < 0) {
      throw CommandException.badInput("--max-reorg must be at least 0, not " + blocks);
    }
    return blocks;
  }

  private static long positive(String name, @Nullable Long given, long usual) {
    if (given == null) {
      return usual;
    }
    if (given < 1) {
      throw CommandException.badInput(name + " must be at least 1, not " + given);
    }
    return given;
  }
}
