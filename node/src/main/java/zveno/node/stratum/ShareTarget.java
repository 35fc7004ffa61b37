package zveno.node.stratum;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import zveno.kernel.bytes.Hash;

/**
 * What the double hash of a header may be at most, as a little-endian number, and the same as
 * miners state it: their difficulty is the target of Bitcoin's first block, 0xffff · 2^208, divided
 * by the target.
 */
final class ShareTarget {

  private static final int BITS = 8 * Hash.LENGTH;

  private static final BigInteger OF_ONE = BigInteger.valueOf(0xffff).shiftLeft(208);

  private static final BigInteger EASIEST = BigInteger.ONE.shiftLeft(BITS).subtract(BigInteger.ONE);

  /** Hashes for a share of difficulty 1, on average. */
  static final double HASHES = Math.scalb(1.0, BITS) / OF_ONE.doubleValue();

  /** The lowest difficulty: every hash is a share. */
  static final double MIN_DIFFICULTY = OF_ONE.doubleValue() / EASIEST.doubleValue();

  private final byte[] bytes = new byte[Hash.LENGTH];

  /**
   * @param target 0 to 2^256 − 1
   */
  ShareTarget(BigInteger target) {
    byte[] number = target.toByteArray();
    int length = Math.min(number.length, Hash.LENGTH); // without a leading zero for the sign
    System.arraycopy(number, number.length - length, bytes, Hash.LENGTH - length, length);
  }

  /**
   * The target of a difficulty.
   *
   * @param difficulty more than 0; below {@link #MIN_DIFFICULTY} it is the easiest target
   */
  static ShareTarget of(double difficulty) {
    BigInteger target =
        new BigDecimal(OF_ONE)
            .divide(new BigDecimal(difficulty), 0, RoundingMode.DOWN)
            .toBigInteger();
    return new ShareTarget(target.min(EASIEST));
  }

  /** Is a double hash, 32 bytes as SHA-256 gives them, at most the target? */
  boolean isMetBy(byte[] digest) {
    for (int i = 0; i < Hash.LENGTH; i++) {
      int theirs = digest[Hash.LENGTH - 1 - i] & 0xff;
      int ours = bytes[i] & 0xff;
      if (theirs != ours) {
        return theirs < ours;
      }
    }
    return true;
  }

  /** The difficulty of a target, 0 for a target of 0. */
  static double difficulty(BigInteger target) {
    return target.signum() == 0 ? 0 : OF_ONE.doubleValue() / target.doubleValue();
  }

  /** The highest difficulty whose target a double hash meets. */
  static double difficultyOf(byte[] digest) {
    byte[] number = new byte[Hash.LENGTH];
    for (int i = 0; i < Hash.LENGTH; i++) {
      number[i] = digest[Hash.LENGTH - 1 - i];
    }
    return OF_ONE.doubleValue() / Math.max(1, new BigInteger(1, number).doubleValue());
  }

  /** The target as a number. */
  BigInteger number() {
    return new BigInteger(1, bytes);
  }
}
