package zveno.kernel.mining;

/** Tries the nonces of header puzzles; for one thread at a time. All kernels find the same. */
public interface HeaderKernel {

  /** No nonce is a solution. */
  long NONE = -1;

  /** {@link #lowest} is asked for nonces in multiples of this. */
  int STEP = 1 << 12;

  /**
   * The lowest nonce from {@code from} on and below {@code to} that solves the puzzle, or {@link
   * #NONE}.
   *
   * @param from a multiple of {@link #STEP}
   * @param to another, at most 2^32
   */
  long lowest(HeaderPuzzle puzzle, long from, long to);
}
