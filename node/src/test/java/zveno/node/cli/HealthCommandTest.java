package zveno.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import zveno.node.tls.Authority;
import zveno.node.tls.Authority.Issued;

/** {@code zveno health} says in one line, and by its exit code, whether a node is ready. */
@Tag("slow")
@Timeout(60)
class HealthCommandTest {

  @TempDir Path home;

  private record Outcome(int exitCode, String output, String errors) {}

  private static Outcome health(Map<String, String> environment, String... arguments) {
    StringWriter output = new StringWriter();
    StringWriter errors = new StringWriter();
    CommandLine program = Main.commandLine(environment);
    program.setOut(new PrintWriter(output, true)).setErr(new PrintWriter(errors, true));
    String[] all = new String[arguments.length + 1];
    all[0] = "health";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    int code = program.execute(all);
    assertThat((output.toString() + errors).lines()).hasSize(1);
    return new Outcome(code, output.toString(), errors.toString());
  }

  private static Outcome health(String... arguments) {
    return health(Map.of(), arguments);
  }

  @Test
  void aReadyNodeIsReady() {
    try (NodeHere node = NodeHere.start(List.of("--ephemeral", "--difficulty", "1"))) {
      String url = node.uri().toString();
      Outcome ready = new Outcome(0, url + " is ready\n", "");
      assertThat(health(url)).isEqualTo(ready);
      assertThat(health(url + "/")).isEqualTo(ready);
      String port = Integer.toString(node.uri().getPort());
      assertThat(health("--port", port)).isEqualTo(ready);
      assertThat(health(Map.of("ZVENO_PORT", port, "ZVENO_MINE", "true"))).isEqualTo(ready);
    }
  }

  @Test
  void aNodeThatIsNotReadySaysWhy() throws IOException {
    Path folder = home.resolve("node");
    Path elsewhere = home.resolve("elsewhere");
    try (NodeHere node =
        NodeHere.start(List.of("--data-dir", folder.toString(), "--difficulty", "1"))) {
      Files.move(folder, elsewhere);
      Outcome outcome = health(node.uri().toString());
      Files.move(elsewhere, folder);
      assertThat(outcome.exitCode()).isEqualTo(1);
      assertThat(outcome.errors())
          .startsWith("zveno health: " + node.uri() + " is not ready: the store in " + folder);
    }
  }

  @Test
  void whatIsNotThereOrNoNodeOrMuteIsNotReady() throws IOException {
    int port;
    try (ServerSocket mute = new ServerSocket(0, 9, InetAddress.getLoopbackAddress())) {
      port = mute.getLocalPort();
      Outcome outcome = health("http://127.0.0.1:" + port);
      assertThat(outcome.exitCode()).isEqualTo(1);
      assertThat(outcome.errors()).contains("does not answer within 5 seconds");
    }
    Outcome outcome = health("http://127.0.0.1:" + port);
    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.errors()).contains("connection refused");
    try (NodeHere node = NodeHere.start(List.of("--ephemeral", "--difficulty", "1"))) {
      outcome = health(node.uri() + "/api");
      assertThat(outcome.exitCode()).isEqualTo(1);
      assertThat(outcome.errors()).contains("it answered /readyz with status 404");
    }
  }

  @Test
  void wrongQuestionsAreRefused() {
    for (String url : List.of("5000", "ftp://a", "http://", "http://a b", "http://a?b", "//a")) {
      Outcome outcome = health(url);
      assertThat(outcome.exitCode()).as(url).isEqualTo(2);
      assertThat(outcome.errors()).contains("URL must be like http://127.0.0.1:5000, not " + url);
    }
    assertThat(health("--port", "0").exitCode()).isEqualTo(2);
    assertThat(health("--tls-ca", home.resolve("none").toString(), "https://a").errors())
        .contains("--tls-ca: no such file:");
    assertThat(health("http://a", "http://b").exitCode()).isEqualTo(2);
  }

  @Test
  void aSecureNodeIsAskedSecurely() throws Exception {
    Authority authority = new Authority(home, "authority");
    Issued issued = authority.issue("ann");
    try (NodeHere node =
        NodeHere.start(
            List.of(
                "--ephemeral",
                "--difficulty",
                "1",
                "--tls-cert",
                issued.certificate().toString(),
                "--tls-key",
                issued.key().toString()))) {
      String url = "https://localhost:" + node.uri().getPort();
      Outcome outcome = health(url, "--tls-ca", authority.file().toString());
      assertThat(outcome.exitCode()).as(outcome.errors()).isZero();
      Outcome stranger = health(url);
      assertThat(stranger.exitCode()).isEqualTo(1);
      assertThat(stranger.errors()).contains("no secure connection");
    }
  }
}
