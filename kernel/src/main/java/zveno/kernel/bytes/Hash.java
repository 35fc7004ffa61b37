package zveno.kernel.bytes;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A SHA-256 digest: 32 immutable bytes. Ordered as an unsigned big-endian number. */
public final class Hash implements Comparable<Hash> {

  /** Length of a digest in bytes. */
  public static final int LENGTH = Sha256.LENGTH;

  /** Thirty-two zero bytes; no known text hashes to it. */
  public static final Hash ZERO = new Hash(new byte[LENGTH]);

  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private final byte[] digest;

  private Hash(byte[] digest) {
    this.digest = digest;
  }

  /** SHA-256 of all the bytes (FIPS 180-4). */
  public static Hash of(byte[] text) {
    return new Hash(Sha256.digest(text, 0, text.length));
  }

  /** SHA-256 of the bytes from {@code from} up to, not including, {@code to}. */
  public static Hash of(byte[] text, int from, int to) {
    return new Hash(Sha256.digest(text, from, to - from));
  }

  /**
   * A digest that lies at {@code offset} in {@code source}; it is copied.
   *
   * @throws IndexOutOfBoundsException if fewer than 32 bytes are left there
   */
  public static Hash copiedFrom(byte[] source, int offset) {
    return new Hash(Arrays.copyOfRange(source, offset, offset + LENGTH));
  }

  /**
   * Reads 64 lowercase hexadecimal digits, as the tutorial prints a hash; anything else is none.
   */
  public static Optional<Hash> parse(String hex) {
    if (hex.length() != 2 * LENGTH) {
      return Optional.empty();
    }
    byte[] digits = new byte[2 * LENGTH];
    for (int i = 0; i < digits.length; i++) {
      char c = hex.charAt(i);
      if (c > 'f') {
        return Optional.empty();
      }
      digits[i] = (byte) c;
    }
    return parse(digits, 0);
  }

  /** Like {@link #parse(String)}, from 64 ASCII bytes that begin at {@code offset}. */
  public static Optional<Hash> parse(byte[] ascii, int offset) {
    byte[] digest = new byte[LENGTH];
    for (int i = 0; i < LENGTH; i++) {
      int high = Hex.value(ascii[offset + 2 * i]);
      int low = Hex.value(ascii[offset + 2 * i + 1]);
      if ((high | low) < 0) {
        return Optional.empty();
      }
      digest[i] = (byte) (high << 4 | low);
    }
    return Optional.of(new Hash(digest));
  }

  /** A copy of the 32 bytes. */
  public byte[] toBytes() {
    return digest.clone();
  }

  /** Writes the 32 bytes into {@code target} from {@code offset} on. */
  public void copyTo(byte[] target, int offset) {
    System.arraycopy(digest, 0, target, offset, LENGTH);
  }

  /** 64 lowercase hexadecimal digits. */
  public String hex() {
    return Hex.of(digest);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Hash hash && Arrays.equals(digest, hash.digest);
  }

  @Override
  public int hashCode() {
    return (int) INTS.get(digest, 0) ^ (int) INTS.get(digest, 28);
  }

  @Override
  public int compareTo(Hash other) {
    return Arrays.compareUnsigned(digest, other.digest);
  }

  @Override
  public String toString() {
    return hex();
  }
}
