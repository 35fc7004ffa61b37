package zveno.kernel.mining;

/**
 * How many hexadecimal zeros a proof's hash must begin with: 0 to 64. Each one more makes the
 * search sixteen times as long.
 */
public record Difficulty(int zeros) {

  /** The largest: all digits of the hash. */
  public static final int MAX = 64;

  /** The tutorial's: {@code guess_hash[:4] == "0000"}. */
  public static final Difficulty TUTORIAL = new Difficulty(4);

  public Difficulty {
    if (zeros < 0 || zeros > MAX) {
      throw new IllegalArgumentException("difficulty must be 0 to " + MAX + ", not " + zeros);
    }
  }

  /** Does this digest, 32 bytes, begin with enough zeros? */
  public boolean isMetBy(byte[] digest) {
    int whole = zeros >> 1;
    for (int i = 0; i < whole; i++) {
      if (digest[i] != 0) {
        return false;
      }
    }
    return (zeros & 1) == 0 || (digest[whole] & 0xf0) == 0;
  }

  /** How many hashes it takes on average until one begins with enough zeros. */
  public double expectedHashes() {
    return Math.scalb(1.0, 4 * zeros);
  }

  /** Which bits of the hash's first word are zero in every solution. */
  int zerosOfFirstWord() {
    return zeros >= 8 ? -1 : ~(-1 >>> (4 * zeros));
  }
}
