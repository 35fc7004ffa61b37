package zveno.kernel.bytes;

import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** SHA-256 by the JDK, which uses the processor's own instructions where it has them. */
public final class Sha256 {

  /** Length of a digest in bytes. */
  static final int LENGTH = 32;

  /** Never fed; a copy of it costs less than to look the algorithm up. */
  private static final MessageDigest FRESH = lookedUp();

  private Sha256() {}

  /** A digest that the caller may keep and use again; not for two threads at once. */
  public static MessageDigest newDigest() {
    try {
      return (MessageDigest) FRESH.clone();
    } catch (CloneNotSupportedException e) {
      return lookedUp(); // of a provider other than the JDK's own
    }
  }

  private static MessageDigest lookedUp() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform must have SHA-256", e);
    }
  }

  /** SHA-256 of {@code length} bytes from {@code offset} on: 32 bytes. */
  public static byte[] digest(byte[] text, int offset, int length) {
    byte[] out = new byte[LENGTH];
    digest(newDigest(), text, offset, length, out);
    return out;
  }

  /**
   * Computes SHA-256 with the caller's digest object, into the 32 bytes of {@code out}; allocates
   * nothing.
   */
  public static void digest(MessageDigest digest, byte[] text, int offset, int length, byte[] out) {
    digest.update(text, offset, length);
    try {
      digest.digest(out, 0, LENGTH);
    } catch (DigestException e) {
      throw new IllegalStateException("32 bytes must be room enough for SHA-256", e);
    }
  }
}
