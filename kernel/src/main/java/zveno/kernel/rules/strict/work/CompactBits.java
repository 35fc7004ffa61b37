package zveno.kernel.rules.strict.work;

import java.math.BigInteger;
import java.util.Optional;
import zveno.kernel.model.Work;

/**
 * A target as a header carries it, in 32 bits (Bitcoin's {@code nBits}): a length in bytes and the
 * three leading bytes of a positive number of that length. Only the shortest form of a target from
 * 1 to 2^256 − 1 is one.
 *
 * @param bits the 32 bits, 0 to 2^32 − 1
 */
public record CompactBits(long bits) {

  private static final int LENGTH_SHIFT = 24;
  private static final int SIGN = 0x800000;
  private static final int MAX_BYTES = 32;

  private static final BigInteger RANGE = BigInteger.ONE.shiftLeft(256);

  public CompactBits {
    if (!isSound(bits)) {
      throw new IllegalArgumentException("no bits in the shortest form: " + bits);
    }
  }

  /** The bits, if they are the shortest form of a target from 1 to 2^256 − 1. */
  public static Optional<CompactBits> of(long bits) {
    return isSound(bits) ? Optional.of(new CompactBits(bits)) : Optional.empty();
  }

  /**
   * The bits of a target; what lies below its three leading bytes is dropped.
   *
   * @param target 1 to 2^256 − 1
   */
  public static CompactBits ofTarget(BigInteger target) {
    if (target.signum() <= 0 || target.bitLength() > 8 * MAX_BYTES) {
      throw new IllegalArgumentException("a target is 1 to 2^256 - 1");
    }
    return new CompactBits(shortest(target));
  }

  private static boolean isSound(long bits) {
    if (bits >>> Integer.SIZE != 0 || (bits & SIGN) != 0 || (bits & (SIGN - 1)) == 0) {
      return false;
    }
    BigInteger target = target(bits);
    return target.signum() > 0 && target.bitLength() <= 8 * MAX_BYTES && shortest(target) == bits;
  }

  private static long shortest(BigInteger target) {
    int length = (target.bitLength() + 7) / 8;
    long leading = target.shiftRight(8 * (length - 3)).longValue(); // shifts left if negative
    if ((leading & SIGN) != 0) {
      leading >>>= 8;
      length++;
    }
    return (long) length << LENGTH_SHIFT | leading;
  }

  private static BigInteger target(long bits) {
    int length = (int) (bits >>> LENGTH_SHIFT);
    return BigInteger.valueOf(bits & (SIGN - 1)).shiftLeft(8 * (length - 3));
  }

  /** The target, 1 to 2^256 − 1: a digest, as a number, must be at most this. */
  public BigInteger target() {
    return target(bits);
  }

  /** How many digests it takes on average: 2^256 / (target + 1). */
  public Work work() {
    return new Work(RANGE.divide(target().add(BigInteger.ONE)));
  }

  /** Is this an easier target than the other? */
  public boolean isEasierThan(CompactBits other) {
    return target().compareTo(other.target()) > 0;
  }

  /** Eight hexadecimal digits, as miners write them. */
  @Override
  public String toString() {
    return "0x%08x".formatted(bits);
  }
}
