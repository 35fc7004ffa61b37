package zveno.node.signatures;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import zveno.kernel.rules.strict.keys.Address;
import zveno.kernel.rules.strict.keys.Scheme;

/**
 * A key that signs. All of it follows from 32 bytes, its seed (RFC 8032; FIPS 204), which is the
 * only form in which it should be kept: libraries do not share any other. For any number of
 * threads.
 */
public final class SigningKey {

  /** Length of a seed in bytes. */
  public static final int SEED_LENGTH = 32;

  /** What a private key of Ed25519 begins with in PKCS #8, before its seed (RFC 8410). */
  private static final byte[] ED25519_HEAD =
      HexFormat.of().parseHex("302e020100300506032b657004220420");

  /** Signs many times as fast as the JDK. */
  private static final Optional<Provider> CORRETTO = CorrettoLoader.load();

  private final Scheme scheme;
  private final byte[] seed;
  private final byte[] publicKey;
  private final PrivateKey privateKey;

  private SigningKey(Scheme scheme, byte[] seed) {
    this.scheme = scheme;
    this.seed = seed.clone();
    try {
      KeyPair pair = pair(scheme, this.seed);
      byte[] encoded = pair.getPublic().getEncoded();
      this.publicKey =
          Arrays.copyOfRange(encoded, encoded.length - scheme.keyLength(), encoded.length);
      this.privateKey =
          scheme == Scheme.ED25519 && CORRETTO.isPresent()
              ? new EncodedKey(concat(ED25519_HEAD, this.seed))
              : pair.getPrivate();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no " + scheme, e);
    }
  }

  /**
   * The key of a seed.
   *
   * @throws IllegalArgumentException if the seed has not {@link #SEED_LENGTH} bytes
   */
  public static SigningKey of(Scheme scheme, byte[] seed) {
    if (seed.length != SEED_LENGTH) {
      throw new IllegalArgumentException(
          "a seed has " + SEED_LENGTH + " bytes, not " + seed.length);
    }
    return new SigningKey(scheme, seed);
  }

  /** A new key. */
  public static SigningKey random(Scheme scheme) {
    byte[] seed = new byte[SEED_LENGTH];
    new SecureRandom().nextBytes(seed);
    return new SigningKey(scheme, seed);
  }

  private static KeyPair pair(Scheme scheme, byte[] seed) throws GeneralSecurityException {
    AlgorithmParameterSpec parameters =
        switch (scheme) {
          case ED25519 -> NamedParameterSpec.ED25519;
          case ML_DSA_44 -> NamedParameterSpec.ML_DSA_44;
        };
    KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm(scheme));
    generator.initialize(parameters, new Seed(seed));
    return generator.generateKeyPair();
  }

  private static String algorithm(Scheme scheme) {
    return switch (scheme) {
      case ED25519 -> CorrettoLoader.ED25519;
      case ML_DSA_44 -> JcaVerifier.ML_DSA_44;
    };
  }

  private static byte[] concat(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  /** How it signs. */
  public Scheme scheme() {
    return scheme;
  }

  /** The 32 bytes that it is made of; a copy. */
  public byte[] seed() {
    return seed.clone();
  }

  /** The public key, as long as the scheme says, without a wrapper; a copy. */
  public byte[] publicKey() {
    return publicKey.clone();
  }

  /** The address of its owner. */
  public Address address() {
    return Address.of(scheme, publicKey);
  }

  /** The signature of a message, as long as the scheme says. */
  public byte[] sign(byte[] message) {
    try {
      Signature signing =
          scheme == Scheme.ED25519 && CORRETTO.isPresent()
              ? Signature.getInstance(CorrettoLoader.ED25519, CORRETTO.get())
              : Signature.getInstance(algorithm(scheme));
      signing.initSign(privateKey);
      signing.update(message);
      return signing.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a key of " + scheme + " cannot sign", e);
    }
  }

  /** Wipes the seed, as far as Java lets us; the key must not be used again. */
  public void wipe() {
    Arrays.fill(seed, (byte) 0);
    if (privateKey instanceof EncodedKey(byte[] encoded)) {
      Arrays.fill(encoded, (byte) 0);
    }
  }

  /** The address; never the seed. */
  @Override
  public String toString() {
    return "the key of " + address();
  }

  /** A key by its encoding in PKCS #8, which Corretto reads by itself. */
  @SuppressWarnings("ArrayRecordComponent") // nobody compares keys
  private record EncodedKey(byte[] encoded) implements PrivateKey {

    @java.io.Serial private static final long serialVersionUID = 1;

    @Override
    public String getAlgorithm() {
      return "EdDSA"; // as the JDK's keys do
    }

    @Override
    public String getFormat() {
      return "PKCS#8";
    }

    @Override
    public byte[] getEncoded() {
      return encoded;
    }

    @Override
    public String toString() {
      return "a private key";
    }
  }

  /** What a generator of keys asks for, and gets once: the JDK has no other way from a seed. */
  private static final class Seed extends SecureRandom {

    @java.io.Serial private static final long serialVersionUID = 1;

    private final transient byte[] seed;
    private transient boolean given;

    Seed(byte[] seed) {
      this.seed = seed;
    }

    @Override
    public void nextBytes(byte[] target) {
      if (given || target.length != seed.length) {
        throw new IllegalStateException("more chance is wanted than a seed has");
      }
      given = true;
      System.arraycopy(seed, 0, target, 0, seed.length);
    }
  }
}
