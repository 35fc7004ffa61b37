package zveno.node.miner;

/**
 * How a node mines when it starts.
 *
 * @param running whether it mines on and on, not only for those who ask
 * @param threads how many search, 1 to {@link Miner#MOST_THREADS}
 */
public record MinerSettings(boolean running, int threads) {

  public MinerSettings {
    check(threads);
  }

  static void check(int threads) {
    if (threads < 1 || threads > Miner.MOST_THREADS) {
      throw new IllegalArgumentException("no crew has " + threads + " threads");
    }
  }

  /** For those who ask, with all processors. */
  public static MinerSettings onDemand() {
    return new MinerSettings(false, processors());
  }

  /** How many threads are as many as there are processors. */
  public static int processors() {
    return Math.min(Runtime.getRuntime().availableProcessors(), Miner.MOST_THREADS);
  }
}
