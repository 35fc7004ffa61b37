package zveno.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import zveno.LongRunning;
import zveno.kernel.json.JsonValue;

/** What strangers send does not look like something that the node has said. */
@Tag("slow")
@Timeout(120)
class LogTest {

  private static final Pattern TEXT =
      Pattern.compile("\\d{4}-\\d\\d-\\d\\dT[0-9:.]{12}Z (DEBUG|INFO |WARN |ERROR) .*| {4}\\S.*");

  private static final String FORGED = "2026-11-26T12:00:00.000Z INFO  FORGED";

  @Test
  @LongRunning
  void textIsOneLineAnEvent() throws Exception {
    try (NodeProcess node = NodeProcess.ephemeral("--difficulty", "1", "--log-level", "debug")) {
      annoy(node);
      assertThat(node.terminate()).isZero();
      assertThat(said(node)).isNotEmpty().allMatch(line -> TEXT.matcher(line).matches());
      assertThat(said(node)).anyMatch(line -> line.contains("peer http://127.0.0.1"));
    }
  }

  @Test
  void jsonIsOneObjectAnEvent() throws Exception {
    try (NodeProcess node =
        NodeProcess.ephemeral(
            "--difficulty", "1", "--log-level", "debug", "--log-format", "json")) {
      annoy(node);
      assertThat(node.terminate()).isZero();
      for (String line : said(node)) {
        JsonValue event = Api.parse(line);
        assertThat(Api.text(event, "time")).matches("\\d{4}-\\d\\d-\\d\\dT[0-9:.]{12}Z");
        assertThat(Api.text(event, "level")).isIn("debug", "info", "warn", "error");
        assertThat(Api.text(event, "logger")).isNotBlank();
        assertThat(Api.text(event, "message")).isNotBlank();
      }
      assertThat(said(node)).anyMatch(line -> line.contains("peer http://127.0.0.1"));
    }
  }

  @Test
  void theLastWordIsAnObjectToo() throws Exception {
    var outcome =
        NodeProcess.program("--ephemeral", "--log-format", "json", "--difficulty", "65").run();
    assertThat(outcome.exitCode()).isEqualTo(2);
    JsonValue event = Api.parse(outcome.errors());
    assertThat(Api.text(event, "level")).isEqualTo("error");
    assertThat(Api.text(event, "message")).contains("--difficulty must be 0 to 64");
  }

  @Test
  @LongRunning
  void aHigherLogLevelLogsLess() throws Exception {
    var outcome = NodeProcess.program("--ephemeral", "--log-level", "loud").run();
    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.errors()).contains("--log-level must be debug, info, warn, error, not loud");
    outcome = NodeProcess.program("--ephemeral", "--log-format", "xml").run();
    assertThat(outcome.errors()).contains("--log-format must be text or json, not xml");
  }

  /** But for what Java says of its modules. */
  private static List<String> said(NodeProcess node) {
    return node.errors().lines().filter(line -> !line.startsWith("WARNING: Using incub")).toList();
  }

  private static void annoy(NodeProcess node) throws Exception {
    String evil = "\r\n" + FORGED + "\u001b[31m";
    String encoded = "%0d%0a2026-11-26T12:00:00.000Z%20INFO%20%20FORGED%1b%5b31m";
    for (String request :
        List.of(
            "GET /" + encoded + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
            "GET /nodes/resolve?" + encoded + " HTTP/1.0\r\n\r\n",
            "GET /\u001b[31m HTTP/1.1\r\nHost: localhost\r\n\r\n",
            "\u001b[31m" + FORGED + "\r\n\r\n",
            "GET /chain HTTP/1.1\r\nHost: x\u001b[2J\r\n\r\n",
            "GET /chain HTTP/1.1\r\nHost: localhost\r\nReferer: a\u0085" + FORGED + "\r\n\r\n",
            "GET /chain HTTP/1.1\r\nHost: localhost\r\nX: \u001b[31m\r\n " + FORGED + "\r\n\r\n",
            "POST /transactions/new HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99\r\n\r\n"
                + evil)) {
      send(node, request);
    }
    node.api().submit(HostileJson.transaction("\"\\r\\n" + FORGED + "\"", "\"\\u001b[31m\"", "1"));
    node.api().mine();
    node.api().post("/nodes/register", "{\"nodes\": [\"http://a\\r\\n" + FORGED + "\"]}");
    try (Stub stub = Stub.start()) {
      node.api().register(stub);
      for (String answer :
          List.of(
              evil,
              "{\"chain\": [{\"\\u001b[31m\\r\\n" + FORGED + "\": 1}], \"length\": 1}",
              "{\"chain\": [{\"index\": \"\\u001b[31m\\r\\n" + FORGED + "\"}], \"length\": 1}")) {
        stub.says(answer);
        node.api().resolve();
      }
    }
  }

  private static void send(NodeProcess node, String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), node.api().uri().getPort())) {
      socket.setSoTimeout(30_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      socket.shutdownOutput();
      InputStream in = socket.getInputStream();
      in.transferTo(java.io.OutputStream.nullOutputStream());
    } catch (java.net.SocketException e) {
      // it has had enough of us
    }
  }
}
