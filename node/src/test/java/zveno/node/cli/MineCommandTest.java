package zveno.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import zveno.kernel.rules.strict.Genesis;
import zveno.kernel.rules.strict.StrictNets;
import zveno.kernel.rules.strict.StrictNets.Person;

/** {@code zveno mine} mines for a real node, and says why it cannot. */
@Timeout(120)
class MineCommandTest {

  private static final Person ANN = Person.numbered(1);

  @TempDir Path home;

  private final StringWriter said = new StringWriter();

  private int run(String... arguments) {
    PrintWriter err = new PrintWriter(said);
    return Main.commandLine(Map.of()).setErr(err).execute(arguments);
  }

  private static JsonNode workers(NodeHere node) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(node.uri().resolve("/api/v1/mining/workers")).build();
      return new ObjectMapper().readTree(http.send(request, BodyHandlers.ofString()).body());
    }
  }

  @Test
  void findsBlocksForANode() throws Exception {
    Genesis genesis = StrictNets.genesis(50, 0, 0, Map.of());
    Path file = home.resolve("genesis.json");
    Files.write(file, genesis.canonical());
    try (NodeHere node =
        NodeHere.start(
            List.of("--ephemeral", "--rules=strict", "--genesis=" + file, "--stratum=0"))) {
      String url = workers(node).path("listen").asString();
      String worker = ANN.address().text() + ".test";
      assertThat(run("mine", "--stratum", url, "--worker", worker, "--threads=1", "--shares=3"))
          .isZero();
      JsonNode account = workers(node).path("workers").path(0);
      assertThat(account.path("name").asString()).isEqualTo(worker);
      assertThat(account.path("blocks").asLong())
          .isGreaterThanOrEqualTo(3); // the next may be sent already
      assertThat(said.toString()).contains("share 3 accepted").contains("tried");

      assertThat(run("mine", "--stratum", url, "--worker", "shed")).isEqualTo(1);
      assertThat(said.toString()).contains("refuses this worker");
    }
  }

  @Test
  void saysWhyItCannotMine() throws Exception {
    assertThat(run("mine", "--stratum", "http://127.0.0.1", "--worker", "a")).isEqualTo(2);
    assertThat(run("mine", "--stratum", "127.0.0.1:99999", "--worker", "a")).isEqualTo(2);
    assertThat(run("mine", "--stratum", "127.0.0.1:1", "--worker", "a", "--threads=0"))
        .isEqualTo(2);
    assertThat(run("mine", "--stratum", "127.0.0.1:1", "--worker", "a", "--shares=0")).isEqualTo(2);
    assertThat(run("mine", "--worker", "a")).isEqualTo(2);
    try (ServerSocket web = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread server = Thread.ofVirtual().start(() -> answerAsTheWebDoes(web));
      String place = "127.0.0.1:" + web.getLocalPort();
      assertThat(run("mine", "--stratum", place, "--worker", "a")).isEqualTo(1);
      server.join();
    }
    assertThat(said.toString()).contains("does not speak Stratum").doesNotContain("\tat ");
  }

  private static void answerAsTheWebDoes(ServerSocket web) {
    try (Socket socket = web.accept()) {
      socket.getOutputStream().write("HTTP/1.1 400 Bad\r\n".getBytes(StandardCharsets.US_ASCII));
      var _ = socket.getInputStream().readNBytes(1 << 20); // until the miner has gone
    } catch (IOException e) {
      // the miner has gone
    }
  }
}
