package zveno.kernel.rules.strict.keys;

import zveno.kernel.bytes.Hash;

/** What makes a signature right: our own conditions first, then a library's verdict. */
public final class Signatures {

  private Signatures() {}

  /**
   * Is this the signature of that message by the owner of that address?
   *
   * @param publicKey the key, of the length that the scheme of the address fixes
   * @param verifier is asked last, and only if all else is right
   */
  public static boolean isRight(
      Address signer,
      byte[] publicKey,
      byte[] message,
      byte[] signature,
      SignatureVerifier verifier) {
    Scheme scheme = signer.scheme();
    return publicKey.length == scheme.keyLength()
        && signature.length == scheme.signatureLength()
        && isKeyOf(signer, publicKey)
        && hasRightForm(scheme, signature)
        && verifier.verify(scheme, publicKey, message, signature);
  }

  /** Is this the key that the address names? That of a scheme-0 address is sound by itself. */
  private static boolean isKeyOf(Address signer, byte[] publicKey) {
    Hash named =
        switch (signer.scheme()) {
          case ED25519 -> Hash.copiedFrom(publicKey, 0);
          case ML_DSA_44 -> Hash.of(publicKey);
        };
    return named.equals(signer.payload());
  }

  private static boolean hasRightForm(Scheme scheme, byte[] signature) {
    return switch (scheme) {
      case ED25519 -> Ed25519.isSignature(signature);
      case ML_DSA_44 -> true; // FIPS 204 fixes each byte, and libraries agree
    };
  }
}
