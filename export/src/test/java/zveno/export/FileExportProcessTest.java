package zveno.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import zveno.node.cli.LocalNode;
import zveno.node.cli.Main;

/**
 * {@code zveno export --format} in processes of its own with a small heap, which are killed: of a
 * chain that is several times as large as the heap.
 */
@Tag("slow")
@Timeout(300)
@EnabledIfSystemProperty(named = "zveno.long", matches = "true") // only .ci/long has the time
class FileExportProcessTest {

  private static final int BLOCKS = 56;
  private static final int PER_BLOCK = 50;
  private static final int PER_FILE = 4;
  private static final int KILLS = 2;
  private static final int TEXT = 50_000;
  private static final String HEAP = "-Xmx64m";

  @TempDir static Path shared;
  @TempDir Path home;

  private static Path chain;

  @BeforeAll
  static void makeChain() throws Exception {
    chain = shared.resolve("chain");
    String text = "x".repeat(TEXT);
    try (LocalNode node = LocalNode.on(chain)) {
      for (int block = 1; block < BLOCKS; block++) {
        for (int i = 0; i < PER_BLOCK; i++) {
          node.post(
              "/transactions/new",
              "{\"sender\": \"%s\", \"recipient\": \"%d\", \"amount\": 1}".formatted(text, i));
        }
        node.mine();
      }
    }
    assertThat((long) (BLOCKS - 1) * PER_BLOCK * TEXT).isGreaterThan(2L * (64 << 20));
  }

  private static Process start(Object... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                HEAP,
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
    for (Object argument : arguments) {
      command.add(argument.toString());
    }
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  private static String output(Process process) throws IOException, InterruptedException {
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }

  private static Process export(String format, Path folder) throws IOException {
    return start(
        "export",
        "--data-dir",
        chain,
        "--format",
        format,
        "--output",
        folder,
        "--confirmations",
        1,
        "--blocks-per-file",
        PER_FILE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"parquet", "jsonl"})
  void aKilledExportIsResumedAndNeverNeedsMoreMemory(String format) throws Exception {
    long seed = Long.getLong("zveno.seed", 20_171);
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    Path folder = Files.createDirectories(home.resolve("killed"));
    for (int i = 0; i < KILLS; i++) {
      killAfter(export(format, folder), folder, 1 + random.nextInt(8));
    }
    String said = output(export(format, folder));
    assertThat(said).contains("has " + BLOCKS + " blocks, the chain " + BLOCKS);
    assertThat(output(start("check-export", folder))).contains(BLOCKS + " blocks checked");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .as("nothing unfinished is left")
          .hasSize(2 * BLOCKS / PER_FILE + 3)
          .noneMatch(name -> name.endsWith(".unfinished"));
    }
  }

  /** Kills a process as soon as so many files have come or gone in a folder, or it has ended. */
  private static void killAfter(Process process, Path folder, int changes) throws Exception {
    try (WatchService watch = folder.getFileSystem().newWatchService()) {
      var _ =
          folder.register(
              watch, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_DELETE);
      int seen = 0;
      while (seen < changes && process.isAlive()) {
        WatchKey key = watch.poll(1, TimeUnit.SECONDS);
        if (key != null) {
          seen += key.pollEvents().size();
          assertThat(key.reset()).isTrue();
        }
      }
    } finally {
      process.destroyForcibly().waitFor();
    }
  }
}
