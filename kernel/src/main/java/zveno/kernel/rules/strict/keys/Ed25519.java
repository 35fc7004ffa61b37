package zveno.kernel.rules.strict.keys;

import java.util.HexFormat;

/**
 * What the strict rules ask of the bytes of an Ed25519 key or signature (RFC 8032, section 5.1)
 * before a library is asked: libraries agree about what passes here, and only about that.
 *
 * <p>A point is encoded in 32 bytes, little-endian: its y in 255 bits, and the sign of its x.
 */
public final class Ed25519 {

  private static final int LENGTH = 32;

  private static final int SIGN = 0x80;

  /** 2^255 − 19, little-endian. */
  private static final byte[] P =
      bytes("edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f");

  /** The order of the base point, 2^252 + 27742317777372353535851937790883648493. */
  private static final byte[] L =
      bytes("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");

  /**
   * The y of the eight points whose order divides 8: of the identity, of the point of order two, of
   * the two of order four, and of the two pairs of order eight.
   */
  private static final byte[][] SMALL_ORDER = {
    bytes("0100000000000000000000000000000000000000000000000000000000000000"),
    bytes("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"),
    bytes("0000000000000000000000000000000000000000000000000000000000000000"),
    bytes("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"),
    bytes("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a")
  };

  private Ed25519() {}

  /**
   * Is this the canonical encoding of a point that is not of small order?
   *
   * @param key 32 bytes
   */
  public static boolean isKey(byte[] key) {
    return key.length == LENGTH && isCanonicalOfLargeOrder(key, 0) && isOnCurve(key);
  }

  /**
   * Does this signature (R, S) have the right form: R canonical and not of small order, S below the
   * order of the base point? Whether R is a point at all is left to the equation, which only a
   * point can fulfil.
   *
   * @param signature 64 bytes
   */
  public static boolean isSignature(byte[] signature) {
    return signature.length == 2 * LENGTH
        && isCanonicalOfLargeOrder(signature, 0)
        && isBelow(signature, LENGTH, 0xff, L);
  }

  /**
   * y is below p and none of those of small order. Those include both points with x = 0, so that
   * the sign bit is never one that x = 0 cannot have.
   */
  private static boolean isCanonicalOfLargeOrder(byte[] bytes, int offset) {
    if (!isBelow(bytes, offset, 0xff & ~SIGN, P)) {
      return false;
    }
    for (byte[] small : SMALL_ORDER) {
      if (hasY(bytes, offset, small)) {
        return false;
      }
    }
    return true;
  }

  private static boolean hasY(byte[] bytes, int offset, byte[] y) {
    int last = LENGTH - 1;
    for (int i = 0; i < last; i++) {
      if (bytes[offset + i] != y[i]) {
        return false;
      }
    }
    return (bytes[offset + last] & ~SIGN & 0xff) == y[last];
  }

  /** Is the little-endian number of 32 bytes below the bound? */
  private static boolean isBelow(byte[] bytes, int offset, int lastMask, byte[] bound) {
    int mask = lastMask;
    for (int i = LENGTH - 1; i >= 0; i--) {
      int digit = bytes[offset + i] & mask;
      int most = bound[i] & 0xff;
      if (digit != most) {
        return digit < most;
      }
      mask = 0xff;
    }
    return false;
  }

  /** Is there an x for this y: is (y² − 1) / (d·y² + 1) a square? So is then their product. */
  private static boolean isOnCurve(byte[] point) {
    Field25519 y = Field25519.of(point);
    Field25519 square = y.times(y);
    Field25519 numerator = square.minus(Field25519.ONE);
    Field25519 denominator = square.times(Field25519.D).plus(Field25519.ONE);
    return numerator.times(denominator).isSquare();
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex);
  }
}
