package zveno.node.service;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import zveno.kernel.bytes.Hash;
import zveno.kernel.model.Transaction;
import zveno.node.service.UnavailableException.Reason;

/**
 * Hands what this member is asked to do to the log of its cluster, and waits until it has come back
 * and is applied here: the outcome is then the same on every member. Posts that wait go into one
 * entry, and one such entry is under way at a time, so that they stay in order.
 */
final class Replication implements AutoCloseable {

  /** How long a request may take; more than the log's own limit. */
  static final Duration PATIENCE = Duration.ofSeconds(12);

  private static final int MAX_WAITING = 1024;

  /** What posts in one entry may have in all; a longer one goes alone. */
  private static final long BYTES_TOGETHER = 2 << 20;

  private final ReplicatedLog log;
  private final Hash chain;
  private final Clock clock;
  private final BlockingQueue<PendingSubmission> waiting = new ArrayBlockingQueue<>(MAX_WAITING);
  private final Map<UUID, CompletableFuture<Outcome>> proposed = new ConcurrentHashMap<>();
  private final Thread thread = Thread.ofPlatform().name("proposer").unstarted(this::run);
  private volatile boolean closed;

  /** What became of an entry, once it is on this member's disk. */
  sealed interface Outcome {

    /** Of posts, in their order; nothing for a key that came with another request before. */
    record Posted(List<Optional<Submission>> submissions) implements Outcome {
      public Posted {
        submissions = List.copyOf(submissions);
      }
    }

    /** Of relayed entries. */
    record Relayed(List<RelayResult> results) implements Outcome {
      public Relayed {
        results = List.copyOf(results);
      }
    }

    /** Of removals: how many were taken out. */
    record Removed(int count) implements Outcome {}

    /** Of a block. */
    record Mined(MiningResult result) implements Outcome {}

    /** Of an entry that changes nothing, or was applied before. */
    record Nothing() implements Outcome {}
  }

  /**
   * @param chain names the chain that the cluster has
   */
  Replication(ReplicatedLog log, Hash chain, Clock clock) {
    this.log = log;
    this.chain = chain;
    this.clock = clock;
  }

  void start() {
    thread.start();
  }

  ReplicatedLog log() {
    return log;
  }

  int waiting() {
    return waiting.size();
  }

  /** Has posts ordered; {@code pending} is completed in the end, whatever happens. */
  void submit(PendingSubmission pending) {
    if (closed) {
      pending.done().completeExceptionally(shuttingDown());
    } else if (waiting.offer(pending)) {
      var _ = pending.done().orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      if (closed && waiting.remove(pending)) {
        pending.done().completeExceptionally(shuttingDown());
      }
    } else {
      pending
          .done()
          .completeExceptionally(
              new UnavailableException(
                  Reason.BUSY,
                  MAX_WAITING + " requests are waiting to be written; try again in a moment"));
    }
  }

  private static UnavailableException shuttingDown() {
    return new UnavailableException(Reason.STOPPED, "the node is shutting down");
  }

  private void run() {
    Optional<PendingSubmission> held = Optional.empty();
    while (!closed) {
      try {
        PendingSubmission first = held.isPresent() ? held.get() : waiting.take();
        held = propose(first);
      } catch (InterruptedException e) {
        // only close() interrupts
      }
    }
    held.ifPresent(one -> one.done().completeExceptionally(shuttingDown()));
    List<PendingSubmission> late = new ArrayList<>();
    waiting.drainTo(late);
    late.forEach(one -> one.done().completeExceptionally(shuttingDown()));
  }

  /** Proposes this one with those after it; the first that does not fit is returned. */
  private Optional<PendingSubmission> propose(PendingSubmission first) {
    List<PendingSubmission> together = new ArrayList<>();
    long bytes = 0;
    Optional<PendingSubmission> next = Optional.of(first);
    while (next.isPresent()) {
      PendingSubmission one = next.get();
      if (!one.done().isDone()) { // its time may be over
        bytes += one.transactions().stream().mapToLong(Transaction::size).sum();
        if (bytes > BYTES_TOGETHER && !together.isEmpty()) {
          break;
        }
        together.add(one);
      }
      next = Optional.ofNullable(waiting.poll());
    }
    if (!together.isEmpty()) {
      order(together);
    }
    return next;
  }

  private void order(List<PendingSubmission> together) {
    try {
      List<LogEntry.Post> posts =
          together.stream().map(one -> new LogEntry.Post(one.transactions(), one.key())).toList();
      Outcome outcome = order(new LogEntry.Posts(posts));
      if (outcome instanceof Outcome.Posted(List<Optional<Submission>> submissions)) {
        for (int i = 0; i < submissions.size(); i++) {
          together.get(i).done().complete(submissions.get(i));
        }
      }
    } catch (RuntimeException | Error e) {
      together.forEach(one -> one.done().completeExceptionally(e));
    }
  }

  /**
   * Has a change ordered, and returns when it is applied here.
   *
   * @throws UnavailableException if that is not known in time
   */
  Outcome order(LogEntry.Change change) {
    LogEntry entry = LogEntry.of(change, clock.instant(), chain);
    byte[] encoded = entry.encoded();
    if (encoded.length > ReplicatedLog.MAX_ENTRY_BYTES) {
      throw new UnavailableException(
          Reason.BUSY,
          "an entry of the cluster's log has at most "
              + ReplicatedLog.MAX_ENTRY_BYTES
              + " bytes; post less at once");
    }
    CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    proposed.put(entry.id(), outcome);
    long end = System.nanoTime() + PATIENCE.toNanos();
    try {
      log.append(encoded);
      return outcome.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw late();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw shuttingDown();
    } catch (ExecutionException e) {
      throw new CompletionException(e.getCause());
    } finally {
      proposed.remove(entry.id());
    }
  }

  static UnavailableException late() {
    return new UnavailableException(
        Reason.BUSY,
        "the cluster has not confirmed it within "
            + PATIENCE.toSeconds()
            + " s; it may be accepted all the same: repeat it with the same Idempotency-Key");
  }

  /** An entry has been applied: who waits for it here is told. */
  void applied(UUID id, Outcome outcome) {
    CompletableFuture<Outcome> waiter = proposed.get(id);
    if (waiter != null) {
      waiter.complete(outcome);
    }
  }

  @Override
  public void close() {
    closed = true;
    boolean interrupted = false;
    while (thread.isAlive()) {
      thread.interrupt();
      try {
        thread.join(100);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
