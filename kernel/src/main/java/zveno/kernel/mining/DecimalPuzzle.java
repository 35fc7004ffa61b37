package zveno.kernel.mining;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.DigestException;
import java.security.MessageDigest;
import zveno.kernel.bytes.Hash;
import zveno.kernel.bytes.Sha256;

/**
 * The tutorial's puzzle: find a number whose decimal digits, written between a fixed prefix and a
 * fixed tail, make a text whose SHA-256 begins with enough hexadecimal zeros.
 *
 * @param prefix what stands before the digits, ASCII; the decimal digits of the last proof
 * @param tail what stands after them, ASCII; empty in the tutorial, the last block's hash upstream
 * @param difficulty how many zeros
 */
public record DecimalPuzzle(String prefix, String tail, Difficulty difficulty) {

  /** Is this proof, any integer, a solution? */
  public boolean isSolvedBy(BigInteger proof) {
    return isSolvedBy(proof.toString());
  }

  /** Is the integer with these decimal digits a solution? */
  public boolean isSolvedBy(String proof) {
    byte[] guess = (prefix + proof + tail).getBytes(StandardCharsets.US_ASCII);
    MessageDigest digest = Sha256.newDigest();
    digest.update(guess);
    byte[] out = new byte[Hash.LENGTH];
    try {
      digest.digest(out, 0, out.length);
    } catch (DigestException e) {
      throw new IllegalStateException("32 bytes must be room enough for SHA-256", e);
    }
    return difficulty.isMetBy(out);
  }
}
