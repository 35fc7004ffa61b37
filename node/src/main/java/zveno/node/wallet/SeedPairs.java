package zveno.node.wallet;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.Security;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;
import java.util.HexFormat;
import zveno.kernel.bytes.Hash;
import zveno.kernel.rules.strict.keys.Scheme;

/**
 * Makes pairs of keys from seeds of 32 bytes. Java's interfaces take a source of chance and no
 * seed, so a source gives the seed; that the JDK's providers use it as the standards say is checked
 * with a seed whose key is known, before the first pair of a scheme is made.
 */
final class SeedPairs {

  private static final int SEED_LENGTH = 32;

  /** What the encoded public key begins with, before the key's own bytes (RFC 8410, RFC 9881). */
  private static final int ED25519_HEAD = 12;

  private static final int ML_DSA_44_HEAD = 22;

  /** The bytes 00 01 … 1f, the seed of RFC 9881's examples. */
  private static final byte[] KNOWN_SEED =
      HexFormat.of().parseHex("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");

  private static final String KNOWN_ED25519 =
      "56475aa75463474c0285df5dbf2bcab73da651358839e9b77481b2eab107708c";
  private static final String KNOWN_ML_DSA_44 =
      "9f107644c1084526af3bc8098680b05499a2325a644e388fb4f970e058d19d46";

  private static boolean ed25519Checked;
  private static boolean mlDsaChecked;

  private SeedPairs() {}

  /**
   * The pair of a seed.
   *
   * @throws IllegalStateException if this JDK does not make keys as the standards say
   */
  static synchronized KeyPair of(Scheme scheme, byte[] seed) {
    switch (scheme) {
      case ED25519 -> {
        if (!ed25519Checked) {
          check(scheme, KNOWN_ED25519);
          ed25519Checked = true;
        }
      }
      case ML_DSA_44 -> {
        if (!mlDsaChecked) {
          check(scheme, KNOWN_ML_DSA_44);
          mlDsaChecked = true;
        }
      }
    }
    return made(scheme, seed);
  }

  private static void check(Scheme scheme, String sha256) {
    byte[] key = publicKey(scheme, made(scheme, KNOWN_SEED));
    if (!Hash.of(key).hex().equals(sha256)) {
      throw new IllegalStateException(
          "this JDK ("
              + Runtime.version()
              + ") does not make the "
              + name(scheme)
              + " key of a seed; use another one");
    }
  }

  /** The public key's own bytes. */
  static byte[] publicKey(Scheme scheme, KeyPair pair) {
    byte[] encoded = pair.getPublic().getEncoded();
    int head = scheme == Scheme.ED25519 ? ED25519_HEAD : ML_DSA_44_HEAD;
    return Arrays.copyOfRange(encoded, head, encoded.length);
  }

  private static KeyPair made(Scheme scheme, byte[] seed) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(name(scheme), provider(scheme));
      generator.initialize(parameters(scheme), new Once(seed));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK makes no " + name(scheme) + " keys", e);
    }
  }

  private static AlgorithmParameterSpec parameters(Scheme scheme) {
    return scheme == Scheme.ED25519 ? NamedParameterSpec.ED25519 : NamedParameterSpec.ML_DSA_44;
  }

  /** What the JVM's cryptography calls a scheme. */
  static String name(Scheme scheme) {
    return scheme == Scheme.ED25519 ? "Ed25519" : "ML-DSA-44";
  }

  /** The JDK's own. */
  static Provider provider(Scheme scheme) throws GeneralSecurityException {
    String name = scheme == Scheme.ED25519 ? "SunEC" : "SUN";
    Provider provider = Security.getProvider(name);
    if (provider == null) {
      throw new GeneralSecurityException("there is no provider " + name);
    }
    return provider;
  }

  /** Gives the seed, once. */
  private static final class Once extends SecureRandom {

    private static final long serialVersionUID = 1L;

    private final transient byte[] seed;
    private boolean given;

    Once(byte[] seed) {
      this.seed = seed;
    }

    @Override
    public void nextBytes(byte[] target) {
      if (given || target.length != SEED_LENGTH) {
        throw new IllegalStateException("this JDK makes keys in another way than of one seed");
      }
      System.arraycopy(seed, 0, target, 0, SEED_LENGTH);
      given = true;
    }
  }
}
