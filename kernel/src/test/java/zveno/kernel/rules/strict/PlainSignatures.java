package zveno.kernel.rules.strict;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import zveno.kernel.rules.strict.keys.Scheme;
import zveno.kernel.rules.strict.keys.SignatureVerifier;

/**
 * Signatures that anybody could make, for tests of a million transactions: of the form of an
 * Ed25519 signature, and bound to key and message.
 */
final class PlainSignatures implements SignatureVerifier {

  /** The y of the base point, 4/5: a canonical point of large order. */
  private static final byte POINT = 0x66;

  static byte[] sign(byte[] publicKey, byte[] message) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(publicKey);
      byte[] signature = new byte[Scheme.ED25519.signatureLength()];
      Arrays.fill(signature, 0, 32, POINT);
      signature[0] = 0x58;
      System.arraycopy(digest.digest(message), 0, signature, 32, 31); // so S is below 2^248
      return signature;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public boolean verify(Scheme scheme, byte[] publicKey, byte[] message, byte[] signature) {
    return Arrays.equals(sign(publicKey, message), signature);
  }
}
