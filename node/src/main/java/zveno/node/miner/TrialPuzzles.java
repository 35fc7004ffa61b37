package zveno.node.miner;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import zveno.kernel.mining.DecimalPuzzle;
import zveno.kernel.mining.DecimalSearch;
import zveno.kernel.mining.Difficulty;
import zveno.kernel.mining.HeaderPuzzle;
import zveno.kernel.mining.PowSearch;

/**
 * Searches by which kernels are compared, of all shapes that puzzles of one kind have: what the
 * compiler has never seen is slow again when it comes.
 *
 * @param hopeless for each shape a search that finds nothing
 * @param easy searches that find a solution after some 4,000 candidates
 */
record TrialPuzzles(List<Supplier<PowSearch>> hopeless, List<Supplier<PowSearch>> easy) {

  /** How many solutions of each shape kernels must agree on. */
  private static final int SOLUTIONS = 4;

  private static final Difficulty HOPELESS = new Difficulty(Difficulty.MAX);

  /** With this many zeros a proof is found after some 4,000 candidates. */
  private static final Difficulty EASY = new Difficulty(3);

  /** The tutorial's; the same with the last block's hash; and digits on the edge of two blocks. */
  private static final List<DecimalPuzzle> DECIMAL_SHAPES =
      List.of(
          new DecimalPuzzle("35293", "", HOPELESS),
          new DecimalPuzzle("35293", "0".repeat(64), HOPELESS),
          new DecimalPuzzle("1".repeat(61), "", HOPELESS));

  /** Puzzles of the tutorial's kind. */
  static final TrialPuzzles DECIMAL = decimal();

  /** Puzzles of Bitcoin's kind: all headers have one shape, the target has two. */
  static final TrialPuzzles HEADER = header();

  TrialPuzzles {
    hopeless = List.copyOf(hopeless);
    easy = List.copyOf(easy);
  }

  private static TrialPuzzles decimal() {
    List<Supplier<PowSearch>> hopeless = new ArrayList<>();
    List<Supplier<PowSearch>> easy = new ArrayList<>();
    for (DecimalPuzzle shape : DECIMAL_SHAPES) {
      hopeless.add(() -> new DecimalSearch(shape, BigInteger.ONE));
      DecimalPuzzle solvable = new DecimalPuzzle(shape.prefix(), shape.tail(), EASY);
      for (long first = 1; first <= SOLUTIONS; first++) {
        BigInteger from = BigInteger.valueOf(first);
        easy.add(() -> new DecimalSearch(solvable, from));
      }
    }
    return new TrialPuzzles(hopeless, easy);
  }

  private static TrialPuzzles header() {
    BigInteger twelveZeros = BigInteger.ONE.shiftLeft(256 - 12).subtract(BigInteger.ONE);
    byte[] header = new byte[HeaderPuzzle.LENGTH];
    HeaderPuzzle unsolvable = new HeaderPuzzle(header, BigInteger.ZERO);
    List<Supplier<PowSearch>> easy = new ArrayList<>();
    for (int i = 1; i <= SOLUTIONS; i++) {
      header[0] = (byte) i;
      HeaderPuzzle solvable = new HeaderPuzzle(header, twelveZeros);
      easy.add(() -> PowSearch.of(solvable));
    }
    return new TrialPuzzles(List.of(() -> PowSearch.of(unsolvable)), easy);
  }
}
