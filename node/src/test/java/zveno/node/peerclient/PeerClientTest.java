package zveno.node.peerclient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import zveno.kernel.bytes.DecodeException;
import zveno.node.peerclient.PeerException.Kind;
import zveno.node.peers.PeerAddress;
import zveno.node.peers.PeerPolicy;
import zveno.node.sync.StubPeer;
import zveno.node.tls.Keytool;

@Tag("slow")
@Timeout(60)
class PeerClientTest {

  private static final Timeouts SHORT =
      new Timeouts(
          Duration.ofMillis(500),
          Duration.ofSeconds(1),
          Duration.ofMillis(400),
          4_000,
          Duration.ofSeconds(20));

  /** For a busy machine, where nobody hangs on purpose. */
  private static final Timeouts LONG =
      new Timeouts(
          Duration.ofSeconds(30),
          Duration.ofSeconds(30),
          Duration.ofSeconds(30),
          4_000,
          Duration.ofSeconds(30));

  /** What the sockets of both sides may hold, and a few buffers. */
  private static final long SOCKETS = 16 << 20;

  private final List<AutoCloseable> open = new ArrayList<>();
  private final Map<String, InetAddress[]> names = new ConcurrentHashMap<>();
  private final AtomicInteger lookUps = new AtomicInteger();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable one : open.reversed()) {
      one.close();
    }
  }

  private <T extends AutoCloseable> T keep(T one) {
    open.add(one);
    return one;
  }

  private PeerClient client() {
    return client(PeerPolicy.ANY, new SslContextFactory.Client());
  }

  private PeerClient client(PeerPolicy policy, SslContextFactory.Client tls) {
    return client(policy, tls, SHORT);
  }

  private PeerClient client(PeerPolicy policy, SslContextFactory.Client tls, Timeouts patience) {
    return keep(new PeerClient(policy, SelfDescription.named("us"), patience, this::find, tls));
  }

  private InetAddress[] find(String host) throws UnknownHostException {
    lookUps.incrementAndGet();
    InetAddress[] found = names.get(host);
    if (found == null) {
      throw new UnknownHostException(host);
    }
    return found;
  }

  private StubPeer stub(StubPeer.Answer answer) throws IOException {
    return keep(new StubPeer(answer));
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static PeerAddress at(String text) {
    try {
      return PeerAddress.parse(text);
    } catch (DecodeException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static PeerException failureOf(PeerClient client, PeerAddress peer) {
    return catchThrowableOfType(
        PeerException.class,
        () -> {
          try (PeerAnswer answer = client.getAlone(peer, "/chain")) {
            answer.bytes(1 << 20);
          }
        });
  }

  // What it is for.

  @Test
  void bringsStatusHeadAndBody() throws Exception {
    StubPeer peer = keep(StubPeer.saying("404 NOT FOUND", "X-Some: thing\r\n", "nothing here"));
    try (PeerAnswer answer = client().get(peer.address(), "/a%20b?x=1")) {
      assertThat(answer.status()).isEqualTo(404);
      assertThat(answer.field("x-some")).contains("thing");
      assertThat(answer.nodeId()).isEmpty();
      assertThat(answer.isOurselves()).isFalse();
      assertThat(answer.bytes(12)).asString().isEqualTo("nothing here");
    }
    assertThat(peer.requests().getFirst())
        .startsWith("GET /a%20b?x=1 HTTP/1.1\r\n")
        .contains("Host: " + peer.address().netloc() + "\r\n")
        .contains("Zveno-Node: us\r\n")
        .contains("Accept-Encoding: identity\r\n")
        .doesNotContain("gzip");
  }

  @Test
  void aBodyLongerThanWantedIsRefused() throws Exception {
    StubPeer peer = keep(StubPeer.saying("1234567"));
    try (PeerAnswer answer = client().get(peer.address(), "/")) {
      assertThat(catchThrowableOfType(PeerException.class, () -> answer.bytes(6)).kind())
          .isEqualTo(Kind.WRONG);
    }
  }

  @Test
  void smallRequestsShareAConnectionAndThoseThatAreAloneDoNot() throws Exception {
    PeerClient client = client();
    AtomicInteger connections = new AtomicInteger();
    ServerSocket server = keep(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
    Thread.ofVirtual()
        .start(() -> {
          while (!server.isClosed()) {
            try {
              var socket = server.accept();
              connections.incrementAndGet();
              Thread.ofVirtual().start(() -> echo(socket));
            } catch (IOException e) {
              return;
            }
          }
        });
    PeerAddress peer = at("127.0.0.1:" + server.getLocalPort());
    for (int i = 0; i < 5; i++) {
      byte[] json = ("{\"n\":" + i + "}").getBytes(StandardCharsets.US_ASCII);
      try (PeerAnswer answer = client.post(peer, "/x", json)) {
        assertThat(answer.bytes(100)).isEqualTo(json);
      }
    }
    int shared = connections.get(); // a connection is free again a moment after the answer's end
    assertThat(shared).isLessThanOrEqualTo(2);
    for (int i = 0; i < 3; i++) {
      try (PeerAnswer answer = client.getAlone(peer, "/x")) {
        assertThat(answer.bytes(100)).isEmpty();
      }
    }
    assertThat(connections).hasValue(shared + 3);
  }

  /** Sends each request's body back, and keeps the connection. */
  private static void echo(Socket socket) {
    try (socket) {
      InputStream in = socket.getInputStream();
      while (true) {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
          int c = in.read();
          if (c < 0) {
            return;
          }
          head.append((char) c);
        }
        var length = Pattern.compile("Content-Length: (\\d+)").matcher(head);
        byte[] body = in.readNBytes(length.find() ? Integer.parseInt(length.group(1)) : 0);
        write(
            socket.getOutputStream(),
            "HTTP/1.1 200 OK\r\nContent-Length: " + body.length + "\r\n\r\n");
        socket.getOutputStream().write(body);
      }
    } catch (IOException e) {
      // closed
    }
  }

  @Test
  void knowsItself() throws Exception {
    StubPeer peer = keep(StubPeer.saying("200 OK", "Zveno-Node: us\r\n", "{}"));
    try (PeerAnswer answer = client().getAlone(peer.address(), "/chain")) {
      assertThat(answer.isOurselves()).isTrue();
      assertThat(answer.nodeId()).contains("us");
    }
  }

  @Test
  void passesOverAFewInterimAnswers() throws Exception {
    StubPeer peer =
        stub(out -> {
          write(out, "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n");
          write(out, "HTTP/1.1 102 Processing\r\n\r\n");
          write(out, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
        });
    try (PeerAnswer answer = client().getAlone(peer.address(), "/chain")) {
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.bytes(2)).hasSize(2);
    }
  }

  // What it does not do.

  @ParameterizedTest
  @ValueSource(
      strings = {
        "301 M\r\nLocation: /other",
        "307 M\r\nLocation: http://127.0.0.1:1/",
        "401 U\r\nWWW-Authenticate: Basic realm=\"x\"",
        "407 P\r\nProxy-Authenticate: Basic realm=\"x\"",
        "503 S\r\nRetry-After: 0",
        "421 M",
        "425 E",
        "408 T"
      })
  void doesNothingByItselfWithAnAnswer(String head) throws Exception {
    StubPeer peer = stub(out -> write(out, "HTTP/1.1 " + head + "\r\nContent-Length: 0\r\n\r\n"));
    try (PeerAnswer answer = client().get(peer.address(), "/chain")) {
      assertThat(answer.status()).isEqualTo(Integer.parseInt(head.substring(0, 3)));
    }
    assertThat(peer.requests()).hasSize(1);
  }

  @Test
  void sendsNoCookieBack() throws Exception {
    PeerClient client = client();
    StubPeer peer = keep(StubPeer.saying("200 OK", "Set-Cookie: a=b\r\n", "{}"));
    for (int i = 0; i < 2; i++) {
      try (PeerAnswer answer = client.get(peer.address(), "/")) {
        answer.bytes(2);
      }
    }
    assertThat(peer.requests()).hasSize(2).noneMatch(head -> head.contains("Cookie"));
  }

  @Test
  void triesNothingTwice() throws Exception {
    StubPeer peer = stub(out -> {});
    PeerException why = failureOf(client(), peer.address());
    assertThat(why.kind()).isEqualTo(Kind.BROKEN);
    assertThat(peer.connections()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Encoding: gzip",
        "Content-Encoding: identity\r\nContent-Encoding: br",
        "Content-Encoding: x-unheard-of",
        "Transfer-Encoding: gzip, chunked"
      })
  void whatIsEncodedIsRefused(String field) throws Exception {
    StubPeer peer = stub(out -> write(out, "HTTP/1.1 200 OK\r\n" + field + "\r\n\r\n0\r\n\r\n"));
    assertThat(failureOf(client(), peer.address()).kind()).isEqualTo(Kind.WRONG);
  }

  // Where it goes.

  @ParameterizedTest
  @ValueSource(strings = {"my_stack_node", "_node", "node.1st"})
  void namesThatNoUriOfTheJdkHasAreAsked(String host) throws Exception {
    PeerClient client = client();
    StubPeer peer = keep(StubPeer.saying("200 OK", "", "{}"));
    PeerAddress named = at(host + ":" + peer.address().port());
    names.put(host, new InetAddress[] {InetAddress.ofLiteral("127.0.0.1")});
    try (PeerAnswer answer = client.getAlone(named, "/chain?a=1%202")) {
      assertThat(answer.status()).isEqualTo(200);
    }
    try (PeerAnswer answer = client.post(named, "/x", new byte[] {'{', '}'})) {
      assertThat(answer.status()).isEqualTo(200);
    }
    assertThat(peer.requests().getFirst())
        .startsWith("GET /chain?a=1%202 HTTP/1.1\r\n")
        .contains("Host: " + named.netloc() + "\r\n");
    assertThat(peer.requests().getLast()).contains("Host: " + named.netloc() + "\r\n");

    names.put(host, new InetAddress[] {InetAddress.ofLiteral("169.254.169.254")});
    assertThat(failureOf(client, named).kind()).isEqualTo(Kind.REFUSED);
  }

  @Test
  void whatIsConnectedToIsWhatWasJudged() throws Exception {
    PeerClient client = client();
    StubPeer peer = keep(StubPeer.saying("200 OK", "", "{}"));
    PeerAddress named = at("peer.example:" + peer.address().port());
    InetAddress here = InetAddress.ofLiteral("127.0.0.1");
    InetAddress metadata = InetAddress.ofLiteral("169.254.169.254");
    names.put("peer.example", new InetAddress[] {metadata, here});
    try (PeerAnswer answer = client.getAlone(named, "/")) {
      assertThat(answer.status()).isEqualTo(200);
    }
    assertThat(lookUps).hasValue(1);
    assertThat(peer.requests().getFirst()).contains("Host: " + named.netloc() + "\r\n");

    names.put("peer.example", new InetAddress[] {metadata});
    PeerException why = failureOf(client, named);
    assertThat(why.kind()).isEqualTo(Kind.REFUSED);
    assertThat(why).hasMessageContaining("169.254.169.254").hasMessageContaining("link-local");
    assertThat(lookUps).hasValue(2);
    assertThat(peer.connections()).isEqualTo(1);
  }

  @Test
  void reachesIpv6Addresses() throws Exception {
    ServerSocket server;
    try {
      server = keep(new ServerSocket(0, 50, InetAddress.ofLiteral("::1")));
    } catch (IOException e) {
      assumeTrue(false, "SKIPPED: this machine has no IPv6");
      return;
    }
    Thread.ofVirtual()
        .start(() -> {
          try {
            echo(server.accept());
          } catch (IOException e) {
            // closed
          }
        });
    try (PeerAnswer answer = client().getAlone(at("[::1]:" + server.getLocalPort()), "/")) {
      assertThat(answer.status()).isEqualTo(200);
    }
  }

  @Test
  void aStricterPolicyHoldsForNamesAndLiterals() throws Exception {
    StubPeer peer = keep(StubPeer.saying("{}"));
    names.put("localhost", new InetAddress[] {InetAddress.ofLiteral("127.0.0.1")});
    PeerClient lan = client(PeerPolicy.LAN, new SslContextFactory.Client());
    for (String host : List.of("localhost", "127.0.0.1", "[::1]")) {
      PeerException why = failureOf(lan, at(host + ":" + peer.address().port()));
      assertThat(why.kind()).as(host).isEqualTo(Kind.REFUSED);
      assertThat(why).hasMessageContaining("loopback");
    }
    assertThat(peer.connections()).isZero();
  }

  @Test
  void anUnknownNameAndAClosedPortAreUnreachable() throws Exception {
    PeerClient client = client();
    assertThat(failureOf(client, at("nobody.example:80")).kind()).isEqualTo(Kind.UNREACHABLE);
    int free;
    try (ServerSocket gone = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = gone.getLocalPort();
    }
    assertThat(failureOf(client, at("127.0.0.1:" + free))).hasMessage("it cannot be reached");
  }

  @Test
  void aSilentNameServerHoldsUpNoOtherLookup() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    PeerClient client =
        keep(
            new PeerClient(
                PeerPolicy.ANY,
                SelfDescription.named("us"),
                SHORT,
                host -> {
                  if (host.startsWith("silent")) {
                    try {
                      never.await();
                    } catch (InterruptedException e) {
                      throw new UnknownHostException(host);
                    }
                  }
                  return new InetAddress[] {InetAddress.ofLiteral("127.0.0.1")};
                },
                new SslContextFactory.Client()));
    StubPeer peer = keep(StubPeer.saying("{}"));
    long begin = System.nanoTime();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<PeerException>> silent = new ArrayList<>();
      for (int i = 0; i < 300; i++) {
        PeerAddress address = at("silent" + i + ".example:1");
        silent.add(threads.submit(() -> failureOf(client, address)));
      }
      try (PeerAnswer answer = client.getAlone(peer.address(), "/")) {
        assertThat(answer.status()).isEqualTo(200);
      }
      for (Future<PeerException> one : silent) {
        assertThat(one.get().kind()).isEqualTo(Kind.UNREACHABLE);
      }
    } finally {
      never.countDown();
    }
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(5));
  }

  // https.

  private static SSLContext serverContext(Path folder, String name) throws Exception {
    Path file = folder.resolve(name + ".p12");
    List<String> make = new ArrayList<>(List.of("-genkeypair", "-alias", "stub", "-keyalg", "EC"));
    make.addAll(List.of("-groupname", "secp256r1"));
    make.addAll(List.of("-dname", "CN=" + name, "-ext", "SAN=dns:" + name));
    make.addAll(List.of("-keystore", file.toString(), "-storepass", "changeit"));
    Keytool.run(make);
    KeyStore keys = KeyStore.getInstance(file.toFile(), "changeit".toCharArray());
    KeyManagerFactory managers = KeyManagerFactory.getInstance("PKIX");
    managers.init(keys, "changeit".toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return context;
  }

  @Test
  void aSecurePeerMustHaveTheRightCertificate(@TempDir Path folder) throws Exception {
    StubPeer right =
        keep(
            new StubPeer(
                serverContext(folder, "right.example").getServerSocketFactory(),
                out -> write(out, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")));
    names.put("right.example", new InetAddress[] {InetAddress.ofLiteral("127.0.0.1")});
    names.put("other.example", names.get("right.example"));
    SslContextFactory.Client trusting = new SslContextFactory.Client();
    trusting.setTrustStorePath(folder.resolve("right.example.p12").toString());
    trusting.setTrustStorePassword("changeit");
    PeerClient client = client(PeerPolicy.ANY, trusting, LONG);
    int port = right.address().port();

    try (PeerAnswer answer = client.getAlone(at("https://right.example:" + port), "/")) {
      assertThat(answer.bytes(2)).hasSize(2);
    }
    for (String wrong : List.of("https://other.example:", "https://127.0.0.1:")) {
      PeerException why = failureOf(client, at(wrong + port));
      assertThat(why.kind()).as(wrong + why).isEqualTo(Kind.WRONG);
      assertThat(why).hasMessageStartingWith("no secure connection: ");
    }
    PeerClient stranger = client(PeerPolicy.ANY, new SslContextFactory.Client(), LONG);
    PeerException unknown = failureOf(stranger, at("https://right.example:" + port));
    assertThat(unknown).hasMessageStartingWith("no secure connection: ");
    assertThat(right.requests()).hasSize(1);
  }

  // Against the hostile.

  /** A peer that begins so, and goes on for ever with the same. */
  private record Endless(String begin, String again) {

    @Override
    public String toString() {
      return (begin + " / " + again).replaceAll("\\s+", " ");
    }
  }

  static Stream<Endless> endless() {
    String ok = "HTTP/1.1 200 OK\r\n";
    String chunked = ok + "Transfer-Encoding: chunked\r\n\r\n";
    return Stream.of(
        new Endless("HTTP/1.1 200 ", "O"),
        new Endless("", "A"),
        new Endless("", "\r\n"),
        new Endless(ok + "X: ", "y"),
        new Endless(ok, "X: y\r\n"),
        new Endless(ok, ": \r\n"),
        new Endless(ok, "X"),
        new Endless(ok + "X: ", " "),
        new Endless("", "HTTP/1.1 100 Continue\r\n\r\n"),
        new Endless("", "HTTP/1.1 102 Processing\r\n\r\n"),
        new Endless("", "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n"),
        new Endless("", "HTTP/1.1 199 Odd\r\n\r\n"),
        new Endless("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n", "x"),
        new Endless(chunked + "1;", "x"),
        new Endless(chunked, "0"),
        new Endless(chunked, "f"),
        new Endless(chunked + "1", " "),
        new Endless(chunked + "2\r\n{}\r\n0\r\n", "X: y\r\n"),
        new Endless(chunked + "2\r\n{}\r\n0\r\nX: ", "y"),
        new Endless(ok + "Content-Length: 99999999999999999999\r\n\r\n", "x"),
        new Endless(ok + "Content-Length: -1\r\n\r\n", "x"),
        new Endless(ok + "Content-Length: 5\r\nContent-Length: 6\r\n\r\n", "x"),
        new Endless(ok + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n", "x"),
        new Endless("HTTP/2.0 200 OK\r\n\r\n", "x"),
        new Endless("SSH-2.0-x\r\n", "x"),
        new Endless("\u0016\u0003\u0001", "\u0000"));
  }

  @ParameterizedTest
  @MethodSource("endless")
  void anEndlessHeadIsCutShort(Endless endless) throws Exception {
    AtomicLong sent = new AtomicLong();
    CountDownLatch cut = new CountDownLatch(1);
    byte[] again = endless.again.repeat(4096 / endless.again.length()).getBytes("ISO-8859-1");
    StubPeer peer =
        stub(out -> {
          try {
            write(out, endless.begin);
            while (true) {
              out.write(again);
              sent.addAndGet(again.length);
            }
          } finally {
            cut.countDown();
          }
        });
    long begin = System.nanoTime();
    PeerException why = failureOf(client(), peer.address());
    Duration took = Duration.ofNanos(System.nanoTime() - begin);
    cut.await(); // the connection is really gone
    assertThat(took).isLessThan(Duration.ofSeconds(3));
    assertThat(peer.connections()).isEqualTo(1);
    assertThat(why.kind()).isIn(Kind.WRONG, Kind.BROKEN);
    assertThat(sent.get()).isLessThan(SOCKETS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "HTTP/1.1 2",
        "HTTP/1.1 200 OK\r\nX: ",
        "HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n0\r\nX"
      })
  void aPeerThatHangsOrDripsIsGivenUp(String begin) throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    StubPeer hanging =
        stub(out -> {
          write(out, begin);
          never.await();
        });
    StubPeer dripping =
        stub(out -> {
          write(out, begin);
          while (true) {
            out.write(' ');
            Thread.sleep(20); // dripping is what is tested
          }
        });
    PeerClient client = client();
    for (StubPeer peer : List.of(hanging, dripping)) {
      long start = System.nanoTime();
      PeerException why = failureOf(client, peer.address());
      assertThat(why.kind()).as(why.getMessage()).isIn(Kind.TOO_SLOW, Kind.WRONG, Kind.BROKEN);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
    }
    never.countDown();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{}",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\n{}",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n"
      })
  void whatIsCutShortIsBroken(String answer) throws Exception {
    StubPeer peer = stub(out -> write(out, answer));
    assertThat(failureOf(client(), peer.address()).kind()).isEqualTo(Kind.BROKEN);
  }

  @Test
  void whatIsNotReadStaysWithItsSender() throws Exception {
    AtomicLong sent = new AtomicLong();
    byte[] much = new byte[64 * 1024];
    StubPeer peer =
        stub(out -> {
          write(out, "HTTP/1.1 200 OK\r\n\r\n");
          while (true) {
            out.write(much);
            sent.addAndGet(much.length);
          }
        });
    try (PeerAnswer answer = client().getAlone(peer.address(), "/chain")) {
      long before = -1;
      while (sent.get() != before) { // until the sockets are full
        before = sent.get();
        Thread.sleep(200);
      }
      assertThat(sent.get()).isLessThan(SOCKETS);
      assertThat(answer.body().read()).isZero(); // our own slowness is not held against it
    }
  }
}
