package zveno.system;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import zveno.LongRunning;
import zveno.kernel.json.JsonValue;
import zveno.node.tls.Authority;
import zveno.node.tls.Authority.Issued;

/** Nodes that speak https to each other. */
@Tag("slow")
@LongRunning
@Timeout(180)
class TlsNetTest {

  @TempDir static Path folder;

  private static Authority ours;
  private static Authority others;

  /** By our authority; what it has issued takes seconds to make, so all share it. */
  private static Issued good;

  /** By our authority as well, some time ago. */
  private static Issued old;

  /** By the other authority. */
  private static Issued strange;

  @BeforeAll
  static void issue() throws Exception {
    ours = new Authority(folder, "ours");
    others = new Authority(folder, "others");
    good = ours.issue("good");
    old = ours.issueExpired("old");
    strange = others.issue("strange");
  }

  private static String[] tls(Issued issued, String... more) {
    String[] options = new String[5 + more.length];
    options[0] = "--difficulty=2";
    options[1] = "--tls-cert";
    options[2] = issued.certificate().toString();
    options[3] = "--tls-key";
    options[4] = issued.key().toString();
    System.arraycopy(more, 0, options, 5, more.length);
    return options;
  }

  private static void register(Api at, NodeProcess peer) throws Exception {
    at.post("/nodes/register", "{\"nodes\": [\"" + peer.api().url() + "\"]}").expect(201);
  }

  @Test
  void theyResolveByHttpsIfTheyBelieveEachOther() throws Exception {
    String believed = ours.file().toString();
    HttpClient client = HttpClient.newBuilder().sslContext(ours.context()).build();
    HttpClient stranger = HttpClient.newBuilder().sslContext(others.context()).build();
    try (client;
        stranger;
        NodeProcess ann = NodeProcess.ephemeral(tls(good, "--tls-ca", believed));
        NodeProcess bob = NodeProcess.ephemeral(tls(good, "--tls-ca", believed));
        NodeProcess eve =
            NodeProcess.ephemeral(tls(strange, "--tls-ca", others.file().toString()))) {
      assertThat(ann.api().url()).startsWith("https://");
      bob.api().by(client).mine(3);
      register(ann.api().by(client), bob);
      register(ann.api().by(client), eve);
      assertThat(ann.api().by(client).get("/nodes/resolve").expect(200).text())
          .contains("Our chain was replaced");
      assertThat(ann.api().by(client).get("/chain").text())
          .isEqualTo(bob.api().by(client).get("/chain").text());

      // Eve's chain is longer, but nobody believes that it is Eve's, and Eve believes nobody.
      eve.api().by(stranger).mine(6);
      assertThat(ann.api().by(client).get("/nodes/resolve").expect(200).text())
          .contains("Our chain is authoritative");
      assertThat(ann.errors()).contains(eve.api().uri().getAuthority(), "no secure connection: ");
      register(eve.api().by(stranger), bob);
      eve.api().by(stranger).get("/nodes/resolve").expect(200);
      assertThat(eve.errors()).contains("no secure connection: ");
    }
  }

  @Test
  void theyFollowEachOtherAndNoPeerWithABadCertificate() throws Exception {
    String[] options = tls(good, "--tls-ca", ours.file().toString());
    try (HttpClient client = HttpClient.newBuilder().sslContext(ours.context()).build();
        ServerSocket late = listening(ours.serverContext("old"));
        ServerSocket eve = listening(others.serverContext("strange"));
        NodeProcess bob = NodeProcess.ephemeral(options);
        NodeProcess ann =
            NodeProcess.start(
                NodeProcess.program(options)
                    .and("--ephemeral", "--peer", url(late), "--peer", url(eve))
                    .and("--peer", bob.api().url()))) {
      Api a = ann.api().by(client);
      Api b = bob.api().by(client);
      b.post("/api/v1/peers", "{\"address\": \"" + a.url() + "\"}").expect(201);
      awaitState(a, b.url(), "following");
      awaitState(b, a.url(), "following");

      Net.awaitTip(Api.text(b.mineAnew(), "hash"), List.of(a));
      Net.awaitTip(Api.text(a.mineAnew(), "hash"), List.of(b));
      String transaction = Api.transaction("ann", "bob", 5);
      a.submit(transaction);
      Net.awaitPool(List.of(Api.parse(transaction).toString()), List.of(b));

      isRefused(ann, a, late, "no secure connection: its certificate has expired");
      isRefused(ann, a, eve, "no secure connection: its certificate is not from a trusted");
      assertThat(ann.errors()).doesNotContain("Exception", "\tat ", "WARN", "ERROR");
    }
  }

  private static String url(ServerSocket server) {
    return "https://127.0.0.1:" + server.getLocalPort();
  }

  /** Speaks TLS with whoever comes, and says nothing more. */
  private static ServerSocket listening(SSLContext context) throws IOException {
    ServerSocket server =
        context.getServerSocketFactory().createServerSocket(0, 9, InetAddress.getLoopbackAddress());
    Thread.ofVirtual()
        .start(() -> {
          while (!server.isClosed()) {
            try (Socket caller = server.accept()) {
              int unused = caller.getInputStream().read();
            } catch (IOException e) {
              // that one does not like us, or it is the end
            }
          }
        });
    return server;
  }

  private static void awaitState(Api at, String peer, String state) throws Exception {
    JsonValue unused =
        Await.until(
            peer,
            () -> Net.peers(at).get(peer),
            shown -> shown != null && Api.text(shown, "state").equals(state));
  }

  private static void isRefused(NodeProcess node, Api at, ServerSocket whom, String why)
      throws Exception {
    String log =
        Await.until(
            "the log", node::errors, lines -> lines.lines().anyMatch(line -> tellsOf(whom, line)));
    assertThat(log.lines().filter(line -> line.contains(url(whom))))
        .singleElement(as(STRING))
        .contains("peer " + url(whom) + ": " + why);
    assertThat(Api.text(Net.peers(at).get(url(whom)), "trouble")).startsWith(why);
  }

  /** Whether a line of the log, a whole one, is about the trouble with this peer. */
  private static boolean tellsOf(ServerSocket whom, String line) {
    return line.contains(url(whom)) && line.endsWith("; will retry");
  }
}
