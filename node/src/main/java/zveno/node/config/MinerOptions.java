package zveno.node.config;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import zveno.kernel.rules.RuleSet;
import zveno.node.miner.MinerSettings;
import zveno.node.miner.MiningMode;
import zveno.node.miner.Pace;
import zveno.node.miner.SearchThreads;

/** How a node mines. */
public final class MinerOptions {

  /** As a line of a file or a variable says it: {@code true}, as {@code --mine} alone. */
  private static final String ALWAYS = "true";

  private static final String NEVER = "false";

  @Option(
      names = "--mine",
      paramLabel = "always|when-waiting",
      arity = "0..1",
      fallbackValue = ALWAYS,
      description =
          "Mine from the start: continuously, or with =when-waiting only while transactions wait."
              + " By default, and with --mine=false, only when a client requests a block. POST"
              + " /api/v1/miner starts and stops it later.")
  @Nullable String mine;

  @Option(names = "--no-mine", hidden = true, description = "Short for --mine=false.")
  boolean noMine;

  @Option(
      names = "--block-interval",
      paramLabel = "DURATION",
      description =
          "The shortest time between blocks while mining, like 500ms, 10s, 5m or 1h; at most 7d."
              + " Blocks that clients request are not delayed.")
  @Nullable String interval;

  @Option(
      names = "--mining-threads",
      paramLabel = "N",
      description = "Number of mining threads; by default one for each processor.")
  @Nullable Integer threads;

  @Option(
      names = "--reward-address",
      paramLabel = "ADDRESS",
      description =
          "Who earns the rewards of this node's blocks; by default the node's own id. Under the"
              + " strict rules an address, without which the node mines no blocks.")
  @Nullable String rewardAddress;

  /** How the node mines when it starts. */
  public MinerSettings settings() {
    return searching().payingTo(Optional.ofNullable(rewardAddress));
  }

  /** Refuses a recipient to which the rules let no reward go, and mining without one. */
  public void checkRecipient(RuleSet rules) {
    String named = rewardAddress;
    if (named != null) {
      rules
          .templates()
          .recipientProblem(named)
          .ifPresent(problem -> {
            throw CommandException.badInput("--reward-address: " + problem);
          });
    } else if (settings().running() && rules.templates().recipientProblem("").isPresent()) {
      throw CommandException.badInput(
          "--mine under the rules " + rules.name() + " needs --reward-address");
    }
  }

  private MinerSettings searching() {
    Optional<MiningMode> mode = noMine ? Optional.empty() : mode();
    Pace pace = new Pace(mode.orElse(MiningMode.ALWAYS), parsedInterval());
    Integer wanted = threads;
    if (wanted == null) {
      return new MinerSettings(mode.isPresent(), SearchThreads.processors(), pace);
    }
    if (wanted < 1 || wanted > SearchThreads.MAX) {
      throw CommandException.badInput(
          "--mining-threads must be 1 to " + SearchThreads.MAX + ", not " + wanted);
    }
    return new MinerSettings(mode.isPresent(), wanted, pace);
  }

  /** Empty if it mines on request only. */
  private Optional<MiningMode> mode() {
    String said = mine == null ? NEVER : mine.toLowerCase(Locale.ROOT);
    if (said.equals(NEVER)) {
      return Optional.empty();
    }
    if (said.equals(ALWAYS)) {
      return Optional.of(MiningMode.ALWAYS);
    }
    Optional<MiningMode> named = MiningMode.named(said);
    if (named.isEmpty()) {
      throw CommandException.badInput("--mine must be always, when-waiting or false, not " + mine);
    }
    return named;
  }

  private Duration parsedInterval() {
    String said = interval;
    if (said == null) {
      return Duration.ZERO;
    }
    return Durations.parse(said)
        .filter(time -> time.compareTo(Duration.ofMillis(1)) >= 0)
        .filter(time -> time.compareTo(Pace.MAX_INTERVAL) <= 0)
        .orElseThrow(() ->
            CommandException.badInput(
                "--block-interval must be 1ms to 7d, like 500ms, 10s, 5m or 1h, not " + said));
  }
}
