package zveno.node.storage.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.rocksdb.NativeLibraryLoader;
import org.rocksdb.RocksDB;
import zveno.node.storage.errors.StoreFailedException;

/**
 * The engine's code. It comes in a jar and has to be a file while it is loaded; the file is deleted
 * at once, since a process that is killed would leave it behind, some 15 MB each time.
 */
final class EngineLibrary {

  private static boolean loaded;

  private EngineLibrary() {}

  static synchronized void load() {
    if (loaded) {
      return;
    }
    try {
      unpack();
      RocksDB.loadLibrary();
      loaded = true;
    } catch (IOException | RuntimeException | LinkageError e) {
      throw new StoreFailedException(
          "the storage engine cannot be loaded; check that there is free space in "
              + System.getProperty("java.io.tmpdir")
              + ", and that it is not mounted noexec ("
              + e
              + ")",
          e);
    }
  }

  private static void unpack() throws IOException {
    Path folder = Files.createTempDirectory("zveno");
    try {
      NativeLibraryLoader.getInstance().loadLibrary(folder.toString());
    } finally {
      remove(folder);
    }
  }

  /** Where a loaded file cannot be deleted, it has to wait for the end of the process. */
  private static void remove(Path folder) throws IOException {
    folder.toFile().deleteOnExit();
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        if (!file.toFile().delete()) {
          file.toFile().deleteOnExit();
        }
      }
    }
    var _ = folder.toFile().delete();
  }
}
