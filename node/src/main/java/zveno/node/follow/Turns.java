package zveno.node.follow;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * When several neighbours tell of the same block, one is asked for it and the others are waited
 * with: most often nothing is left to ask them for. Whoever has made no progress for a while keeps
 * nobody waiting any longer. For any number of threads.
 */
final class Turns {

  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(2);

  /** How many may be at it at once, if some of them make no progress. */
  private static final int MOST = 4;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private int running;
  private long lastProgress;

  /**
   * Waits for a turn.
   *
   * @param wanted whether there is still something to do; asked again after each wait
   * @return false if there is not; else {@link #leave} must follow
   */
  boolean enter(BooleanSupplier wanted) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (wanted.getAsBoolean()) {
        long left = running == 0 ? 0 : PATIENCE_NANOS - (System.nanoTime() - lastProgress);
        if (left <= 0 && running < MOST) {
          running++;
          lastProgress = System.nanoTime();
          return true;
        }
        var _ = changed.awaitNanos(running < MOST ? left : PATIENCE_NANOS);
      }
      return false;
    } finally {
      lock.unlock();
    }
  }

  /** Whoever has the turn has got something. */
  void progress() {
    lock.lock();
    try {
      lastProgress = System.nanoTime();
    } finally {
      lock.unlock();
    }
  }

  void leave() {
    lock.lock();
    try {
      running--;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
