package zveno.node.protocol;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import zveno.kernel.model.Block;
import zveno.kernel.model.NewBlock;
import zveno.node.service.LargeBlockBudget;
import zveno.node.service.UnavailableException;

/**
 * Room for blocks of peers that are being read. Small ones pass uncounted, of medium ones eight are
 * read at once, and large ones share a budget with those that are read for clients. For any thread.
 */
public final class BlockMemoryBudget {

  /** Blocks of up to so many bytes are small: any number of chains may be at one. */
  public static final int SMALL = 64 * 1024;

  /** How many blocks above {@link #SMALL} are read at once. */
  public static final int MAX_MEDIUM = 8;

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** How many bytes of memory a transaction or an entry's id takes beside its own, about. */
  private static final long OVERHEAD_BYTES = 128;

  private final Semaphore medium = new Semaphore(MAX_MEDIUM, true);
  private final LargeBlockBudget large;

  /**
   * @param large keeps this and others from reading too many large blocks at once
   */
  public BlockMemoryBudget(LargeBlockBudget large) {
    this.large = large;
  }

  /** How many bytes a block takes while it waits to be checked, about. */
  public static long memoryOf(NewBlock next) {
    Block block = next.block();
    return block.encoded().length
        + OVERHEAD_BYTES * (block.transactionCount() + next.memo().count());
  }

  /**
   * Waits for one of the places; it must be left.
   *
   * @throws UnavailableException if none is free in time
   */
  public void enterMedium() {
    try {
      if (medium.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new UnavailableException(
        UnavailableException.Reason.BUSY, "too many medium-sized blocks are being read at once");
  }

  public void leaveMedium() {
    medium.release();
  }

  /** How many wait for a place at present. */
  public int waiting() {
    return medium.getQueueLength();
  }

  /** All the memory there is for large blocks. */
  LargeBlockBudget.Claim claimLarge() {
    return large.claim(Long.MAX_VALUE / 2, PATIENCE);
  }
}
