package zveno.export;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import zveno.node.cli.LocalNode;
import zveno.node.cli.Main;

/** Feeds that can be killed, and a node that gives them something to do. */
final class Feeds {

  private Feeds() {}

  /** A feed in a process of its own. What it prints is in the test's output once it has ended. */
  static Process start(LocalNode node, String target, String... options) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx128m",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "feed",
                target,
                "--node",
                node.url()));
    command.addAll(List.of(options));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    var _ = drain(process);
    return process;
  }

  private static CompletableFuture<Void> drain(Process process) {
    return CompletableFuture.runAsync(() -> {
      try {
        System.out.print(
            new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    });
  }

  /** Mines a block for each permit, and takes some of the last ones off the chain now and then. */
  static void mineAndRewind(LocalNode node, Random random, Semaphore blocks, AtomicBoolean ended) {
    try {
      while (!ended.get()) {
        blocks.acquire();
        Chains.mine(node, 1);
        if (random.nextInt(10) == 0) {
          long height =
              node.get("/api/v1/status").member("height").orElseThrow().integer().longValue();
          long kept = Math.max(1, height - 1 - random.nextInt(8));
          if (kept < height) {
            node.post("/api/v1/rewind", "{\"toHeight\": " + kept + ", \"drop\": true}");
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
