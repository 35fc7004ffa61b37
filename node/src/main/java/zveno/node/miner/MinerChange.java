package zveno.node.miner;

import java.time.Duration;
import java.util.Optional;

/**
 * What is to change about the miner.
 *
 * @param running whether it is to make blocks without requests
 * @param threads how many are to search, 1 to {@link SearchThreads#MAX}
 * @param mode for what it makes these blocks
 * @param interval the least time between them, 0 (none) to {@link Pace#MAX_INTERVAL}
 */
public record MinerChange(
    Optional<Boolean> running,
    Optional<Integer> threads,
    Optional<MiningMode> mode,
    Optional<Duration> interval) {

  public MinerChange {
    threads.ifPresent(SearchThreads::check);
  }
}
