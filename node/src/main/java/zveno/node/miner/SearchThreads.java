package zveno.node.miner;

/** The threads that search, and how many of them there may be. */
public final class SearchThreads {

  /** More than any machine has processors, and few enough to be harmless. */
  public static final int MAX = 256;

  private SearchThreads() {}

  /** Checks a number of threads, 1 to {@link #MAX}. */
  static void check(int threads) {
    if (threads < 1 || threads > MAX) {
      throw new IllegalArgumentException("no miner has " + threads + " threads");
    }
  }

  /** As many threads as there are processors. */
  public static int processors() {
    return Math.min(Runtime.getRuntime().availableProcessors(), MAX);
  }

  /**
   * Threads that stand back for all others, where the system lets them: a search takes every moment
   * that is left over.
   */
  @SuppressWarnings("ThreadPriorityCheck") // a wish only; nothing depends on it
  static Thread.Builder.OfPlatform named(String name) {
    return Thread.ofPlatform().name(name, 1).daemon().priority(Thread.MIN_PRIORITY);
  }
}
