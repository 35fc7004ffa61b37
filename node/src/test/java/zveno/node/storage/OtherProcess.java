package zveno.node.storage;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.rocksdb.RocksDB;
import org.slf4j.LoggerFactory;
import zveno.kernel.StoreSamples;
import zveno.kernel.chain.BlockPosition;

/** A process of its own that commits block after block and says so, until it is killed. */
final class OtherProcess implements AutoCloseable {

  private final Process process;
  private final BufferedReader said;

  private OtherProcess(Process process) {
    this.process = process;
    this.said = process.inputReader(StandardCharsets.US_ASCII);
  }

  static OtherProcess committingIn(Path folder) throws IOException {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    List<String> command =
        List.of(
            java.toString(),
            "-Xmx64m",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            classPath(),
            OtherProcess.class.getName(),
            folder.toString());
    return new OtherProcess(
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
  }

  /** Of what it needs only: a test's class path may be told to nobody. */
  private static String classPath() {
    return Stream.of(
            OtherProcess.class,
            RocksStore.class,
            StoreSamples.class,
            BlockPosition.class,
            RocksDB.class,
            LoggerFactory.class,
            Assertions.class)
        .map(type -> Path.of(type.getProtectionDomain().getCodeSource().getLocation().getPath()))
        .map(Path::toString)
        .distinct()
        .collect(Collectors.joining(System.getProperty("path.separator")));
  }

  /** Waits until it has committed a block of this height or more. */
  long awaitHeight(long least) throws IOException {
    long height = 0;
    for (String line = said.readLine(); line != null; line = said.readLine()) {
      height = Long.parseLong(line);
      if (height >= least) {
        return height;
      }
    }
    throw new IOException("it ended at " + height);
  }

  /** Kills it, as {@code kill -9} does. */
  void kill() throws InterruptedException {
    // through the handle, since the process itself would close our ends of its pipes
    process.toHandle().destroyForcibly();
    process.waitFor();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  static void main(String[] args) {
    RocksStore store = RocksStore.open(StoreSettings.in(Path.of(args[0])));
    long height = store.live().tip().map(BlockPosition::height).orElse(0L);
    while (true) {
      height++;
      TestChain.commit(store, height, height);
      System.out.print(height + "\n");
      System.out.flush();
    }
  }
}
