package zveno.node.tls;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** An authority of a test's own, which issues real certificates with the JDK's keytool. */
public final class Authority {

  private static final String PASSWORD = "changeit";

  private final Path folder;
  private final String name;

  /** What a server shows, in PEM. */
  public record Issued(Path certificate, Path key) {}

  /** Makes an authority whose files lie in this folder. */
  public Authority(Path folder, String name) throws Exception {
    this.folder = folder;
    this.name = name;
    keytool(
        "-genkeypair", "-keyalg", "EC", "-dname", "CN=" + name, "-ext", "bc:c", "-validity", "30");
    Files.writeString(file(), pem("CERTIFICATE", store(name).getCertificate("it").getEncoded()));
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
    String[] names = {"-ext", "SAN=dns:localhost,ip:127.0.0.1"};
    keytoolFor(title, with(names, "-genkeypair", "-keyalg", algorithm, "-dname", "CN=" + title));
    Path request = folder.resolve(title + ".csr");
    keytoolFor(title, "-certreq", "-file", request.toString());
    Path answer = folder.resolve(title + ".crt");
    List<String> sign = new ArrayList<>(List.of("-gencert", "-infile", request.toString()));
    sign.addAll(List.of("-rfc", "-outfile", answer.toString()));
    sign.addAll(List.of(names));
    sign.addAll(List.of(validity));
    keytool(sign.toArray(String[]::new));

    Path key = folder.resolve(title + ".key");
    var secret = store(title).getKey("it", PASSWORD.toCharArray());
    Files.writeString(key, pem("PRIVATE KEY", secret.getEncoded()));
    return new Issued(answer, key);
  }

  private static String[] with(String[] some, String... more) {
    String[] all = Arrays.copyOf(more, more.length + some.length);
    System.arraycopy(some, 0, all, more.length, some.length);
    return all;
  }

  /** What a client needs that believes this authority, and no other. */
  public SSLContext context() throws GeneralSecurityException, IOException {
    KeyStore believed = KeyStore.getInstance("PKCS12");
    believed.load(null, null);
    Certificate own = store(name).getCertificate("it");
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
    Certificate issued;
    try (InputStream in = Files.newInputStream(folder.resolve(title + ".crt"))) {
      issued = CertificateFactory.getInstance("X.509").generateCertificate(in);
    }
    char[] password = PASSWORD.toCharArray();
    KeyStore shown = KeyStore.getInstance("PKCS12");
    shown.load(null, null);
    shown.setKeyEntry(
        "it", store(title).getKey("it", password), password, new Certificate[] {issued});
    KeyManagerFactory managers = KeyManagerFactory.getInstance("PKIX");
    managers.init(shown, password);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return context;
  }

  private KeyStore store(String title) throws GeneralSecurityException, IOException {
    return KeyStore.getInstance(folder.resolve(title + ".p12").toFile(), PASSWORD.toCharArray());
  }

  private void keytool(String... arguments) throws Exception {
    keytoolFor(name, arguments);
  }

  private void keytoolFor(String title, String... arguments) throws Exception {
    String tool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    List<String> command = new ArrayList<>(List.of(tool));
    command.addAll(List.of(arguments));
    command.addAll(List.of("-alias", "it", "-storepass", PASSWORD));
    command.addAll(List.of("-keystore", folder.resolve(title + ".p12").toString()));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IllegalStateException(command + ": " + said);
    }
  }

  /** RFC 7468. */
  public static String pem(String label, byte[] content) {
    String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
    return "-----BEGIN " + label + "-----\n" + lines + "\n-----END " + label + "-----\n";
  }
}
