package zveno.node.config;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import zveno.node.tls.MutualTls;
import zveno.node.tls.PemException;
import zveno.node.tls.TlsFiles;
import zveno.node.tls.Trust;

/** Certificates, as options. */
public final class TlsOptions {

  @Option(
      names = "--tls-cert",
      paramLabel = "FILE",
      description =
          "Serve https with the certificate in this PEM file, followed by its chain. Read again"
              + " when the file changes.")
  @Nullable Path certificate;

  @Option(
      names = "--tls-key",
      paramLabel = "FILE",
      description =
          "The private key of the certificate: PKCS#8 in PEM (-----BEGIN PRIVATE KEY-----).")
  @Nullable Path key;

  @Option(
      names = "--tls-ca",
      paramLabel = "FILE",
      description =
          "Trust peers whose certificates were issued by the authorities in this PEM file, in"
              + " addition to Java's.")
  @Nullable Path authorities;

  /** The server's certificate and key, if it serves TLS. */
  public Optional<TlsFiles> files() {
    Path shown = certificate;
    Path secret = key;
    if (shown == null && secret == null) {
      return Optional.empty();
    }
    if (shown == null || secret == null) {
      throw CommandException.badInput(
          "--tls-cert and --tls-key must be given together; one of them is missing");
    }
    try {
      return Optional.of(new TlsFiles(shown, secret));
    } catch (PemException e) {
      throw CommandException.badInput("--tls-cert, --tls-key: " + e.getMessage());
    }
  }

  /** For connections whose two sides show certificates, if all three files are given. */
  public Optional<MutualTls> mutual() {
    List<X509Certificate> issuers = trust().authorities();
    return issuers.isEmpty()
        ? Optional.empty()
        : files().map(own -> new MutualTls(own.identity(), issuers));
  }

  /** Whom to believe. */
  public Trust trust() {
    return trust(authorities);
  }

  /**
   * The trusted authorities for other commands; {@code file} is the value of {@code --tls-ca}, if
   * given.
   */
  public static Trust trust(@Nullable Path file) {
    if (file == null) {
      return Trust.JAVAS;
    }
    try {
      return Trust.with(file);
    } catch (PemException e) {
      throw CommandException.badInput("--tls-ca: " + e.getMessage());
    }
  }
}
