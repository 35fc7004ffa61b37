package zveno.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import zveno.LongRunning;
import zveno.node.http.transport.HttpLimits;
import zveno.node.tls.Authority;
import zveno.node.tls.Authority.Issued;
import zveno.node.tls.TlsFiles;

/** A node that speaks https, with a certificate of an authority of our own. */
@Tag("slow")
@Timeout(60)
class TlsTest {

  @TempDir static Path folder;

  private static Authority authority;
  private static Path certificate;
  private static Path key;
  private static TestNode node;
  private static HttpClient client;

  @BeforeAll
  static void start() throws Exception {
    authority = new Authority(folder, "authority");
    Issued issued = authority.issue("node");
    certificate = issued.certificate();
    key = issued.key();
    Duration patience = Duration.ofSeconds(2);
    HttpLimits limits =
        new HttpLimits(
            100, patience, 64 * 1024, 4_096, 10_000, 20_000, 5, 40_000, 2, Duration.ofSeconds(15));
    node = TestNode.plan().limits(limits).tls(new TlsFiles(certificate, key)).start();
    client = HttpClient.newBuilder().sslContext(authority.context()).build();
  }

  @AfterAll
  static void stop() {
    client.close();
    node.close();
  }

  private static HttpResponse<String> get(String path, String... headers) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(node.server.uri().resolve(path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private static SSLSocket secureSocket() throws Exception {
    return secureSocket(node);
  }

  private static SSLSocket secureSocket(TestNode to) throws Exception {
    var sockets = authority.context().getSocketFactory();
    SSLSocket socket = (SSLSocket) sockets.createSocket("127.0.0.1", to.server.port());
    socket.setSoTimeout(30_000);
    return socket;
  }

  @Test
  void answersByHttps() throws Exception {
    assertThat(node.server.uri().getScheme()).isEqualTo("https");
    assertThat(get("/chain").body()).startsWith("{\"chain\": [");
    assertThat(get("/mine").statusCode()).isEqualTo(200);
  }

  @Test
  void plainHttpIsRefusedWithTheReason() throws Exception {
    URI plain = URI.create("http://127.0.0.1:" + node.server.port() + "/chain");
    HttpResponse<String> answer =
        client.send(HttpRequest.newBuilder(plain).build(), BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("https instead of http");
    long height = node.service.tip().height();
    client.send(HttpRequest.newBuilder(plain.resolve("/mine")).build(), BodyHandlers.ofString());
    assertThat(node.service.tip().height()).isEqualTo(height);
  }

  @Test
  void itsOwnPagesAreThoseByHttps() throws Exception {
    String own = "127.0.0.1:" + node.server.port();
    assertThat(get("/mine", "Origin", "https://" + own).statusCode()).isEqualTo(200);
    assertThat(get("/mine", "Origin", "http://" + own).statusCode()).isEqualTo(403);
  }

  @Test
  void connectionsAreCountedOnce() throws Exception {
    Issued issued = authority.issue("other");
    try (TestNode other =
            TestNode.plan().tls(new TlsFiles(issued.certificate(), issued.key())).start();
        SSLSocket first = secureSocket(other);
        SSLSocket second = secureSocket(other)) {
      first.startHandshake();
      second.startHandshake();
      assertThat(other.server.connections()).isEqualTo(2);
    }
  }

  @Test
  void silentConnectionsAreClosed() throws Exception {
    try (Socket silent = node.socket();
        SSLSocket shaken = secureSocket()) {
      shaken.startHandshake();
      assertThat(silent.getInputStream().read()).isEqualTo(-1);
      assertThat(shaken.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void aHandshakeThatIsBegunAndNotEndedIsBrokenOff() throws Exception {
    try (Socket socket = node.socket()) {
      socket.getOutputStream().write(new byte[] {0x16, 3, 1, 2, 0, 1}); // the start of a hello
      assertThat(ended(socket)).isTrue();
    }
  }

  @Test
  void nonsenseIsNoHandshake() throws Exception {
    try (Socket socket = node.socket()) {
      byte[] record = "\26\3\1\0\5hello, this is no TLS".getBytes(StandardCharsets.ISO_8859_1);
      socket.getOutputStream().write(record);
      assertThat(ended(socket)).isTrue();
    }
    assertThat(get("/chain").statusCode()).isEqualTo(200);
  }

  private static boolean ended(Socket socket) {
    try {
      while (socket.getInputStream().read() >= 0) {
        // an alert
      }
    } catch (IOException e) {
      // reset
    }
    return true;
  }

  @LongRunning
  @Test
  void aRenewedCertificateIsShown() throws Exception {
    Issued renewed = authority.issue("renewed", "RSA", "-validity", "20");
    Certificate before = shown();
    Files.copy(renewed.key(), key, StandardCopyOption.REPLACE_EXISTING);
    Files.copy(renewed.certificate(), certificate, StandardCopyOption.REPLACE_EXISTING);
    long begin = System.nanoTime();
    while (shown().equals(before)) {
      assertThat(System.nanoTime() - begin).isLessThan(Duration.ofSeconds(50).toNanos());
      Thread.sleep(100); // nothing tells us of it
    }
    X509Certificate now = (X509Certificate) shown();
    assertThat(now.getSubjectX500Principal().getName()).isEqualTo("CN=renewed");
  }

  private static Certificate shown() throws Exception {
    try (SSLSocket socket = secureSocket()) {
      socket.startHandshake();
      return socket.getSession().getPeerCertificates()[0];
    }
  }
}
