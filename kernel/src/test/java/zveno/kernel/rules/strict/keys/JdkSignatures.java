package zveno.kernel.rules.strict.keys;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;

/** Verifies with the JDK, which throws where others say no; and signs, for tests. */
public final class JdkSignatures implements SignatureVerifier {

  /** What an X.509 key of each scheme begins with, before the bytes of the key. */
  private static final byte[] ED25519_HEAD = HexFormat.of().parseHex("302a300506032b6570032100");

  private static final byte[] ML_DSA_44_HEAD =
      HexFormat.of().parseHex("30820532300b06096086480165030403110382052100");

  @Override
  public boolean verify(Scheme scheme, byte[] publicKey, byte[] message, byte[] signature) {
    String name = name(scheme);
    try {
      Signature verification = Signature.getInstance(name);
      verification.initVerify(
          KeyFactory.getInstance(name)
              .generatePublic(new X509EncodedKeySpec(concat(head(scheme), publicKey))));
      verification.update(message);
      return verification.verify(signature);
    } catch (GeneralSecurityException | RuntimeException _) {
      return false;
    }
  }

  /** The private key of 32 bytes (RFC 8032). */
  public static PrivateKey ed25519(byte[] seed) {
    try {
      return KeyFactory.getInstance("Ed25519")
          .generatePrivate(new EdECPrivateKeySpec(NamedParameterSpec.ED25519, seed));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The public key of 32 bytes that belongs to a seed. */
  public static byte[] ed25519PublicKey(byte[] seed) {
    return raw(Scheme.ED25519, pair(Scheme.ED25519, fixed(seed)));
  }

  /** A pair of keys, from what a source of chance gives. */
  public static KeyPair pair(Scheme scheme, SecureRandom random) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(name(scheme));
      if (scheme == Scheme.ED25519) {
        generator.initialize(NamedParameterSpec.ED25519, random);
      } else {
        generator.initialize(NamedParameterSpec.ML_DSA_44, random);
      }
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The public key of a pair, without a wrapper. */
  public static byte[] raw(Scheme scheme, KeyPair pair) {
    byte[] encoded = pair.getPublic().getEncoded();
    return Arrays.copyOfRange(encoded, head(scheme).length, encoded.length);
  }

  public static byte[] sign(Scheme scheme, PrivateKey key, byte[] message) {
    try {
      Signature signing = Signature.getInstance(name(scheme));
      signing.initSign(key);
      signing.update(message);
      return signing.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A source that gives these bytes again and again. */
  public static SecureRandom fixed(byte[] bytes) {
    return new SecureRandom() {
      private static final long serialVersionUID = 1L;

      @Override
      public void nextBytes(byte[] target) {
        for (int i = 0; i < target.length; i++) {
          target[i] = bytes[i % bytes.length];
        }
      }
    };
  }

  private static String name(Scheme scheme) {
    return switch (scheme) {
      case ED25519 -> "Ed25519";
      case ML_DSA_44 -> "ML-DSA-44";
    };
  }

  private static byte[] head(Scheme scheme) {
    return switch (scheme) {
      case ED25519 -> ED25519_HEAD;
      case ML_DSA_44 -> ML_DSA_44_HEAD;
    };
  }

  private static byte[] concat(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }
}
