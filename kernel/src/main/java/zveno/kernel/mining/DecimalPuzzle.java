package zveno.kernel.mining;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import zveno.kernel.bytes.Sha256;

/**
 * The tutorial's puzzle: find a number whose decimal digits, written between a fixed prefix and a
 * fixed tail, make a text whose SHA-256 begins with enough hexadecimal zeros.
 *
 * @param prefix what stands before the digits, ASCII; the decimal digits of the last proof
 * @param tail what stands after them, ASCII; empty in the tutorial, the last block's hash upstream
 * @param difficulty how many zeros
 */
public record DecimalPuzzle(String prefix, String tail, Difficulty difficulty)
    implements PowPuzzle {

  @Override
  public double expectedHashes() {
    return difficulty.expectedHashes();
  }

  /** Is this proof, any integer, a solution? */
  public boolean isSolvedBy(BigInteger proof) {
    return isSolvedBy(proof.toString());
  }

  /** Is the integer with these decimal digits a solution? */
  public boolean isSolvedBy(String proof) {
    byte[] guess = (prefix + proof + tail).getBytes(StandardCharsets.US_ASCII);
    return difficulty.isMetBy(Sha256.digest(guess, 0, guess.length));
  }
}
