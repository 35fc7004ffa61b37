package zveno.kernel.mining;

/**
 * What a block's proof of work has to solve. The search needs no more than this; what a solution
 * means is known to the rule set that states the puzzle.
 */
public sealed interface PowPuzzle permits DecimalPuzzle, HeaderPuzzle {

  /** How many hashes it takes on average to find a solution, at least 1. */
  double expectedHashes();
}
