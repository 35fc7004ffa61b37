package zveno.kernel.rules.strict.keys;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * A number modulo p = 2^255 − 19, in five digits of 51 bits, least first; a digit may exceed 51
 * bits by a little (it stays below 2^52). Never changes. Not for secrets: its time tells about the
 * number.
 */
final class Field25519 {

  static final Field25519 ONE = new Field25519(1, 0, 0, 0, 0);

  /** −121665 / 121666, of the curve's equation (RFC 8032, section 5.1). */
  static final Field25519 D =
      of(
          HexFormat.of()
              .parseHex("a3785913ca4deb75abd841414d0a700098e879777940c78c73fe6f2bee6c0352"));

  private static final int BITS = 51;
  private static final long MASK = (1L << BITS) - 1;

  private final long a0;
  private final long a1;
  private final long a2;
  private final long a3;
  private final long a4;

  private Field25519(long a0, long a1, long a2, long a3, long a4) {
    this.a0 = a0;
    this.a1 = a1;
    this.a2 = a2;
    this.a3 = a3;
    this.a4 = a4;
  }

  /** The number of 32 bytes, little-endian, without its highest bit. */
  static Field25519 of(byte[] bytes) {
    return new Field25519(
        word(bytes, 0) & MASK,
        (word(bytes, 6) >>> 3) & MASK,
        (word(bytes, 12) >>> 6) & MASK,
        (word(bytes, 19) >>> 1) & MASK,
        (word(bytes, 24) >>> 12) & MASK);
  }

  private static long word(byte[] bytes, int offset) {
    long word = 0;
    for (int i = Long.BYTES - 1; i >= 0; i--) {
      word = word << 8 | (bytes[offset + i] & 0xff);
    }
    return word;
  }

  Field25519 plus(Field25519 b) {
    return carried(a0 + b.a0, a1 + b.a1, a2 + b.a2, a3 + b.a3, a4 + b.a4);
  }

  Field25519 minus(Field25519 b) {
    long many = 4 * MASK; // 4·p in digits, lest one becomes negative
    return carried(
        a0 + many - 72 - b.a0,
        a1 + many - b.a1,
        a2 + many - b.a2,
        a3 + many - b.a3,
        a4 + many - b.a4);
  }

  /** Each product of digits is cut at 51 bits, so that sums of the parts need no carry. */
  Field25519 times(Field25519 b) {
    long c0 = low(a0, b.a0);
    long c1 = high(a0, b.a0) + low(a0, b.a1) + low(a1, b.a0);
    long c2 = high(a0, b.a1) + high(a1, b.a0) + low(a0, b.a2) + low(a1, b.a1) + low(a2, b.a0);
    long c3 =
        high(a0, b.a2)
            + high(a1, b.a1)
            + high(a2, b.a0)
            + low(a0, b.a3)
            + low(a1, b.a2)
            + low(a2, b.a1)
            + low(a3, b.a0);
    long c4 =
        high(a0, b.a3)
            + high(a1, b.a2)
            + high(a2, b.a1)
            + high(a3, b.a0)
            + low(a0, b.a4)
            + low(a1, b.a3)
            + low(a2, b.a2)
            + low(a3, b.a1)
            + low(a4, b.a0);
    long c5 =
        high(a0, b.a4)
            + high(a1, b.a3)
            + high(a2, b.a2)
            + high(a3, b.a1)
            + high(a4, b.a0)
            + low(a1, b.a4)
            + low(a2, b.a3)
            + low(a3, b.a2)
            + low(a4, b.a1);
    long c6 =
        high(a1, b.a4)
            + high(a2, b.a3)
            + high(a3, b.a2)
            + high(a4, b.a1)
            + low(a2, b.a4)
            + low(a3, b.a3)
            + low(a4, b.a2);
    long c7 = high(a2, b.a4) + high(a3, b.a3) + high(a4, b.a2) + low(a3, b.a4) + low(a4, b.a3);
    long c8 = high(a3, b.a4) + high(a4, b.a3) + low(a4, b.a4);
    long c9 = high(a4, b.a4);
    return carried(c0 + 19 * c5, c1 + 19 * c6, c2 + 19 * c7, c3 + 19 * c8, c4 + 19 * c9);
  }

  private static long low(long a, long b) {
    return a * b & MASK;
  }

