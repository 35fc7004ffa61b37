package zveno.node.miner;

import java.time.Duration;

/**
 * When a miner that runs makes its next block. Requests for a block are served regardless of it.
 *
 * @param mode for what it makes blocks
 * @param interval the least time from one of the node's own blocks to the search for the next; zero
 *     if there is none
 */
public record Pace(MiningMode mode, Duration interval) {

  /** The longest interval. */
  public static final Duration MAX_INTERVAL = Duration.ofDays(7);

  /** One block after the other. */
  public static final Pace UNBOUNDED = new Pace(MiningMode.ALWAYS, Duration.ZERO);

  public Pace {
    if (interval.isNegative() || interval.compareTo(MAX_INTERVAL) > 0) {
      throw new IllegalArgumentException("not an interval: " + interval);
    }
  }

  /** Whether there is a least time between blocks. */
  boolean hasInterval() {
    return !interval.isZero();
  }
}
