package zveno.node.miner;

import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import zveno.kernel.mining.DecimalKernel;
import zveno.kernel.mining.DecimalPuzzle;
import zveno.kernel.mining.DecimalSearch;
import zveno.kernel.mining.Difficulty;

/**
 * Two kernels side by side, until one has caught up with the other for good. They try candidates of
 * all shapes that puzzles have: what the compiler has never seen is slow again when it comes.
 */
final class Race {

  private static final Difficulty HOPELESS = new Difficulty(Difficulty.MAX);

  /** The tutorial's; the same with the last block's hash; and digits on the edge of two blocks. */
  private static final List<DecimalPuzzle> SHAPES =
      List.of(
          new DecimalPuzzle("35293", "", HOPELESS),
          new DecimalPuzzle("35293", "0".repeat(64), HOPELESS),
          new DecimalPuzzle("1".repeat(61), "", HOPELESS));

  /** With this many zeros a proof is found after some 4,000 candidates. */
  private static final Difficulty EASY = new Difficulty(3);

  /** How many proofs of each shape both must agree on. */
  private static final int PROOFS = 4;

  /** How often in a row; each shape comes several times. */
  private static final int WINS = 3 * SHAPES.size();

  /** How many candidates the one in front tries at a time. */
  private static final int SOME = 2_000;

  private final DecimalKernel inFront;
  private final DecimalKernel behind;
  private final LongSupplier nanos;

  Race(DecimalKernel inFront, DecimalKernel behind, LongSupplier nanos) {
    this.inFront = inFront;
    this.behind = behind;
    this.nanos = nanos;
  }

  /** Whether the one behind gets in front, in this time; returns as soon as that is certain. */
  boolean isWonWithin(Duration patience) {
    long begin = nanos.getAsLong();
    int wins = 0;
    for (int round = 0; wins < WINS; round++) {
      if (nanos.getAsLong() - begin > patience.toNanos()) {
        return false;
      }
      DecimalPuzzle shape = SHAPES.get(round % SHAPES.size());
      wins = nanosEach(behind, shape) < nanosEach(inFront, shape) ? wins + 1 : 0;
    }
    return true;
  }

  /**
   * Whether both find the same proofs. A kernel that passes over solutions would win every race and
   * never find a block, and nobody would notice.
   */
  boolean agree() {
    for (DecimalPuzzle shape : SHAPES) {
      for (int first = 1; first <= PROOFS; first++) {
        DecimalPuzzle puzzle = new DecimalPuzzle(shape.prefix(), shape.tail(), EASY);
        BigInteger from = BigInteger.valueOf(first);
        if (!proof(inFront, puzzle, from).equals(proof(behind, puzzle, from))) {
          return false;
        }
      }
    }
    return true;
  }

  private static Optional<BigInteger> proof(
      DecimalKernel kernel, DecimalPuzzle puzzle, BigInteger from) {
    DecimalSearch search = new DecimalSearch(puzzle, from);
    search.work(kernel, () -> false);
    return search.proof();
  }

  /** How long a candidate takes, in nanoseconds. */
  private double nanosEach(DecimalKernel kernel, DecimalPuzzle puzzle) {
    DecimalSearch search = new DecimalSearch(puzzle, BigInteger.ONE);
    long begin = nanos.getAsLong();
    search.work(kernel, () -> search.tried() >= SOME);
    return (double) (nanos.getAsLong() - begin) / search.tried();
  }
}
