package zveno.node.storage.engine;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts users of native memory, so that it is never freed while in use: after the gate is closed,
 * the last user to leave runs the final action. For any number of threads.
 */
public final class CloseGuard {

  /** Added to the count when the gate is shut; the sign tells. */
  private static final long SHUT = Long.MIN_VALUE;

  private final AtomicLong inside = new AtomicLong();
  private final CountDownLatch empty = new CountDownLatch(1);
  private final Runnable last;

  /**
   * @param last runs once, when the gate is closed and all users have left
   */
  public CloseGuard(Runnable last) {
    this.last = last;
  }

  /** Enters; the caller must then leave. Returns false if the gate is closed. */
  public boolean enter() {
    long now = inside.get();
    while (now >= 0) {
      if (inside.compareAndSet(now, now + 1)) {
        return true;
      }
      now = inside.get();
    }
    return false;
  }

  public void leave() {
    if (inside.decrementAndGet() == SHUT) {
      finish();
    }
  }

  /** Closes the gate for new users. Closing twice is allowed. */
  public void shut() {
    if (inside.getAndUpdate(now -> now | SHUT) == 0) {
      finish();
    }
  }

  private void finish() {
    try {
      last.run();
    } finally {
      empty.countDown();
    }
  }

  /** Waits for the last one to leave; false if that takes too long, or if interrupted. */
  public boolean awaitEmpty(Duration patience) {
    if (empty.getCount() == 0) {
      return true; // even if interrupted
    }
    try {
      return empty.await(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
