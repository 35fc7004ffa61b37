package zveno.node.stratum;

import java.time.Duration;

/**
 * How hard the shares of one miner are, so that one comes every few seconds, whatever the miner's
 * hash rate is. Not for several threads at once.
 *
 * <p>It does not grow past the network's difficulty: on an easy chain, whose every hash is a share,
 * it would grow without end, and could not come down again when the chain gets harder.
 */
final class SharePacing {

  /** The time between two shares that is aimed at. */
  static final Duration GOAL = Duration.ofSeconds(5);

  /** Where a miner begins that suggests nothing: right for about 8 MH/s. */
  static final double FIRST_DIFFICULTY = 0.01;

  /** So many shares are enough to judge by. */
  private static final int ENOUGH_SHARES = 8;

  /** And after so long even fewer are. */
  private static final long ENOUGH_TIME = Duration.ofSeconds(30).toNanos();

  private static final double MAX_STEP = 64;
  private static final double TOLERATED = 1.7;

  private double difficulty;
  private double least;
  private long since;
  private int shares;

  /**
   * @param first the difficulty to begin with
   * @param now in nanoseconds, as {@link System#nanoTime} counts
   */
  SharePacing(double first, long now) {
    this.difficulty = Math.max(first, ShareTarget.MIN_DIFFICULTY);
    this.since = now;
  }

  /**
   * The difficulty at present.
   *
   * @param network the difficulty of a block, above which no share may be: a block would be missed
   */
  double difficulty(double network) {
    return Math.max(ShareTarget.MIN_DIFFICULTY, Math.min(Math.max(difficulty, least), network));
  }

  /** The miner takes none below this difficulty, more than 0. */
  void atLeast(double lowest) {
    least = lowest;
  }

  /** The miner wishes for this difficulty, more than 0. */
  void suggest(double wanted, long now) {
    restart(wanted, now);
  }

  /**
   * A share has come.
   *
   * @return whether the difficulty has changed
   */
  boolean shared(long now, double network) {
    shares++;
    return shares >= ENOUGH_SHARES && judge(now, network);
  }

  /**
   * To be asked now and then.
   *
   * @return whether the difficulty has changed, because shares are too rare
   */
  boolean waited(long now, double network) {
    return now - since >= ENOUGH_TIME && judge(now, network);
  }

  private boolean judge(long now, double network) {
    double elapsed = Math.max(1, now - since);
    double rate = Math.max(shares, 0.5) * GOAL.toNanos() / elapsed;
    if (rate < TOLERATED && rate > 1 / TOLERATED) {
      since = now;
      shares = 0;
      return false;
    }
    double before = difficulty(network);
    restart(before * Math.clamp(rate, 1 / MAX_STEP, MAX_STEP), now);
    difficulty = difficulty(network);
    return difficulty != before;
  }

  private void restart(double wanted, long now) {
    difficulty = Math.max(wanted, ShareTarget.MIN_DIFFICULTY);
    since = now;
    shares = 0;
  }
}
