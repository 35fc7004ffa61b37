package zveno.kernel.mining;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;

/**
 * One search for the smallest proof, on which any number of threads may {@link #work} at once. The
 * result does not depend on the number of threads, nor on their kernels.
 *
 * <p>The candidates are divided into ranges of ten thousand, which the workers take one after
 * another. A worker that finds a solution records its range; from then on no later range is taken,
 * but ranges in progress are finished, so when the last worker returns, the lowest range with a
 * solution has been searched up to its lowest solution. A worker that is stopped returns its range:
 * workers may come and go, and little work is repeated.
 *
 * <p>Ranges are counted in {@code long}s from the first, and the first may have any number; so
 * proofs can have any length.
 */
public final class DecimalSearch implements PowSearch {

  /** Candidates below this have fewer digits than vary in a stretch. */
  private static final int SHORT_PROOFS = 1000;

  private static final int BETWEEN_LOOKS = 100;

  /** A stretch, counted from the first, and the proof that it holds. */
  private record Solution(long stretch, Optional<BigInteger> proof) {}

  private static final Solution NONE_YET = new Solution(Long.MAX_VALUE, Optional.empty());

  private final DecimalPuzzle puzzle;
  private final BigInteger firstStretch;
  private final AtomicLong next = new AtomicLong();
  private final AtomicReference<Solution> best = new AtomicReference<>(NONE_YET);

  /** Ranges that were begun and not finished; they are taken first when work resumes. */
  private final ConcurrentSkipListSet<Long> unfinished = new ConcurrentSkipListSet<>();

  private final LongAdder tried = new LongAdder();

  /** A search that counts up from zero, as the tutorial's loop does. */
  public DecimalSearch(DecimalPuzzle puzzle) {
    this(puzzle, BigInteger.ZERO);
  }

  /**
   * A search for the smallest proof that is at least ten thousand times {@code firstStretch}.
   *
   * @param firstStretch 0 or more, of any size
   */
  public DecimalSearch(DecimalPuzzle puzzle, BigInteger firstStretch) {
    this.puzzle = puzzle;
    this.firstStretch = firstStretch;
  }

  /**
   * The smallest proof, found on this thread alone by the scalar kernel.
   *
   * @param stop asked every hundred candidates; once it says yes the search ends
   * @return the proof, or nothing if the search was stopped
   */
  public static Optional<BigInteger> smallest(DecimalPuzzle puzzle, BooleanSupplier stop) {
    DecimalSearch search = new DecimalSearch(puzzle);
    search.work(new ScalarDecimalKernel(), stop);
    return search.proof();
  }

  /**
   * Searches until the smallest proof is found, or there is nothing left to do for this worker.
   *
   * @param kernel this thread's own
   * @param stop asked after each {@link DecimalKernel#step}; once it says yes this worker returns
   */
  public void work(DecimalKernel kernel, BooleanSupplier stop) {
    while (!stop.getAsBoolean()) {
      long stretch = take();
      if (stretch >= best.get().stretch()) {
        return;
      }
      boolean finished = false;
      try {
        finished = tryOut(stretch, kernel, stop);
      } finally {
        if (!finished) { // stopped, or the kernel has failed
          unfinished.add(stretch);
        }
      }
      if (!finished) {
        return;
      }
    }
  }

  @Override
  public void work(PowKernels kernels, BooleanSupplier stop) {
    work(kernels.decimal(), stop);
  }

  /** False if the search was stopped before the end of the stretch. */
  private boolean tryOut(long stretch, DecimalKernel kernel, BooleanSupplier stop) {
    BigInteger number = firstStretch.add(BigInteger.valueOf(stretch));
    return number.signum() == 0
        ? tryFirst(kernel, stop)
        : tryFrom(0, stretch, number.toString(), kernel, stop);
  }

  private long take() {
    Long handedBack = unfinished.pollFirst();
    return handedBack != null ? handedBack : next.getAndIncrement();
  }

  /**
   * What was found; to be asked when all workers have returned. Nothing if they were stopped before
   * it was certain; more work then continues from there.
   */
  public Optional<BigInteger> proof() {
    Solution found = best.get();
    boolean certain = unfinished.headSet(found.stretch()).isEmpty();
    return certain ? found.proof() : Optional.empty();
  }

  @Override
  public Optional<BigInteger> solution() {
    return proof();
  }

  /** Never: there is no largest number. */
  @Override
  public boolean isExhausted() {
    return false;
  }

  @Override
  public long tried() {
    return tried.sum();
  }

  /** The stretch that has no digits before the last four, and no zeros in front. */
  private boolean tryFirst(DecimalKernel kernel, BooleanSupplier stop) {
    for (int candidate = 0; candidate < SHORT_PROOFS; candidate++) {
      if (candidate % BETWEEN_LOOKS == 0 && stop.getAsBoolean()) {
        tried.add(candidate);
        return false;
      }
      if (puzzle.isSolvedBy(Integer.toString(candidate))) {
        tried.add(candidate + 1);
        note(new Solution(0, Optional.of(BigInteger.valueOf(candidate))));
        return true;
      }
    }
    tried.add(SHORT_PROOFS);
    return tryFrom(SHORT_PROOFS, 0, "", kernel, stop);
  }

  /** False if the search was stopped before the end of the stretch. */
  private boolean tryFrom(
      int first, long stretch, String leading, DecimalKernel kernel, BooleanSupplier stop) {
    CandidateRange candidates =
        new CandidateRange(
            ascii(puzzle.prefix() + leading), ascii(puzzle.tail()), puzzle.difficulty());
    int from = first;
    while (from < CandidateRange.SIZE) {
      int to = Math.min(from + kernel.step(), CandidateRange.SIZE);
      int found = kernel.lowest(candidates, from, to);
      if (found != DecimalKernel.NONE) {
        tried.add(found + 1 - from);
        note(new Solution(stretch, Optional.of(proof(leading, found))));
        return true;
      }
      tried.add(to - from);
      from = to;
      if (from < CandidateRange.SIZE && stop.getAsBoolean()) {
        return false;
      }
    }
    return true;
  }

  private void note(Solution solution) {
    best.accumulateAndGet(solution, (a, b) -> a.stretch() <= b.stretch() ? a : b);
  }

  private static BigInteger proof(String leading, int candidate) {
    BigInteger high = leading.isEmpty() ? BigInteger.ZERO : new BigInteger(leading);
    return high.multiply(BigInteger.valueOf(CandidateRange.SIZE))
        .add(BigInteger.valueOf(candidate));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
