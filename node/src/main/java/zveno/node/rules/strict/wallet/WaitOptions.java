package zveno.node.rules.strict.wallet;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import zveno.node.config.CommandException;

/** How long to wait for blocks. */
final class WaitOptions {

  private static final int MAX_BLOCKS = 1_000_000;
  private static final int MAX_SECONDS = 31 * 24 * 3_600;

  @Option(
      names = "--wait",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "Wait until N blocks confirm it, its own counted; default ${DEFAULT-VALUE}, do not wait.")
  int blocks;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      description = "Wait at most so long; default: until it is confirmed, dropped or expired.")
  @Nullable Integer timeout;

  int blocks() {
    if (blocks < 0 || blocks > MAX_BLOCKS) {
      throw CommandException.badInput("--wait must be 0 to " + MAX_BLOCKS + ", not " + blocks);
    }
    return blocks;
  }

  Optional<Duration> timeout() {
    if (timeout != null && (timeout < 1 || timeout > MAX_SECONDS)) {
      throw CommandException.badInput("--timeout must be 1 to " + MAX_SECONDS + ", not " + timeout);
    }
    return Optional.ofNullable(timeout).map(Duration::ofSeconds);
  }
}
