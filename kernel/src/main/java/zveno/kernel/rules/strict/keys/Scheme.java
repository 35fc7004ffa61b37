package zveno.kernel.rules.strict.keys;

import java.util.Optional;

/** A signature scheme, with the lengths that it fixes. */
public enum Scheme {
  /** Ed25519 (RFC 8032), an address carries the key itself. */
  ED25519(0, 32, 64),
  /** ML-DSA-44 (FIPS 204), pure, with an empty context; an address carries SHA-256 of the key. */
  ML_DSA_44(1, 1312, 2420);

  private final int number;
  private final int keyLength;
  private final int signatureLength;

  Scheme(int number, int keyLength, int signatureLength) {
    this.number = number;
    this.keyLength = keyLength;
    this.signatureLength = signatureLength;
  }

  /** The scheme of this number; nothing if there is none. */
  public static Optional<Scheme> numbered(int number) {
    return switch (number) {
      case 0 -> Optional.of(ED25519);
      case 1 -> Optional.of(ML_DSA_44);
      default -> Optional.empty();
    };
  }

  /** Its number, the first byte of an address: 0 or 1. */
  public int number() {
    return number;
  }

  /** Length of a public key in bytes. */
  public int keyLength() {
    return keyLength;
  }

  /** Length of a signature in bytes. */
  public int signatureLength() {
    return signatureLength;
  }
}
