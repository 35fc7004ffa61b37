package zveno.node.tls;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/**
 * The identity of a server.
 *
 * @param chain its certificate, and then the intermediate ones
 * @param key the private key of the first
 */
public record Identity(List<X509Certificate> chain, PrivateKey key) {

  /** Key stores insist on a password, also where they never leave the memory. */
  public static final String PASSWORD = "in memory";

  private static final byte[] PROBE = "zveno".getBytes(StandardCharsets.US_ASCII);

  public Identity {
    chain = List.copyOf(chain);
  }

  static Identity read(Path certificate, Path key) throws PemException {
    List<X509Certificate> chain = Pem.read(certificate).certificates();
    X509Certificate own = chain.getFirst();
    Identity identity = new Identity(chain, Pem.read(key).key(own.getPublicKey().getAlgorithm()));
    if (!identity.belongsTogether()) {
      throw new PemException(
          "the key in " + key + " is not that of the first certificate in " + certificate);
    }
    if (own.getNotAfter().toInstant().isBefore(Instant.now())) {
      throw new PemException(
          "the certificate in " + certificate + " has expired on " + own.getNotAfter().toInstant());
    }
    return identity;
  }

  private boolean belongsTogether() {
    X509Certificate own = chain.getFirst();
    try {
      String algorithm =
          switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> key.getAlgorithm();
          };
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(key);
      signature.update(PROBE);
      byte[] signed = signature.sign();
      signature.initVerify(own.getPublicKey());
      signature.update(PROBE);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  /** For the JDK's TLS; the password is {@link #PASSWORD}. */
  public KeyStore keyStore() {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry("node", key, PASSWORD.toCharArray(), chain.toArray(Certificate[]::new));
      return store;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("a key store in memory cannot be made", e);
    }
  }
}
