package zveno.node.service;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import zveno.node.service.UnavailableException.Reason;

/**
 * Bounds how much of large blocks is in memory at once, for all readers: a peer's chain, or clients
 * that ask for ours. Small blocks, which nearly all are, pass uncounted. For any thread, except the
 * writer's, which must not wait for others.
 */
public final class LargeBlockBudget {

  /** Blocks of up to so many bytes are small. */
  public static final int SMALL = 1 << 20;

  private static final int UNIT = 1024;

  private final int units;
  private final Semaphore free;

  /**
   * @param bytes how much memory large blocks may take in all
   */
  public LargeBlockBudget(long bytes) {
    this.units = Math.toIntExact(Math.max(1, bytes / UNIT));
    this.free = new Semaphore(units, true);
  }

  /** Reserved memory, until it is closed. May be closed twice. */
  public final class Claim implements AutoCloseable {

    private int claimed;

    private Claim(int claimed) {
      this.claimed = claimed;
    }

    @Override
    public void close() {
      free.release(claimed);
      claimed = 0;
    }
  }

  /**
   * Waits until there is room for so many bytes; what is more than all of the room waits for all of
   * it.
   *
   * @throws UnavailableException if there is none in this time
   */
  public Claim claim(long bytes, Duration patience) {
    int wanted = (int) Math.min(units, bytes / UNIT + 1);
    try {
      if (free.tryAcquire(wanted, patience.toMillis(), TimeUnit.MILLISECONDS)) {
        return new Claim(wanted);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new UnavailableException(
        Reason.BUSY, "too many large blocks are being read at once; try again in a moment");
  }
}
