package zveno.node.sync;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import zveno.kernel.model.Block;
import zveno.kernel.model.TracedBlock;
import zveno.node.service.LargeBlocks;
import zveno.node.service.UnavailableException;

/**
 * Room for blocks of neighbours that are being read. Small ones pass uncounted, of medium ones
 * eight are read at once, and large ones share a budget with those that are read for clients. For
 * any thread.
 */
public final class BlockMemory {

  /** Blocks of up to so many bytes are small: any number of chains may be at one. */
  static final int SMALL = 64 * 1024;

  private static final int MOST_MEDIUM = 8;
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** What a transaction or an entry's id weighs in memory beside its bytes, about. */
  private static final long EACH = 128;

  private final Semaphore medium = new Semaphore(MOST_MEDIUM, true);
  private final LargeBlocks large;

  /**
   * @param large keeps this and others from reading too many large blocks at once
   */
  public BlockMemory(LargeBlocks large) {
    this.large = large;
  }

  /** How many bytes a block takes while it waits to be checked, about. */
  static long weight(TracedBlock traced) {
    Block block = traced.block();
    return block.encoded().length + EACH * (block.transactionCount() + traced.trace().size());
  }

  /**
   * Waits for one of the places; it must be left.
   *
   * @throws UnavailableException if none is free in time
   */
  void enterMedium() {
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

  void leaveMedium() {
    medium.release();
  }

  /** All the memory there is for large blocks. */
  LargeBlocks.Claim claimLarge() {
    return large.claim(Long.MAX_VALUE / 2, PATIENCE);
  }
}
