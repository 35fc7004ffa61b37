package zveno.node.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** An authority of a test's own, which issues real certificates with the JDK's keytool. */
public final class Authority {

  private static final String PASSWORD = "changeit";

  /** The name of its own key among those that it has made. */
  private static final String OWN = "the authority itself";

  private final Path folder;
  private final String name;

  /** What a server shows, in PEM. */
  public record Issued(Path certificate, Path key) {}

  /** Makes an authority whose files lie in this folder. */
  public Authority(Path folder, String name) throws Exception {
    this.folder = folder;
    this.name = name;
    List<String> make = new ArrayList<>(List.of("-genkeypair"));
    make.addAll(key("EC"));
    make.addAll(List.of("-dname", "CN=" + name, "-ext", "bc:c", "-validity", "30"));
    keytool(OWN, make);
    Files.writeString(file(), pem("CERTIFICATE", store().getCertificate(OWN).getEncoded()));
  }

  /** Its own certificate, in PEM. */
  public Path file() {
    return folder.resolve(name + ".pem");
  }

  /** A certificate for this machine. */
  public Issued issue(String title) throws Exception {
    return issue(title, "EC", "-validity", "10");
  }

  /** A certificate that was good until the day before yesterday. */
  public Issued issueExpired(String title) throws Exception {
    return issue(title, "EC", "-startdate", "-12d", "-validity", "10");
  }

  /** A certificate for this machine with a key of some kind. */
  public Issued issue(String title, String algorithm, String... validity) throws Exception {
    List<String> make = new ArrayList<>(List.of("-genkeypair"));
    make.addAll(key(algorithm));
    make.addAll(List.of("-dname", "CN=" + title, "-signer", OWN));
    make.addAll(List.of("-ext", "SAN=dns:localhost,ip:127.0.0.1"));
    make.addAll(List.of(validity));
    keytool(title, make);

    KeyStore store = store();
    Path certificate = folder.resolve(title + ".crt");
    Files.writeString(certificate, pem("CERTIFICATE", store.getCertificate(title).getEncoded()));
    Path key = folder.resolve(title + ".key");
    var secret = store.getKey(title, PASSWORD.toCharArray());
    Files.writeString(key, pem("PRIVATE KEY", secret.getEncoded()));
    return new Issued(certificate, key);
  }

  /**
   * Small keys of each kind: without the JVM's last compiler the usual ones take seconds to make.
   */
  private static List<String> key(String algorithm) {
    return switch (algorithm) {
      case "EC" -> List.of("-keyalg", "EC", "-groupname", "secp256r1");
      case "RSA" -> List.of("-keyalg", "RSA", "-keysize", "2048");
      default -> List.of("-keyalg", algorithm);
    };
  }

  /** What a client needs that believes this authority, and no other. */
  public SSLContext context() throws GeneralSecurityException, IOException {
    KeyStore believed = KeyStore.getInstance("PKCS12");
    believed.load(null, null);
    Certificate own = store().getCertificate(OWN);
    believed.setCertificateEntry("it", own);
    TrustManagerFactory managers = TrustManagerFactory.getInstance("PKIX");
    managers.init(believed);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, managers.getTrustManagers(), null);
    return context;
  }

  /**
   * What a server needs to show what was issued under this title, whether it is still good or not.
   */
  public SSLContext serverContext(String title) throws GeneralSecurityException, IOException {
    KeyStore made = store();
    char[] password = PASSWORD.toCharArray();
    KeyStore shown = KeyStore.getInstance("PKCS12");
    shown.load(null, null);
    Certificate[] issued = {made.getCertificate(title)};
    shown.setKeyEntry(title, made.getKey(title, password), password, issued);
    KeyManagerFactory managers = KeyManagerFactory.getInstance("PKIX");
    managers.init(shown, password);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return context;
  }

  private KeyStore store() throws GeneralSecurityException, IOException {
    return KeyStore.getInstance(keys().toFile(), PASSWORD.toCharArray());
  }

  private Path keys() {
    return folder.resolve(name + ".p12");
  }

  private void keytool(String alias, List<String> arguments) throws Exception {
    List<String> all = new ArrayList<>(arguments);
    all.addAll(List.of("-alias", alias, "-storepass", PASSWORD));
    all.addAll(List.of("-keystore", keys().toString()));
    Keytool.run(all);
  }

  /** RFC 7468. */
  public static String pem(String label, byte[] content) {
    String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
    return "-----BEGIN " + label + "-----\n" + lines + "\n-----END " + label + "-----\n";
  }
}
