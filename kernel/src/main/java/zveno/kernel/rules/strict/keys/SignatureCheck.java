package zveno.kernel.rules.strict.keys;

import zveno.kernel.bytes.Hash;

/** A signature that is to be verified. May be asked by any thread. */
public interface SignatureCheck {

  /**
   * A name for everything that the verdict depends on, the key and the signature included: what was
   * right once under this name is right for ever.
   */
  Hash fingerprint();

  /** Is it right? All conditions of the rules are checked; the library is asked last. */
  boolean isRight(SignatureVerifier verifier);
}