  /** a·b / 2^51, for digits below 2^52. */
  private static long high(long a, long b) {
    return Math.multiplyHigh(a << 7, b << 6);
  }

  /** Digits of at most 62 bits made small again; 2^255 is 19. */
  private static Field25519 carried(long d0, long d1, long d2, long d3, long d4) {
    long e1 = d1 + (d0 >>> BITS);
    long e2 = d2 + (e1 >>> BITS);
    long e3 = d3 + (e2 >>> BITS);
    long e4 = d4 + (e3 >>> BITS);
    long e0 = (d0 & MASK) + 19 * (e4 >>> BITS);
    return new Field25519(e0 & MASK, (e1 & MASK) + (e0 >>> BITS), e2 & MASK, e3 & MASK, e4 & MASK);
  }

  /**
   * Squared so many times. Nearly all of the work is done here, so that digits stay in variables,
   * and products that come twice are worked out once.
   */
  private Field25519 squared(int times) {
    long b0 = a0;
    long b1 = a1;
    long b2 = a2;
    long b3 = a3;
    long b4 = a4;
    for (int i = 0; i < times; i++) {
      long twice0 = 2 * b0;
      long twice1 = 2 * b1;
      long twice2 = 2 * b2;
      long twice3 = 2 * b3;
      long c5 =
          high(twice0, b4) + high(twice1, b3) + high(b2, b2) + low(twice1, b4) + low(twice2, b3);
      long c6 = high(twice1, b4) + high(twice2, b3) + low(twice2, b4) + low(b3, b3);
      long c7 = high(twice2, b4) + high(b3, b3) + low(twice3, b4);
      long c8 = high(twice3, b4) + low(b4, b4);
      long c9 = high(b4, b4);
      long d0 = low(b0, b0) + 19 * c5;
      long d1 = high(b0, b0) + low(twice0, b1) + 19 * c6 + (d0 >>> BITS);
      long d2 = high(twice0, b1) + low(twice0, b2) + low(b1, b1) + 19 * c7 + (d1 >>> BITS);
      long d3 =
          high(twice0, b2)
              + high(b1, b1)
              + low(twice0, b3)
              + low(twice1, b2)
              + 19 * c8
              + (d2 >>> BITS);
      long d4 =
          high(twice0, b3)
              + high(twice1, b2)
              + low(twice0, b4)
              + low(twice1, b3)
              + low(b2, b2)
              + 19 * c9
              + (d3 >>> BITS);
      long e0 = (d0 & MASK) + 19 * (d4 >>> BITS);
      b0 = e0 & MASK;
      b1 = (d1 & MASK) + (e0 >>> BITS);
      b2 = d2 & MASK;
      b3 = d3 & MASK;
      b4 = d4 & MASK;
    }
    return new Field25519(b0, b1, b2, b3, b4);
  }

  /** Is it the square of a number? By Euler: raised to (p − 1) / 2 = 2^254 − 10 it is 0 or 1. */
  boolean isSquare() {
    // What is named ones is raised to 2^n - 1, n ones in binary.
    Field25519 ones2 = squared(1).times(this);
    Field25519 ones4 = ones2.squared(2).times(ones2);
    Field25519 ones5 = ones4.squared(1).times(this);
    Field25519 ones10 = ones5.squared(5).times(ones5);
    Field25519 ones20 = ones10.squared(10).times(ones10);
    Field25519 ones40 = ones20.squared(20).times(ones20);
    Field25519 ones50 = ones40.squared(10).times(ones10);
    Field25519 ones100 = ones50.squared(50).times(ones50);
    Field25519 ones200 = ones100.squared(100).times(ones100);
    Field25519 ones250 = ones200.squared(50).times(ones50);
    // 2^254 - 10 is 250 ones and then 0110 in binary.
    Field25519 power = ones250.squared(2).times(this).squared(1).times(this).squared(1);
    BigInteger value = power.value();
    return value.signum() == 0 || value.equals(BigInteger.ONE);
  }

  /** The number itself, 0 to p − 1. */
  BigInteger value() {
    BigInteger sum = BigInteger.ZERO;
    for (long digit : new long[] {a4, a3, a2, a1, a0}) {
      sum = sum.shiftLeft(BITS).add(BigInteger.valueOf(digit));
    }
    return sum.mod(BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19)));
  }

  @Override
  public String toString() {
    return Arrays.toString(new long[] {a0, a1, a2, a3, a4});
  }
}
