package zveno.node.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/**
 * The two files with a server's certificates and its key, and what they held last. For one thread.
 */
public final class TlsFiles {

  private final Path certificate;
  private final Path key;
  private String seen;
  private Identity identity;

  /**
   * Reads them.
   *
   * @param certificate the server's certificate in PEM, and after it those that lead to an
   *     authority
   * @param key its private key, PKCS#8 in PEM, without a password
   * @throws PemException if they do not hold that, do not belong together, or are out of date
   */
  public TlsFiles(Path certificate, Path key) throws PemException {
    this.certificate = certificate;
    this.key = key;
    this.seen = look();
    this.identity = Identity.read(certificate, key);
  }

  /** What they held when they were last right. */
  public Identity identity() {
    return identity;
  }

  /**
   * Checks whether the files have changed, and reads them if they have.
   *
   * @return the new contents; empty if they are unchanged
   * @throws PemException if they have changed, but are invalid; thrown once
   */
  Optional<Identity> reread() throws PemException {
    String now = look();
    if (now.equals(seen)) {
      return Optional.empty();
    }
    seen = now;
    identity = Identity.read(certificate, key);
    return Optional.of(identity);
  }

  private String look() {
    return look(certificate) + " " + look(key);
  }

  /** Changes when the file is written, or when another takes its place. */
  private static String look(Path file) {
    try {
      var attributes = Files.readAttributes(file, BasicFileAttributes.class);
      return attributes.lastModifiedTime() + "/" + attributes.size() + "/" + attributes.fileKey();
    } catch (IOException e) {
      return "none";
    }
  }

  @Override
  public String toString() {
    return certificate.toString();
  }
}
