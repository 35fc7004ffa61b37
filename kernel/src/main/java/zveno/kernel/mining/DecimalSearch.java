package zveno.kernel.mining;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import zveno.kernel.bytes.Hash;
import zveno.kernel.bytes.Sha256;

/**
 * Counts up from zero, as the tutorial's loop does, and returns the smallest solution. The digits
 * are counted in place, so the proof may grow to any length and nothing overflows.
 */
public final class DecimalSearch {

  /** How many candidates are tried between two looks at the stop sign: well under a millisecond. */
  private static final int BETWEEN_LOOKS = 4096;

  private final DecimalPuzzle puzzle;
  private final MessageDigest digest = Sha256.newDigest();
  private final byte[] out = new byte[Hash.LENGTH];

  private byte[] guess;
  private int firstDigit;
  private int lastDigit;

  private DecimalSearch(DecimalPuzzle puzzle) {
    this.puzzle = puzzle;
    this.firstDigit = puzzle.prefix().length();
    this.lastDigit = firstDigit;
    this.guess = (puzzle.prefix() + "0" + puzzle.tail()).getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * The smallest proof that is at least 0 and solves the puzzle.
   *
   * @param stop asked every few thousand candidates; once it says yes the search ends
   * @return the proof, or nothing if the search was stopped
   */
  public static Optional<BigInteger> smallest(DecimalPuzzle puzzle, BooleanSupplier stop) {
    return new DecimalSearch(puzzle).run(stop);
  }

  private Optional<BigInteger> run(BooleanSupplier stop) {
    while (!stop.getAsBoolean()) {
      for (int i = 0; i < BETWEEN_LOOKS; i++) {
        if (solved()) {
          return Optional.of(proof());
        }
        count();
      }
    }
    return Optional.empty();
  }

  private boolean solved() {
    Sha256.digest(digest, guess, 0, guess.length, out);
    return puzzle.difficulty().isMetBy(out);
  }

  private void count() {
    int at = lastDigit;
    while (at >= firstDigit && guess[at] == '9') {
      guess[at--] = '0';
    }
    if (at >= firstDigit) {
      guess[at]++;
    } else {
      grow();
    }
  }

  /** From 99…9 to 100…0: one digit more. */
  private void grow() {
    byte[] longer = new byte[guess.length + 1];
    System.arraycopy(guess, 0, longer, 0, firstDigit);
    longer[firstDigit] = '1';
    System.arraycopy(guess, firstDigit, longer, firstDigit + 1, guess.length - firstDigit);
    guess = longer;
    lastDigit++;
  }

  private BigInteger proof() {
    int length = lastDigit - firstDigit + 1;
    return new BigInteger(new String(guess, firstDigit, length, StandardCharsets.US_ASCII));
  }
}
