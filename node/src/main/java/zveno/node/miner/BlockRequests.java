package zveno.node.miner;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import zveno.node.service.UnavailableException;
import zveno.node.service.UnavailableException.Reason;

/** The requests for a block, in the order in which they came. For any number of threads. */
final class BlockRequests {

  private static final int MAX_WAITING = 256;

  private final Deque<BlockRequest> waiting = new ArrayDeque<>();
  private final Runnable onAsked;
  private final Runnable onWithdrawn;
  private boolean refusing;

  /**
   * @param onAsked called when there is one more
   * @param onWithdrawn called when there is one less than the miner knows of
   */
  BlockRequests(Runnable onAsked, Runnable onWithdrawn) {
    this.onAsked = onAsked;
    this.onWithdrawn = onWithdrawn;
  }

  /**
   * Adds one.
   *
   * @throws UnavailableException if there are too many, or none are taken any more
   */
  BlockRequest ask() {
    BlockRequest request = new BlockRequest(this::withdraw);
    synchronized (this) {
      if (refusing) {
        throw shuttingDown();
      }
      if (waiting.size() == MAX_WAITING) {
        throw new UnavailableException(
            Reason.BUSY, MAX_WAITING + " blocks are waiting to be mined; try again later");
      }
      waiting.addLast(request);
    }
    onAsked.run();
    return request;
  }

  private void withdraw(BlockRequest request) {
    if (remove(request)) {
      onWithdrawn.run();
    }
    request.block().cancel(false);
  }

  private synchronized boolean remove(BlockRequest request) {
    boolean known = waiting.remove(request);
    notifyAll(); // for awaitNone
    return known;
  }

  /** The one that has waited longest. */
  synchronized Optional<BlockRequest> longestWaiting() {
    return Optional.ofNullable(waiting.peekFirst());
  }

  /** How many wait. */
  synchronized int count() {
    return waiting.size();
  }

  /** Takes one out, to be answered by the caller. */
  BlockRequest answered(BlockRequest request) {
    remove(request);
    return request;
  }

  /** Takes no more; those that wait may still be answered. */
  synchronized void refuseMore() {
    refusing = true;
  }

  /**
   * Waits, at most so long, until none is left. Takes no notice of how that ends.
   *
   * @throws InterruptedException if this thread is interrupted meanwhile
   */
  synchronized void awaitNone(Duration atMost) throws InterruptedException {
    long end = System.nanoTime() + atMost.toNanos();
    long left = atMost.toNanos();
    while (!waiting.isEmpty() && left > 0) {
      wait(left / 1_000_000, (int) (left % 1_000_000));
      left = end - System.nanoTime();
    }
  }

  /** Refuses all that are left. */
  void end() {
    Deque<BlockRequest> left;
    synchronized (this) {
      refusing = true;
      left = new ArrayDeque<>(waiting);
      waiting.clear();
      notifyAll();
    }
    left.forEach(request -> request.block().completeExceptionally(shuttingDown()));
  }

  static UnavailableException shuttingDown() {
    return new UnavailableException(Reason.STOPPED, "the node is shutting down");
  }
}
