package zveno.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import zveno.LongRunning;
import zveno.kernel.model.Block;
import zveno.kernel.rules.classic.Blocks;
import zveno.node.follow.ScriptedNode;

/** A node with the usual settings that follows many peers of its kind that mean ill. */
@Tag("slow")
@LongRunning
@Timeout(600)
class HostileNetTest {

  private static final int PEERS_OF_EACH_KIND = 3;
  private static final int MAX_MIB = 1024;
  private static final String BLANKS = " ".repeat(64 * 1024);

  private final List<ScriptedNode> nodes = new ArrayList<>();
  private final List<Block> eve = chain("eve", 1_100);

  private static List<Block> chain(String miner, int length) {
    List<Block> blocks = new ArrayList<>(List.of(Blocks.genesis(Blocks.EASY, 99)));
    while (blocks.size() < length) {
      blocks.add(Blocks.on(Blocks.EASY, blocks.getLast(), miner, 100 + blocks.size()));
    }
    return blocks;
  }

  /** A node that tells of a long chain, and has only the beginning of it. */
  private ScriptedNode node() throws IOException {
    String id = String.format("%032x", 0xbad0000 + nodes.size());
    ScriptedNode node = new ScriptedNode(Blocks.EASY, id, eve);
    node.on("GET hello", node.hello(1_000_000));
    nodes.add(node);
    return node;
  }

  /** Serves the beginning, and after that something else. */
  private ScriptedNode after(ScriptedNode.Script then) throws IOException {
    ScriptedNode node = node();
    return node.on(
        "GET blocks",
        (call, out) -> {
          int from = (int) call.number("from");
          if (from <= 1_000) {
            node.json(
                out, ScriptedNode.blocks(eve.subList(from - 1, Math.min(from + 999, eve.size()))));
          } else {
            then.answer(call, out);
          }
        });
  }

  private static String block(long height, String transactions) {
    return "{\"block\": {\"index\": "
        + height
        + ", \"previous_hash\": \""
        + "0".repeat(64)
        + "\", \"proof\": 1, \"timestamp\": 1, \"transactions\": ["
        + transactions
        + "]}";
  }

  private static void begin(OutputStream out, String text) throws IOException {
    ScriptedNode.write(out, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + text);
  }

  private static void forEver(OutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    while (true) {
      out.write(bytes);
    }
  }

  private void theyCome() throws IOException {
    String large = "{\"a\": \"" + "x".repeat(1_500_000) + "\"}";
    String dense = "{}, ".repeat(190_000) + "{}";
    String trace =
        Stream.generate(() -> "\"" + UUID.randomUUID() + "\"")
            .limit(190_000)
            .collect(Collectors.joining(","));
    for (int i = 0; i < PEERS_OF_EACH_KIND; i++) {
      // the next blocks never come, and the later ones one by one
      after((call, out) -> {
        long from = call.number("from");
        if (from % 1_000 == 1) {
          begin(out, "{\"blocks\": [");
          while (true) {
            ScriptedNode.write(out, " ".repeat(60_000));
            Thread.sleep(1_000); // dripping is what is tested
          }
        }
        begin(out, "{\"blocks\": [" + block(from, large) + "}]}");
      });
      after(
          (call, out) -> begin(out, "{\"blocks\": [" + block(call.number("from"), dense) + "}]}"));
      after((call, out) -> {
        begin(out, "{\"blocks\": [");
        for (long at = call.number("from"); at < call.number("to"); at++) {
          ScriptedNode.write(out, block(at, "") + ", \"entries\": [" + trace + "]}, ");
        }
      });
      ScriptedNode crowd = node();
      crowd.on("GET hello", crowd.hello(1));
      crowd.on(
          "GET /api/v1/events",
          (call, out) -> {
            crowd.beginEvents(out);
            while (true) {
              ScriptedNode.write(
                  out,
                  "event: transaction\ndata: {\"entry\": \""
                      + UUID.randomUUID()
                      + "\", \"id\": \""
                      + "0".repeat(64)
                      + "\", \"block\": 1}\n\n");
            }
          });
      crowd.on(
          "GET entries/wanted",
          (call, out) -> {
            begin(out, "{\"entries\": [{\"entry\": \"");
            forEver(out, "x".repeat(64 * 1024));
          });
      crowd.on(
          "GET entries",
          (call, out) ->
              crowd.json(
                  out,
                  Stream.generate(() -> "\"" + UUID.randomUUID() + "." + "0".repeat(64) + "\"")
                      .limit(1_000)
                      .collect(Collectors.joining(",", "{\"entries\": [", "], \"next\": \"x\"}"))));
      node()
          .on(
              "GET hello",
              (call, out) -> {
                begin(out, "");
                forEver(out, BLANKS);
              });
      node()
          .on(
              "GET /chain",
              (call, out) -> {
                begin(out, "{\"chain\": [");
                forEver(out, BLANKS);
              });
    }
  }

