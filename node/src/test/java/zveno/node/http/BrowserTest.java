package zveno.node.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import zveno.LongRunning;

/** A real browser, where there is one (Debian: chromium); with {@code -Dzveno.long=true} only. */
@Tag("slow")
@Timeout(120)
@LongRunning
class BrowserTest {

  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");

  @TempDir Path scratch;

  private final TestNode node = TestNode.start();

  @BeforeAll
  static void look() {
    assumeTrue(Files.isExecutable(CHROMIUM), "there is no chromium");
  }

  @AfterEach
  void stop() {
    node.close();
  }

  /** What the page looks like after a while. */
  private record Shown(String page, String console) {}

  private Shown open(String url) throws IOException, InterruptedException {
    Path page = scratch.resolve("page");
    Path console = scratch.resolve("console");
    Process browser =
        new ProcessBuilder(
                CHROMIUM.toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--user-data-dir=" + scratch.resolve("profile"),
                "--host-resolver-rules=MAP *.example 127.0.0.1",
                "--enable-logging=stderr",
                "--virtual-time-budget=10000",
                "--dump-dom",
                url)
            .redirectOutput(page.toFile())
            .redirectError(console.toFile())
            .start();
    try {
      assertThat(browser.waitFor(60, TimeUnit.SECONDS)).as("the browser ends").isTrue();
    } finally {
      browser.destroyForcibly();
    }
    return new Shown(
        Files.readString(page), Files.readString(console, StandardCharsets.ISO_8859_1));
  }

  @Test
  void thePageOfTheApiIsDrawnAndBreaksNoPolicy() throws Exception {
    Shown docs = open(node.server.uri() + "/docs");

    assertThat(docs.page()).contains("operations-tutorial-mine", "operations-node-events");
    assertThat(docs.console()).doesNotContain("Content Security Policy");
  }

  @Test
  void mineTypedIntoTheAddressBarMines() throws Exception {
    assertThat(open("http://localhost:" + node.server.port() + "/mine").page())
        .contains("New Block Forged");
    assertThat(node.service.tip().height()).isEqualTo(2);
  }

  @Test
  void aPageOfAStrangerCannotMine() throws Exception {
    String page =
        """
        <img src="NODE/mine"><iframe src="NODE/mine"></iframe><script src="NODE/mine"></script>
        <form id="f" method="post" enctype="text/plain" target="t" action="NODE/api/v1/blocks">
        </form><iframe name="t"></iframe><script>
        fetch("NODE/mine", {mode: "no-cors"});
        fetch("NODE/api/v1/blocks", {method: "POST", mode: "no-cors"});
        document.getElementById("f").submit();
        fetch("NODE/chain").then(r => document.title = "read", e => document.title = "not read");
        </script>
        """;
    HttpServer stranger =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    byte[] html =
        page.replace("NODE", node.server.uri().toString()).getBytes(StandardCharsets.UTF_8);
    stranger.createContext(
        "/",
        exchange -> {
          try (exchange) {
            exchange.getResponseHeaders().set("Content-Type", "text/html");
            exchange.sendResponseHeaders(200, html.length);
            exchange.getResponseBody().write(html);
          }
        });
    stranger.start();
    try {
      String origin = "http://evil.example:" + stranger.getAddress().getPort();
      assertThat(open(origin + "/").page()).contains("<title>not read</title>");
    } finally {
      stranger.stop(0);
    }
    assertThat(open("http://evil.example:" + node.server.port() + "/mine").page())
        .contains("--allow-host NAME");
    assertThat(node.service.tip().height()).isEqualTo(1);
  }
}
