package zveno.kernel.mining;

import java.math.BigInteger;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * One search for the smallest solution of a puzzle, on which any number of threads may {@link
 * #work} at once. What is found does not depend on how many they are, nor on their kernels.
 */
public sealed interface PowSearch permits DecimalSearch, HeaderSearch {

  /** A new search, from the beginning. */
  static PowSearch of(PowPuzzle puzzle) {
    return switch (puzzle) {
      case DecimalPuzzle decimal -> new DecimalSearch(decimal);
      case HeaderPuzzle header -> new HeaderSearch(header);
    };
  }

  /**
   * Searches until the smallest solution is found, or there is nothing left to do for this thread.
   *
   * @param kernels this thread's own
   * @param stop asked every millisecond or so; once it says yes this thread returns
   */
  void work(PowKernels kernels, BooleanSupplier stop);

  /**
   * The smallest solution; to be asked when all threads have returned. Nothing if they were stopped
   * before it was certain, or if there is none.
   */
  Optional<BigInteger> solution();

  /** Has everything been tried, without a solution? Then another puzzle is needed. */
  boolean isExhausted();

  /** How many candidates have been tried so far, those that were tried again included. */
  long tried();
}
