package zveno.kernel.mining;

/**
 * Tries the candidates of decimal puzzles. It has memory of its own and is for one thread at a
 * time. All kernels find the same.
 */
public interface DecimalKernel {

  /** No candidate is a solution. */
  int NONE = -1;

  /**
   * The lowest candidate from {@code from} on and below {@code to} that solves the puzzle, or
   * {@link #NONE}.
   *
   * @param from 0 or more
   * @param to at most {@link CandidateRange#SIZE}
   */
  int lowest(CandidateRange stretch, int from, int to);

  /**
   * How many candidates to ask for at a time, a divisor of {@link CandidateRange#SIZE}: as many as
   * pay, and so few that they are through in well under two milliseconds.
   */
  int step();
}
