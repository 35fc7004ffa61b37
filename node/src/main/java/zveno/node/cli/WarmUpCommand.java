package zveno.node.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDB;
import org.rocksdb.util.Environment;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import zveno.kernel.mining.KernelKind;

/**
 * {@code zveno warm-up}: what the launcher runs once after a build. It does what a node does, so
 * that the JVM learns which classes a node needs, and lays the storage engine's library where later
 * starts find it: otherwise each start unpacks it anew, and each kill leaves a copy behind.
 */
@Command(
    name = "warm-up",
    hidden = true,
    description = "Start a node in memory, call it a few times, and stop it.",
    mixinStandardHelpOptions = true)
final class WarmUpCommand implements Callable<Integer> {

  private static final Duration MAX_FOR_VECTORS = Duration.ofSeconds(5);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);

  @Option(
      names = "--library",
      paramLabel = "FOLDER",
      description = "The folder for the storage engine's library.")
  @Nullable Path folder;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path library = folder;
    if (library != null) {
      layLibrary(library);
    }
    try (LocalNode node = LocalNode.start()) {
      node.post("/transactions/new", "{\"sender\": \"a\", \"recipient\": \"b\", \"amount\": 1}");
      node.get("/mine");
      node.get("/chain");
      node.get("/nodes/resolve");
      node.get("/api/v1/status");
      node.get("/api/v1/blocks");
      awaitVectors(node);
    }
    return 0;
  }

  /** Until searches have gone over to vectors, so that their classes are known; not for long. */
  private static void awaitVectors(LocalNode node) throws IOException, InterruptedException {
    long begin = System.nanoTime();
    while (KernelKind.haveVectors()
        && node.get("/api/v1/miner").toString().contains("\"scalar\"")
        && System.nanoTime() - begin < MAX_FOR_VECTORS.toNanos()) {
      Thread.sleep(BETWEEN_LOOKS);
    }
  }

  /** Under the name by which the engine first looks for it on {@code java.library.path}. */
  private static void layLibrary(Path folder) throws IOException {
    String name = Environment.getJniLibraryFileName("rocksdb");
    try (InputStream from = RocksDB.class.getClassLoader().getResourceAsStream(name)) {
      if (from == null) {
        return; // the engine then falls back to what its jar has
      }
      Files.createDirectories(folder);
      Path part = folder.resolve(name + ".part");
      Files.copy(from, part, StandardCopyOption.REPLACE_EXISTING);
      Files.move(
          part,
          folder.resolve(System.mapLibraryName("rocksdbjni")),
          StandardCopyOption.ATOMIC_MOVE);
    }
  }
}
