package zveno.node.metrics;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes a page for all who ask for it at the same time, never from before they asked: one is being
 * made at most, and those who come meanwhile share the next. For any thread.
 *
 * @param <T> a page
 */
final class SharedPage<T> {

  private final Supplier<T> maker;

  /** Held while a page is being made. */
  private final ReentrantLock turn = new ReentrantLock();

  /** Guards {@link #next}; held for a moment only. */
  private final ReentrantLock door = new ReentrantLock();

  /** The page that has not been begun, if one is waited for. */
  private @Nullable CompletableFuture<T> next;

  /**
   * @param maker one call at a time
   */
  SharedPage(Supplier<T> maker) {
    this.maker = maker;
  }

  /**
   * A page that was begun after this call.
   *
   * @throws java.util.concurrent.CompletionException if it could not be made, for those who waited
   *     for another thread to make it; that thread gets the exception itself
   */
  T next() {
    CompletableFuture<T> page;
    boolean mine;
    door.lock();
    try {
      page = next;
      mine = page == null;
      if (page == null) {
        page = new CompletableFuture<>();
        next = page;
      }
    } finally {
      door.unlock();
    }
    if (mine) {
      make(page);
    }
    return page.join();
  }

  private void make(CompletableFuture<T> page) {
    turn.lock();
    try {
      begin();
      page.complete(maker.get());
    } catch (RuntimeException | Error e) {
      page.completeExceptionally(e);
      throw e;
    } finally {
      turn.unlock();
    }
  }

  /** From now on those who come are too late for this one. */
  private void begin() {
    door.lock();
    try {
      next = null;
    } finally {
      door.unlock();
    }
  }
}
