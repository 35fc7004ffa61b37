package zveno.node.storage;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts who is inside, so that native memory is never freed under somebody's hands: once the gate
 * is shut, the last one out does what is to be done then. For any number of threads.
 */
final class Gate {

  /** Added to the count when the gate is shut; the sign tells. */
  private static final long SHUT = Long.MIN_VALUE;

  private final AtomicLong inside = new AtomicLong();
  private final CountDownLatch empty = new CountDownLatch(1);
  private final Runnable last;

  /**
   * @param last runs once, when the gate is shut and everybody has left
   */
  Gate(Runnable last) {
    this.last = last;
  }

  /** Lets the caller in, who must then leave; false if the gate is shut. */
  boolean enter() {
    long now = inside.get();
    while (now >= 0) {
      if (inside.compareAndSet(now, now + 1)) {
        return true;
      }
      now = inside.get();
    }
    return false;
  }

  void leave() {
    if (inside.decrementAndGet() == SHUT) {
      finish();
    }
  }

  /** Lets nobody in any more. May be called twice. */
  void shut() {
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
  boolean awaitEmpty(Duration patience) {
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
