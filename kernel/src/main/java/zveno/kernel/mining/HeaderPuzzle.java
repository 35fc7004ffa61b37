package zveno.kernel.mining;

import java.math.BigInteger;
import zveno.kernel.bytes.Hash;
import zveno.kernel.bytes.Sha256;

/**
 * Find a nonce, the last four bytes of an 80-byte header, so that the double SHA-256 of the header
 * is at most a target. Nonce and hash are little-endian numbers, as Bitcoin has them.
 */
public final class HeaderPuzzle implements PowPuzzle {

  /** The length of a header, in bytes. */
  public static final int LENGTH = 80;

  /** Where the nonce begins. */
  static final int NONCE_AT = 76;

  private static final int HASH_BITS = 256;

  private final byte[] header;
  private final BigInteger target;

  /**
   * @param header 80 bytes; what its last four are does not matter
   * @param target 0 to 2^256 − 1
   */
  public HeaderPuzzle(byte[] header, BigInteger target) {
    if (header.length != LENGTH) {
      throw new IllegalArgumentException("a header has 80 bytes, not " + header.length);
    }
    if (target.signum() < 0 || target.bitLength() > HASH_BITS) {
      throw new IllegalArgumentException("a target is 0 to 2^256 - 1");
    }
    this.header = header.clone();
    this.target = target;
  }

  @Override
  public double expectedHashes() {
    return Math.scalb(1.0, HASH_BITS) / (target.doubleValue() + 1);
  }

  /** What the double hash may be at most, 0 to 2^256 − 1. */
  public BigInteger target() {
    return target;
  }

  /** Does this nonce, 0 to 2^32 − 1, solve the puzzle? */
  public boolean isSolvedBy(long nonce) {
    byte[] filled = withNonce((int) nonce);
    byte[] once = Sha256.digest(filled, 0, LENGTH);
    return isMetBy(Sha256.digest(once, 0, once.length));
  }

  /** Is this double hash, 32 bytes, at most the target? */
  boolean isMetBy(byte[] hash) {
    byte[] bigEndian = new byte[Hash.LENGTH];
    for (int i = 0; i < Hash.LENGTH; i++) {
      bigEndian[i] = hash[Hash.LENGTH - 1 - i];
    }
    return new BigInteger(1, bigEndian).compareTo(target) <= 0;
  }

  /** The header with this nonce in it. */
  byte[] withNonce(int nonce) {
    byte[] filled = header.clone();
    putNonce(filled, nonce);
    return filled;
  }

  static void putNonce(byte[] header, int nonce) {
    for (int i = 0; i < Integer.BYTES; i++) {
      header[NONCE_AT + i] = (byte) (nonce >>> (8 * i));
    }
  }

  /**
   * Bits of the last word of the hash, as SHA-256 counts words, that are zero in every solution. At
   * most every second hash that passes is none, unless the target is below 2^224: then all bits
   * must be zero, and one hash in 2^32 passes.
   */
  int zerosOfLastWord() {
    int most = target.shiftRight(HASH_BITS - Integer.SIZE).intValue();
    int below = most == 0 ? 0 : (Integer.highestOneBit(most) << 1) - 1;
    return Integer.reverseBytes(~below);
  }
}
