package zveno.node.service;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zveno.node.service.UnavailableException.Reason;
import zveno.node.storage.errors.StoreFullException;

/**
 * The only thread that changes the chain or the pool. It takes whatever is waiting: posted
 * transactions go to disk together, with one sync for all; anything else goes alone. A failure of
 * the disk stops it for good, and every waiting or later submission fails with the reason; a full
 * disk stops nothing.
 */
final class Writer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Writer.class);
  private static final int MAX_WAITING = 1024;

  /** A piece of work, and the future of its result. */
  private sealed interface Job {

    /** Transactions for the pool. */
    record Submit(PendingSubmission pending) implements Job {}

    /** Anything else; it commits by itself. */
    record Alone(Runnable work, CompletableFuture<?> done) implements Job {}

    /** The last one. */
    record Stop() implements Job {}

    default void refuse(UnavailableException why) {
      switch (this) {
        case Submit submit -> submit.pending().done().completeExceptionally(why);
        case Alone alone -> alone.done().completeExceptionally(why);
        case Stop stop -> {
          // no caller waits for it
        }
      }
    }
  }

  private final BlockingQueue<Job> waiting = new ArrayBlockingQueue<>(MAX_WAITING);
  private final Consumer<List<PendingSubmission>> submit;
  private final Runnable onUndone;
  private final Consumer<Throwable> onFailure;
  private final Thread thread;
  private volatile @Nullable UnavailableException stopped;

  /**
   * @param submit puts submissions into the pool in one commit, and completes them
   * @param onUndone called when work has failed and the store is as if it had never begun
   * @param onFailure hears of the failure that has stopped the writer
   */
  Writer(
      Consumer<List<PendingSubmission>> submit, Runnable onUndone, Consumer<Throwable> onFailure) {
    this.submit = submit;
    this.onUndone = onUndone;
    this.onFailure = onFailure;
    this.thread = Thread.ofPlatform().name("writer").unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  void submit(PendingSubmission pending) {
    enqueue(new Job.Submit(pending));
  }

  /** Runs {@code work} on the writer's thread; it completes {@code done} itself. */
  void alone(Runnable work, CompletableFuture<?> done) {
    enqueue(new Job.Alone(work, done));
  }

  /** How many pieces of work wait. */
  int waiting() {
    return waiting.size();
  }

  /** Why nothing is written any more; nothing as long as it is. */
  Optional<String> stopped() {
    return Optional.ofNullable(stopped).map(why -> String.valueOf(why.getMessage()));
  }

  private void enqueue(Job job) {
    UnavailableException why = stopped;
    if (why != null) {
      job.refuse(why);
    } else if (!waiting.offer(job)) {
      job.refuse(
          new UnavailableException(
              Reason.BUSY,
              MAX_WAITING + " requests are waiting to be written; try again in a moment"));
    } else {
      refuseIfLate(job);
    }
  }

  /** The thread may have ended between the first look and the offer. Takes out this job only. */
  private void refuseIfLate(Job job) {
    UnavailableException why = stopped;
    if ((why != null || !thread.isAlive()) && waiting.remove(job)) {
      job.refuse(
          why != null ? why : new UnavailableException(Reason.STOPPED, "the node is not writing"));
    }
  }

  private void run() {
    List<Job> batch = new ArrayList<>();
    boolean stopping = false;
    while (!stopping) {
      try {
        batch.add(waiting.take());
      } catch (InterruptedException e) {
        continue; // only close() ends this thread
      }
      waiting.drainTo(batch);
      stopping = work(batch);
      batch.clear();
    }
    stop("the node is shutting down", null);
    refuseWaiting();
  }

  /** Does all of it, in order; true if the last job was among them. */
  private boolean work(List<Job> batch) {
    boolean last = false;
    List<PendingSubmission> together = new ArrayList<>();
    for (Job job : batch) {
      switch (job) {
        case Job.Submit one -> together.add(one.pending());
        case Job.Alone alone -> {
          flush(together);
          attempt(alone.work(), List.of(alone.done()));
        }
        case Job.Stop stop -> last = true;
      }
    }
    flush(together);
    return last;
  }

  private void flush(List<PendingSubmission> together) {
    if (together.isEmpty()) {
      return;
    }
    List<PendingSubmission> all = List.copyOf(together);
    together.clear();
    attempt(() -> submit.accept(all), all.stream().map(PendingSubmission::done).toList());
  }

  private void attempt(Runnable work, List<? extends CompletableFuture<?>> waiters) {
    UnavailableException why = stopped;
    if (why == null) {
      why = tryOnce(work);
    }
    if (why != null) {
      for (CompletableFuture<?> waiter : waiters) {
        waiter.completeExceptionally(why);
      }
    }
  }

  private @Nullable UnavailableException tryOnce(Runnable work) {
    try {
      work.run();
      return null;
    } catch (StoreFullException e) {
      LOG.warn("not written: {}", e.getMessage());
      return undone(e);
    } catch (RuntimeException | Error e) {
      return failed(e);
    }
  }

  private UnavailableException undone(StoreFullException full) {
    try {
      onUndone.run();
      return new UnavailableException(Reason.DISK_FULL, String.valueOf(full.getMessage()), full);
    } catch (RuntimeException | Error e) {
      e.addSuppressed(full);
      return failed(e);
    }
  }

  private UnavailableException failed(Throwable e) {
    LOG.error("the node has stopped writing: {}", e.toString());
    UnavailableException why = stop(hasStopped(String.valueOf(e.getMessage())), e);
    onFailure.accept(e);
    return why;
  }

  /** How it is said that nothing is written any more. */
  static String hasStopped(String reason) {
    return "the node has stopped writing: " + reason;
  }

  private UnavailableException stop(String message, @Nullable Throwable cause) {
    UnavailableException why = new UnavailableException(Reason.STOPPED, message, cause);
    stopped = why;
    return why;
  }

  private void refuseWaiting() {
    UnavailableException why = stopped != null ? stopped : stop("the node is shutting down", null);
    List<Job> late = new ArrayList<>();
    waiting.drainTo(late);
    late.forEach(job -> job.refuse(why));
  }

  /** Finishes what was handed in before, refuses what comes after, and ends the thread. */
  @Override
  public void close() {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        waiting.put(new Job.Stop());
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
