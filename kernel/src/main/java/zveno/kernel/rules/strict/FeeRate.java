package zveno.kernel.rules.strict;

import java.math.BigInteger;

/**
 * A fee for each canonical byte, as a fraction. Two rates may be equal in order without being
 * equal.
 *
 * @param fee in units
 * @param size of what pays it, in bytes; at least 1
 */
record FeeRate(long fee, int size) implements Comparable<FeeRate> {

  static FeeRate of(StrictTransaction transaction) {
    return new FeeRate(transaction.fee().units(), transaction.size());
  }

  static FeeRate lower(FeeRate one, FeeRate other) {
    return other.compareTo(one) < 0 ? other : one;
  }

  /** A fee is below 2^53, and a size below 2^31: their product may need 84 bits. */
  @Override
  public int compareTo(FeeRate other) {
    int high = Long.compare(Math.multiplyHigh(fee, other.size), Math.multiplyHigh(other.fee, size));
    return high != 0 ? high : Long.compareUnsigned(fee * other.size, other.fee * size);
  }

  /**
   * The least fee for which something of another size may take the place of what pays this: fee,
   * and fee for each byte, are a tenth higher, and the fee is higher by 1 at least.
   */
  BigInteger outbidding(int otherSize) {
    BigInteger paid = BigInteger.valueOf(fee);
    BigInteger byFee = paid.add(ceil(paid, BigInteger.TEN).max(BigInteger.ONE));
    BigInteger byRate =
        ceil(paid.multiply(BigInteger.valueOf(11L * otherSize)), BigInteger.valueOf(10L * size));
    return byFee.max(byRate);
  }

  private static BigInteger ceil(BigInteger number, BigInteger divisor) {
    return number.add(divisor).subtract(BigInteger.ONE).divide(divisor);
  }
}
