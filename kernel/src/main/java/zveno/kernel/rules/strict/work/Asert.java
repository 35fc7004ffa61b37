package zveno.kernel.rules.strict.work;

import java.math.BigInteger;

/**
 * The target by an absolute schedule: aserti3-2d, the rule of Bitcoin Cash (its specification of
 * 2020-11-15, in the arithmetic of its C++). A chain that is behind the schedule by {@code
 * halfLife} gets targets twice as easy as at the beginning, one that is ahead of it half as easy.
 *
 * @param anchor the target at the beginning, not easier than the limit
 * @param limit the easiest target
 * @param halfLife seconds, at least 1
 */
public record Asert(CompactBits anchor, CompactBits limit, long halfLife) {

  /** The exponent has 16 bits behind the point. */
  private static final int FRACTION_BITS = 16;

  private static final long FRACTION = 1L << FRACTION_BITS;

  public Asert {
    if (halfLife < 1) {
      throw new IllegalArgumentException("a half-life is at least a second, not " + halfLife);
    }
    if (anchor.isEasierThan(limit)) {
      throw new IllegalArgumentException(anchor + " is easier than the limit, " + limit);
    }
  }

  /**
   * The bits that come next.
   *
   * @param behind how many seconds the chain is behind its schedule; negative if it is ahead
   */
  public CompactBits bits(long behind) {
    return CompactBits.ofTarget(target(exponent(behind)));
  }

  /** behind · 65536 / halfLife, toward zero; in two steps, so that nothing overflows. */
  private long exponent(long behind) {
    long whole = behind / halfLife;
    long rest = behind % halfLife;
    return Math.addExact(
        Math.multiplyExact(whole, FRACTION), Math.multiplyExact(rest, FRACTION) / halfLife);
  }

  private BigInteger target(long exponent) {
    long shifts = (exponent >> FRACTION_BITS) - FRACTION_BITS;
    BigInteger product = anchor.target().multiply(BigInteger.valueOf(factor(exponent)));
    BigInteger easiest = limit.target();
    if (shifts > Integer.SIZE * 8) {
      return easiest; // even 1 would be shifted beyond 256 bits
    }
    // Below -288 nothing is left of a product of at most 256 + 17 bits.
    BigInteger target = product.shiftLeft((int) Math.max(shifts, -2L * 256));
    return target.max(BigInteger.ONE).min(easiest);
  }

  /**
   * 65536 · 2^(fraction / 65536), nearly: a polynomial of third degree. The sum has up to 64 bits
   * and is unsigned.
   */
  private static long factor(long exponent) {
    long x = exponent & (FRACTION - 1);
    long sum = 195_766_423_245_049L * x + 971_821_376L * x * x + 5_127L * x * x * x + (1L << 47);
    return FRACTION + (sum >>> 48);
  }
}
