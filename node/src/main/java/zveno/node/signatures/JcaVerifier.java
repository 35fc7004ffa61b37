package zveno.node.signatures;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Security;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import zveno.kernel.rules.strict.keys.Scheme;
import zveno.kernel.rules.strict.keys.SignatureVerifier;

/** Verifies with providers of the JVM's cryptography (JCA), in the thread that asks. */
final class JcaVerifier implements SignatureVerifier {

  static final String ML_DSA_44 = "ML-DSA-44";

  /** What an X.509 key of each scheme begins with, before the bytes of the key (RFC 8410, 9881). */
  private static final byte[] ED25519_HEAD = HexFormat.of().parseHex("302a300506032b6570032100");

  private static final byte[] ML_DSA_44_HEAD =
      HexFormat.of().parseHex("30820532300b06096086480165030403110382052100");

  private final String name;

  /** Reads its keys from their encoding; the JDK's keys take a way through big numbers. */
  private final @Nullable Provider corretto;

  private final Algorithm ed25519;
  private final Algorithm mlDsa44;

  private JcaVerifier(@Nullable Provider corretto) {
    this.corretto = corretto;
    this.ed25519 = new Algorithm(CorrettoLoader.ED25519, Security.getProvider("SunEC"));
    this.mlDsa44 = new Algorithm(ML_DSA_44, Security.getProvider("SUN"));
    this.name =
        corretto == null
            ? "the JDK " + Runtime.version()
            : "Amazon Corretto " + corretto.getVersionStr();
  }

  /** Verifies with what comes with the JDK. */
  static JcaVerifier ofJdk() {
    return new JcaVerifier(null);
  }

  /** The same, but Ed25519 with Amazon's Corretto; nothing where that does not load. */
  static Optional<JcaVerifier> ofCorretto() {
    return CorrettoLoader.load().map(JcaVerifier::new);
  }

  /** Who verifies Ed25519, with the version: for people. */
  String name() {
    return name;
  }

  @Override
  public boolean verify(Scheme scheme, byte[] publicKey, byte[] message, byte[] signature) {
    try {
      return switch (scheme) {
        case ED25519 -> {
          byte[] key = concat(ED25519_HEAD, publicKey);
          yield corretto == null
              ? ed25519.verify(ed25519.key(key), message, signature)
              : verify(
                  Signature.getInstance(CorrettoLoader.ED25519, corretto),
                  new EncodedKey(key),
                  message,
                  signature);
        }
        case ML_DSA_44 ->
            mlDsa44.verify(mlDsa44.key(concat(ML_DSA_44_HEAD, publicKey)), message, signature);
      };
    } catch (GeneralSecurityException | RuntimeException _) {
      return false; // some say so where others say no
    }
  }

  private static boolean verify(
      Signature verification, PublicKey key, byte[] message, byte[] signature)
      throws GeneralSecurityException {
    verification.initVerify(key);
    verification.update(message);
    return verification.verify(signature);
  }

  private static byte[] concat(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  /** An algorithm of the JDK's own provider; of any other if this JDK has that one not. */
  private record Algorithm(String name, @Nullable Provider provider) {

    PublicKey key(byte[] encoded) throws GeneralSecurityException {
      KeyFactory keys =
          provider == null ? KeyFactory.getInstance(name) : KeyFactory.getInstance(name, provider);
      return keys.generatePublic(new X509EncodedKeySpec(encoded));
    }

    boolean verify(PublicKey key, byte[] message, byte[] signature)
        throws GeneralSecurityException {
      Signature verification =
          provider == null ? Signature.getInstance(name) : Signature.getInstance(name, provider);
      return JcaVerifier.verify(verification, key, message, signature);
    }
  }

  /** A key by its X.509 encoding, which Corretto reads by itself. */
  @SuppressWarnings("ArrayRecordComponent") // nobody compares keys
  private record EncodedKey(byte[] encoded) implements PublicKey {

    private static final long serialVersionUID = 1L;

    @Override
    public String getAlgorithm() {
      return "EdDSA"; // as the JDK's keys do
    }

    @Override
    public String getFormat() {
      return "X.509";
    }

    @Override
    public byte[] getEncoded() {
      return encoded;
    }
  }
}
