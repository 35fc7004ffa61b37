package zveno.node.service;

import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import zveno.kernel.chain.Reorg;

/**
 * What has happened since the node was started, in numbers. Only the writer's thread counts; any
 * thread may read.
 */
@SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes
public final class ChainCounters {

  private final Clock clock;
  private volatile Instant tipMovedAt;
  private volatile long accepted;
  private volatile long mined;
  private volatile long adopted;
  private final AtomicLong refusedReorganisations = new AtomicLong();
  private volatile long reorganisations;
  private volatile long lastDepth;
  private volatile long maxDepth;

  ChainCounters(Clock clock) {
    this.clock = clock;
    this.tipMovedAt = clock.instant();
  }

  void countAccepted(long transactions) {
    accepted += transactions;
  }

  void countMined() {
    mined++;
    tipMovedAt = clock.instant();
  }

  void countAdopted(Reorg reorg) {
    adopted += reorg.joiningCount();
    tipMovedAt = clock.instant();
    if (reorg.leavingCount() > 0) {
      reorganisations++;
      lastDepth = reorg.leavingCount();
      maxDepth = Math.max(maxDepth, lastDepth);
    }
  }

  /** Counted by any thread. */
  void countRefused() {
    refusedReorganisations.incrementAndGet();
  }

  /** When the chain last changed; at first, when the node was started. */
  public Instant tipMovedAt() {
    return tipMovedAt;
  }

  /** Transactions that were acknowledged. */
  public long accepted() {
    return accepted;
  }

  /** Blocks of our own. */
  public long mined() {
    return mined;
  }

  /** Blocks of others that became part of our chain. */
  public long adopted() {
    return adopted;
  }

  /** How often blocks have left our chain. */
  public long reorganisations() {
    return reorganisations;
  }

  /** How many blocks left when that happened last; 0 if it has not. */
  public long lastDepth() {
    return lastDepth;
  }

  /** How many blocks left at once, at most. */
  public long maxDepth() {
    return maxDepth;
  }

  /** How often a chain with more work was refused, because too many blocks would have left ours. */
  public long refusedReorganisations() {
    return refusedReorganisations.get();
  }
}
