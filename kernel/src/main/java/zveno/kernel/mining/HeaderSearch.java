package zveno.kernel.mining;

import java.math.BigInteger;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;

/**
 * One search for the smallest nonce that solves a header puzzle, shared by any number of workers as
 * {@link DecimalSearch} is. All 2^32 nonces may be wrong: then the header needs another time or
 * content. If a kernel fails the search is lost.
 */
public final class HeaderSearch implements PowSearch {

  private static final long NONCES = 1L << Integer.SIZE;

  private final HeaderPuzzle puzzle;
  private final AtomicLong next = new AtomicLong();
  private final AtomicLong best = new AtomicLong(NONCES);

  /** First candidates of steps that were taken and not searched to the end. */
  private final ConcurrentSkipListSet<Long> unfinished = new ConcurrentSkipListSet<>();

  private final LongAdder tried = new LongAdder();

  /** A search that counts up from nonce zero. */
  public HeaderSearch(HeaderPuzzle puzzle) {
    this.puzzle = puzzle;
  }

  /**
   * Searches until the smallest nonce is found, or there is nothing left to do for this worker.
   *
   * @param kernel this thread's own
   * @param stop asked every {@link HeaderKernel#STEP} nonces; once it says yes this worker returns
   */
  public void work(HeaderKernel kernel, BooleanSupplier stop) {
    while (!stop.getAsBoolean()) {
      long from = next.getAndAdd(HeaderKernel.STEP);
      if (from >= best.get()) {
        return;
      }
      unfinished.add(from);
      long found = kernel.lowest(puzzle, from, from + HeaderKernel.STEP);
      unfinished.remove(from); // unless the kernel has failed
      if (found == HeaderKernel.NONE) {
        tried.add(HeaderKernel.STEP);
      } else {
        tried.add(found + 1 - from);
        best.accumulateAndGet(found, Math::min);
      }
    }
  }

  @Override
  public void work(PowKernels kernels, BooleanSupplier stop) {
    work(kernels.header(), stop);
  }

  /**
   * The smallest nonce; to be asked when all workers have returned. Nothing if there is none, or if
   * the workers were stopped.
   */
  public OptionalLong nonce() {
    long found = best.get();
    return found < NONCES && unfinished.headSet(found).isEmpty()
        ? OptionalLong.of(found)
        : OptionalLong.empty();
  }

  @Override
  public Optional<BigInteger> solution() {
    OptionalLong nonce = nonce();
    return nonce.isPresent()
        ? Optional.of(BigInteger.valueOf(nonce.getAsLong()))
        : Optional.empty();
  }

  /** Whether all 2^32 nonces are wrong. */
  @Override
  public boolean isExhausted() {
    return best.get() == NONCES && next.get() >= NONCES && unfinished.isEmpty();
  }

  @Override
  public long tried() {
    return tried.sum();
  }
}
