package zveno.node.miner;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;

/** How many candidates a second were tried of late. For any number of threads. */
final class HashRateMeter {

  private static final long WINDOW = Duration.ofSeconds(5).toNanos();
  private static final long BETWEEN_MARKS = Duration.ofMillis(500).toNanos();

  /** Too short a time says nothing. */
  private static final long SHORTEST = Duration.ofMillis(20).toNanos();

  private record Mark(long nanos, long tried) {}

  private final LongSupplier nanos;
  private final Deque<Mark> marks = new ArrayDeque<>();

  /**
   * @param nanos a clock that goes evenly, in nanoseconds
   */
  HashRateMeter(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /** To be called often during a search. */
  synchronized void mark(long tried) {
    long now = nanos.getAsLong();
    if (!marks.isEmpty() && now - marks.getLast().nanos() < BETWEEN_MARKS) {
      return;
    }
    marks.addLast(new Mark(now, tried));
    while (now - marks.getFirst().nanos() > WINDOW) {
      marks.removeFirst();
    }
  }

  /** The search is over: what comes next is measured anew. */
  synchronized void rest() {
    marks.clear();
  }

  /** Candidates a second; 0 without a search, and at its very beginning. */
  synchronized double rate(long tried) {
    if (marks.isEmpty()) {
      return 0;
    }
    Mark first = marks.getFirst();
    long took = nanos.getAsLong() - first.nanos();
    return took < SHORTEST ? 0 : (tried - first.tried()) * 1e9 / took;
  }
}
