package zveno.kernel.rules.strict.keys;

import java.util.List;
import java.util.OptionalInt;
import zveno.kernel.bytes.Hash;

/**
 * A library that verifies signatures; a port, for the kernel has none. Implementations may be
 * called by several threads at once. The one that is installed is found by {@link
 * java.util.ServiceLoader}; see {@link InstalledVerifier}.
 *
 * <p>It is asked only about what has the right form: the rules look at that themselves (see {@link
 * Signatures}). It must decide without cofactor: Ed25519 as {@code [S]B = R + [k]A}, the reason why
 * not every library will do.
 */
@FunctionalInterface
public interface SignatureVerifier {

  /**
   * Is this the signature of that message by that key? Where a library throws because of what it is
   * given, the answer is no.
   *
   * @param publicKey as long as the scheme says, in the encoding of its standard, without a wrapper
   * @param signature as long as the scheme says
   */
  boolean verify(Scheme scheme, byte[] publicKey, byte[] message, byte[] signature);

  /**
   * Which is the first of these signatures that is wrong? An implementation may spread them over
   * threads, and may remember which were right: by {@link Check#fingerprint}, and never which were
   * wrong.
   *
   * @return its index; nothing if all are right
   */
  default OptionalInt firstWrong(List<? extends Check> checks) {
    for (int i = 0; i < checks.size(); i++) {
      if (!checks.get(i).isRight(this)) {
        return OptionalInt.of(i);
      }
    }
    return OptionalInt.empty();
  }

  /**
   * How much processor time has been spent on {@link #firstWrong} for the calling thread so far, on
   * whatever threads, in nanoseconds; 0 for ever if that is not measured.
   */
  default long spentNanos() {
    return 0;
  }

  /**
   * How many signatures were verified since the process began.
   *
   * @param right those that were right
   * @param wrong those that were wrong
   * @param remembered those that were known to be right
   */
  record Counts(long right, long wrong, long remembered) {}

  /** How many were verified; all 0 if that is not counted. */
  default Counts counts() {
    return new Counts(0, 0, 0);
  }

  /** A signature that is to be verified. May be asked by any thread. */
  interface Check {

    /**
     * A name for everything that the verdict depends on, the key and the signature included: what
     * was right once under this name is right for ever.
     */
    Hash fingerprint();

    /** Is it right? All conditions of the rules are checked; the library is asked last. */
    boolean isRight(SignatureVerifier verifier);
  }
}
