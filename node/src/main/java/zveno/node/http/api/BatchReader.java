package zveno.node.http.api;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Function;
import java.util.function.LongSupplier;
import zveno.node.rules.Posted;

/**
 * Reads the lines of a batch on all processors, each by itself: a line may have a signature to be
 * verified. Its threads are the platform's, since this work never waits. When too much is queued,
 * the caller reads by itself. For any thread.
 */
final class BatchReader {

  /** Lines that a thread takes at once. */
  private static final int SHARE = 8;

  private static final int MAX_QUEUED = 256;
  private static final long IDLE_SECONDS = 10;

  private final int threads;
  private final LongSupplier spentNanos;
  private final ThreadPoolExecutor pool;

  /**
   * What a line is.
   *
   * @param spentNanos what the costly checks have taken for it, of processor time
   */
  record Line(Posted posted, long spentNanos) {}

  /**
   * @param threads how many read at once
   * @param spentNanos what costly checks have taken so far for the calling thread
   */
  BatchReader(int threads, LongSupplier spentNanos) {
    this.threads = threads;
    this.spentNanos = spentNanos;
    this.pool =
        new ThreadPoolExecutor(
            threads,
            threads,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MAX_QUEUED),
            Thread.ofPlatform().daemon().name("line-reader-", 1).factory(),
            new ThreadPoolExecutor.CallerRunsPolicy());
    pool.allowCoreThreadTimeOut(true);
  }

  /** Reads lines; the answers are in their order. */
  List<Line> read(List<byte[]> lines, Function<byte[], Posted> reading) {
    AtomicReferenceArray<Line> read = new AtomicReferenceArray<>(lines.size());
    AtomicInteger next = new AtomicInteger();
    Runnable some =
        () -> {
          int from = next.getAndAdd(SHARE);
          while (from < lines.size()) {
            for (int i = from; i < Math.min(lines.size(), from + SHARE); i++) {
              read.set(i, read(lines.get(i), reading));
            }
            from = next.getAndAdd(SHARE);
          }
        };
    List<CompletableFuture<Void>> working = new ArrayList<>();
    for (int i = 0; i < Math.min(threads, Math.ceilDiv(lines.size(), SHARE)); i++) {
      working.add(CompletableFuture.runAsync(some, pool));
    }
    // They end by themselves: a caller that is interrupted waits for them all the same.
    CompletableFuture.allOf(working.toArray(CompletableFuture<?>[]::new)).join();
    List<Line> all = new ArrayList<>(lines.size());
    for (int i = 0; i < lines.size(); i++) {
      all.add(read.get(i));
    }
    return all;
  }

  private Line read(byte[] line, Function<byte[], Posted> reading) {
    long before = spentNanos.getAsLong();
    Posted posted = reading.apply(line);
    return new Line(posted, spentNanos.getAsLong() - before);
  }
}
