package zveno.node.http.transport;

import java.time.Duration;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.DetectorConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zveno.node.tls.Identity;
import zveno.node.tls.Renewal;
import zveno.node.tls.TlsFiles;

/**
 * TLS around HTTP (1.2 and 1.3, as the JDK has them). A client that speaks plain HTTP to it is
 * detected, so that the {@code AccessControl} can tell them. When the files change, new connections
 * get the new certificate.
 */
public final class Encryption implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Encryption.class);

  /** How long after a change of the files at the latest. */
  private static final Duration INTERVAL = Duration.ofSeconds(5);

  private final SslContextFactory.Server context = new SslContextFactory.Server();
  private final TlsFiles files;
  private @Nullable Renewal renewal;

  public Encryption(TlsFiles files) {
    this.files = files;
    use(files.identity(), context);
  }

  private static void use(Identity identity, SslContextFactory context) {
    context.setKeyStore(identity.keyStore());
    context.setKeyStorePassword(Identity.PASSWORD);
  }

  /** What a connector has to be made of. */
  public ConnectionFactory[] around(HttpConnectionFactory http) {
    HttpConfiguration settings = http.getHttpConfiguration();
    // HostCheck checks the requested host, with TLS or without.
    settings.addCustomizer(new SecureRequestCustomizer(false));
    SslConnectionFactory tls = new SslConnectionFactory(context, http.getProtocol());
    return new ConnectionFactory[] {new DetectorConnectionFactory(tls), http};
  }

  public void start() {
    renewal = new Renewal(files, INTERVAL, this::renew);
  }

  private void renew(Identity identity) {
    try {
      context.reload(changed -> use(identity, changed));
    } catch (Exception e) {
      LOG.warn("the old certificate remains in use: {}", e.toString());
    }
  }

  @Override
  public void close() {
    if (renewal != null) {
      renewal.close();
    }
  }
}
