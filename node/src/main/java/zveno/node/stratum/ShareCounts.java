package zveno.node.stratum;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** How many shares miners have sent since the node's start, and what they were worth. */
public final class ShareCounts {

  private final LongAdder right = new LongAdder();
  private final LongAdder blocks = new LongAdder();
  private final Map<StratumError, LongAdder> wrong = new ConcurrentHashMap<>();

  ShareCounts() {}

  void right() {
    right.increment();
  }

  void wrong(StratumError why) {
    wrong.computeIfAbsent(why, _ -> new LongAdder()).increment();
  }

  void block() {
    blocks.increment();
  }

  /** Right shares. */
  public long accepted() {
    return right.sum();
  }

  /** Shares for a tip that had moved. */
  public long stale() {
    LongAdder counted = wrong.get(StratumError.STALE);
    return counted == null ? 0 : counted.sum();
  }

  /** Wrong shares. */
  public long rejected() {
    return wrong.values().stream().mapToLong(LongAdder::sum).sum() - stale();
  }

  /** Shares that were blocks and joined the chain. */
  public long blocks() {
    return blocks.sum();
  }
}
