package zveno.node.miner;

import java.util.Optional;

/**
 * How a node mines when it starts.
 *
 * @param running whether it makes blocks without requests
 * @param threads how many search, 1 to {@link SearchThreads#MAX}
 * @param pace when it makes them
 * @param recipient the address that earns the rewards, as the rule set writes it; if empty, the
 *     node's id
 */
public record MinerSettings(boolean running, int threads, Pace pace, Optional<String> recipient) {

  public MinerSettings {
    SearchThreads.check(threads);
  }

  /** Rewards go to the node's id. */
  public MinerSettings(boolean running, int threads, Pace pace) {
    this(running, threads, pace, Optional.empty());
  }

  /** One block after the other, once it runs. */
  public MinerSettings(boolean running, int threads) {
    this(running, threads, Pace.UNBOUNDED);
  }

  /** Only on request, with all processors. */
  public static MinerSettings onDemand() {
    return new MinerSettings(false, SearchThreads.processors());
  }

  /** The same, with another recipient. */
  public MinerSettings payingTo(Optional<String> other) {
    return new MinerSettings(running, threads, pace, other);
  }

  /** What makes a new miner mine so. */
  public MinerChange change() {
    return new MinerChange(
        Optional.of(running),
        Optional.of(threads),
        Optional.of(pace.mode()),
        Optional.of(pace.interval()));
  }
}
