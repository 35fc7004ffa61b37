package zveno.node.wallet;

import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Set;
import zveno.kernel.bytes.Hash;
import zveno.kernel.rules.strict.keys.Scheme;
import zveno.node.signatures.SigningKey;

/**
 * Whether this JDK makes the keys of seeds that the standards say: its interfaces have no way from
 * a seed to a key of ML-DSA, and one that took the seed otherwise would make keys that nobody finds
 * again. Checked once for each scheme, with the seed of RFC 9881's examples.
 */
final class SeedCheck {

  private static final byte[] SEED =
      HexFormat.of().parseHex("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");

  private static final Set<Scheme> CHECKED = EnumSet.noneOf(Scheme.class);

  private SeedCheck() {}

  /**
   * Returns if keys are right.
   *
   * @throws IllegalStateException if they are not
   */
  static synchronized void of(Scheme scheme) {
    if (!CHECKED.contains(scheme)) {
      Hash key = Hash.of(SigningKey.of(scheme, SEED).publicKey());
      if (!key.hex().equals(expected(scheme))) {
        throw new IllegalStateException(
            "this JDK ("
                + Runtime.version()
                + ") does not make the "
                + SchemeNames.of(scheme)
                + " key of a seed; use another one");
      }
      CHECKED.add(scheme);
    }
  }

  /** SHA-256 of the public key. */
  private static String expected(Scheme scheme) {
    return switch (scheme) {
      case ED25519 -> "56475aa75463474c0285df5dbf2bcab73da651358839e9b77481b2eab107708c";
      case ML_DSA_44 -> "9f107644c1084526af3bc8098680b05499a2325a644e388fb4f970e058d19d46";
    };
  }
}
