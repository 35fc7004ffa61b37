package zveno.node.follow;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * When several peers announce the same block, one is asked for it and the others wait: usually
 * nothing is left to fetch from them. A peer without enough progress for a while no longer makes
 * the others wait. For any number of threads.
 */
final class BlockFetchSlots {

  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(2);

  /** In so long there must be so much progress, ... */
  private static final long STRETCH_NANOS = TimeUnit.SECONDS.toNanos(5);

  /** ... in blocks. */
  private static final long LEAST_BLOCKS = 500;

  /** How many may be at it at once, if those before make too little progress. */
  private static final int MAX = 32;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private int running;
  private long lastProgress;
  private long blocks;

  /**
   * Waits for a turn.
   *
   * @param wanted whether there is still something to do; asked again after each wait
   * @return false if there is not; else {@link #leave} must follow
   */
  boolean enter(BooleanSupplier wanted) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long begin = System.nanoTime();
      long before = blocks;
      while (wanted.getAsBoolean()) {
        long now = System.nanoTime();
        boolean stretchIsOver = now - begin >= STRETCH_NANOS;
        boolean slow =
            now - lastProgress >= PATIENCE_NANOS
                || (stretchIsOver && blocks - before < LEAST_BLOCKS);
        if (running == 0 || (slow && running < MAX)) {
          running++;
          lastProgress = now;
          return true;
        }
        if (stretchIsOver) {
          begin = now;
          before = blocks;
        }
        var _ = changed.awaitNanos(PATIENCE_NANOS / 4);
      }
      return false;
    } finally {
      lock.unlock();
    }
  }

  /** The peer whose turn it is has delivered so many blocks. */
  void progress(long count) {
    lock.lock();
    try {
      blocks += count;
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