  /** Shows blocks that are dense, large, or never end. */
  private static void show(NodeProcess ours, String body) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), ours.api().uri().getPort())) {
      OutputStream out = socket.getOutputStream();
      ScriptedNode.write(
          out,
          "POST /api/v1/net/blocks?from=2 HTTP/1.1\r\nHost: localhost\r\nContent-Type:"
              + " application/json\r\nContent-Length: 4000000000\r\n\r\n{\"blocks\": [");
      forEver(out, body);
    } catch (IOException e) {
      // the node has had enough
    }
  }

  @Test
  void peaksBelowAGibibyteAndFollowsTheGoodOne() throws Exception {
    theyCome();
    List<String> options = new ArrayList<>(List.of("--ephemeral", "--difficulty", "1"));
    for (ScriptedNode node : nodes) {
      options.addAll(List.of("--peer", node.address().base()));
    }
    try (NodeProcess ours =
            NodeProcess.start(
                NodeProcess.program(options.toArray(String[]::new))
                    .withJava("-Xmx384m", "-XX:MaxDirectMemorySize=64m"));
        ScriptedNode good = new ScriptedNode(Blocks.EASY, "600d".repeat(8), chain("ann", 3_000));
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> shown = new ArrayList<>();
      String dense = block(2, "{}, ".repeat(190_000) + "{}") + "}, ";
      for (int i = 0; i < 50; i++) {
        String body = i % 2 == 0 ? dense : BLANKS;
        shown.add(threads.submit(() -> show(ours, body)));
        shown.add(threads.submit(() -> ours.api().resolve()));
      }
      for (ScriptedNode node : nodes) {
        String trouble = "\"url\": \"" + node.address().base() + "\"";
        while (!hasTrouble(ours, trouble)) {
          Thread.sleep(200); // nobody tells
          assertThat(ours.isAlive()).as(ours.errors()).isTrue();
        }
      }
      for (Future<?> one : shown) {
        try {
          one.get();
        } catch (ExecutionException e) {
          // refused: that is well
        }
      }
      ours.api()
          .post("/api/v1/peers", "{\"address\": \"" + good.address().base() + "\"}")
          .expect(201);
      while (ours.api().get("/api/v1/tip").text().indexOf("\"height\": 3000") < 0) {
        Thread.sleep(100);
        assertThat(ours.isAlive()).as(ours.errors()).isTrue();
      }
      System.out.println("peak among hostile peers: " + ours.peakMiB() + " MiB");
      assertThat(ours.errors()).doesNotContain("OutOfMemory").doesNotContain("ERROR");
      assertThat(ours.peakMiB()).isLessThan(MAX_MIB);
    } finally {
      for (ScriptedNode node : nodes) {
        node.close();
      }
    }
  }

  private static boolean hasTrouble(NodeProcess ours, String url) throws InterruptedException {
    try {
      String all = ours.api().get("/api/v1/peers").expect(200).text();
      int at = all.indexOf(url);
      int end = all.indexOf("\"traffic\"", at);
      return at >= 0 && all.substring(at, end).contains("\"trouble\": \"");
    } catch (IOException e) {
      return false; // the connection was closed just when it was to be used again
    }
  }
}
