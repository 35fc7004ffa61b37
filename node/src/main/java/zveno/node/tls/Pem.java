package zveno.node.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import zveno.kernel.bytes.DecodeException;
import zveno.kernel.bytes.TextEncoding;

/** A text file with certificates or a key in it (RFC 7468); what is between them is passed over. */
final class Pem {

  /** Larger than the list of all authorities there are. */
  private static final int LARGEST = 4 << 20; // bytes

  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\\s]*)-----END \\1-----");

  private static final String CERTIFICATE = "CERTIFICATE";
  private static final String KEY = "PRIVATE KEY";

  private final Path file;
  private final List<Block> blocks = new ArrayList<>();

  @SuppressWarnings("ArrayRecordComponent") // compared nowhere
  private record Block(String label, byte[] content) {}

  private Pem(Path file) {
    this.file = file;
  }

  static Pem read(Path file) throws PemException {
    Pem pem = new Pem(file);
    Matcher block = BLOCK.matcher(text(file));
    while (block.find()) {
      try {
        byte[] content = Base64.getMimeDecoder().decode(block.group(2));
        pem.blocks.add(new Block(block.group(1), content));
      } catch (IllegalArgumentException e) {
        throw new PemException(file + ": its contents are not Base64", e);
      }
    }
    return pem;
  }

  private static String text(Path file) throws PemException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(LARGEST + 1);
      if (bytes.length > LARGEST) {
        throw new PemException(file + " is too large");
      }
      return new String(TextEncoding.withoutMark(bytes), StandardCharsets.ISO_8859_1);
    } catch (DecodeException e) {
      throw new PemException(file + ": " + e.getMessage(), e);
    } catch (NoSuchFileException e) {
      throw new PemException("no such file: " + file, e);
    } catch (IOException e) {
      throw new PemException(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  /** All certificates, at least one, in their order. */
  List<X509Certificate> certificates() throws PemException {
    List<X509Certificate> certificates = new ArrayList<>();
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      for (Block block : blocks) {
        if (block.label.equals(CERTIFICATE)) {
          InputStream content = new ByteArrayInputStream(block.content);
          certificates.add((X509Certificate) factory.generateCertificate(content));
        }
      }
    } catch (CertificateException e) {
      throw new PemException(file + ": a certificate in it cannot be read", e);
    }
    if (certificates.isEmpty()) {
      throw new PemException(file + " holds no certificate (-----BEGIN CERTIFICATE-----)");
    }
    return certificates;
  }

  /**
   * The private key.
   *
   * @param algorithm the kind of key that is wanted, as the JDK calls it
   */
  PrivateKey key(String algorithm) throws PemException {
    for (Block block : blocks) {
      if (block.label.equals(KEY)) {
        try {
          return KeyFactory.getInstance(algorithm)
              .generatePrivate(new PKCS8EncodedKeySpec(block.content));
        } catch (GeneralSecurityException e) {
          throw new PemException(
              file + ": the key does not have the certificate's algorithm, " + algorithm, e);
        }
      }
    }
    boolean other = blocks.stream().anyMatch(block -> block.label.endsWith(KEY));
    throw new PemException(
        other
            ? file + " has a key in another format; convert it with: " + inRightForm(file)
            : file + " holds no private key (-----BEGIN PRIVATE KEY-----)");
  }

  /**
   * A command that makes a file of the right form, and asks for the password of the key if it has
   * one.
   */
  private static String inRightForm(Path file) {
    String quoted = "'" + file.toString().replace("'", "'\\''") + "'";
    String from = file.toString().matches("[A-Za-z0-9/._+:@-]+") ? file.toString() : quoted;
    return "openssl pkcs8 -topk8 -nocrypt -in " + from + " -out node.key";
  }
}
