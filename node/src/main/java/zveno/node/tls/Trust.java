package zveno.node.tls;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/**
 * Whom to believe when peers show their certificates: the authorities that Java knows, and perhaps
 * more.
 */
public final class Trust {

  /** Those that Java knows. */
  public static final Trust JAVAS = new Trust(List.of());

  private final List<X509Certificate> more;

  private Trust(List<X509Certificate> more) {
    this.more = more;
  }

  /**
   * Those that Java knows, and those in a file.
   *
   * @param authorities certificates in PEM
   * @throws PemException if there is none in the file
   */
  public static Trust with(Path authorities) throws PemException {
    return new Trust(List.copyOf(Pem.read(authorities).certificates()));
  }

  /** Those of the file; none if only Java's are believed. */
  public List<X509Certificate> authorities() {
    return more;
  }

  /** What a client needs that believes them; certificates have to name the host that is asked. */
  public SslContextFactory.Client context() {
    SslContextFactory.Client context = new SslContextFactory.Client();
    if (!more.isEmpty()) {
      context.setTrustStore(store());
    }
    return context;
  }

  private KeyStore store() {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      List<X509Certificate> all = new ArrayList<>(more);
      all.addAll(javas());
      for (int i = 0; i < all.size(); i++) {
        store.setCertificateEntry("authority " + i, all.get(i));
      }
      return store;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("a key store in memory cannot be made", e);
    }
  }

  private static List<X509Certificate> javas() throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init((KeyStore) null); // Java's own
    for (TrustManager manager : factory.getTrustManagers()) {
      if (manager instanceof X509TrustManager authorities) {
        return List.of(authorities.getAcceptedIssuers());
      }
    }
    return List.of();
  }
}
