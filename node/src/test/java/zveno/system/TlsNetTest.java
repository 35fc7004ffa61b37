package zveno.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpClient;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import zveno.node.tls.Authority;
import zveno.node.tls.Authority.Issued;
import zveno.system.Program.Outcome;

/** Nodes that speak https to each other. */
@Timeout(180)
class TlsNetTest {

  @TempDir Path folder;

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

  private static void register(Api at, NodeProcess neighbour) throws Exception {
    at.post("/nodes/register", "{\"nodes\": [\"" + neighbour.api().url() + "\"]}").expect(201);
  }

  @Test
  void theyResolveByHttpsIfTheyBelieveEachOther() throws Exception {
    Authority ours = new Authority(folder, "ours");
    Authority others = new Authority(folder, "others");
    String believed = ours.file().toString();
    HttpClient client = HttpClient.newBuilder().sslContext(ours.context()).build();
    HttpClient stranger = HttpClient.newBuilder().sslContext(others.context()).build();
    try (client;
        stranger;
        NodeProcess ann = NodeProcess.ephemeral(tls(ours.issue("ann"), "--tls-ca", believed));
        NodeProcess bob = NodeProcess.ephemeral(tls(ours.issue("bob"), "--tls-ca", believed));
        NodeProcess eve =
            NodeProcess.ephemeral(tls(others.issue("eve"), "--tls-ca", others.file().toString()))) {
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
  void wrongFilesAreRefusedInOneLine() throws Exception {
    Authority ours = new Authority(folder, "ours");
    Issued ann = ours.issue("ann");
    Issued bob = ours.issue("bob");
    Issued old = ours.issueExpired("old");
    refused("is not that of the first", tls(new Issued(ann.certificate(), bob.key())));
    refused("has expired on", tls(old));
    refused("there is no file", tls(new Issued(folder.resolve("none"), ann.key())));
    refused("go together", "--tls-cert", ann.certificate().toString());
    refused("--tls-ca: ", "--tls-ca", ann.key().toString());
  }

  private static void refused(String word, String... options) throws Exception {
    Outcome outcome = NodeProcess.program(options).and("--ephemeral").run();
    assertThat(outcome.exitCode()).as(outcome.errors()).isEqualTo(2);
    assertThat(outcome.errors().lines()).hasSize(1);
    assertThat(outcome.errors()).contains(word);
  }
}
