package zveno.node.storage.folder;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A read-only view of the engine's files without the parts to discard: a separate folder with links
 * to whole files, and copies of the beginnings of cut ones. If nothing is discarded, it is the
 * engine's folder itself.
 */
public final class EngineView implements AutoCloseable {

  private static final String TABLE = ".sst";
  private static final String LOG = ".log";

  private final Path path;
  private final boolean ownFolder;

  private EngineView(Path path, boolean ownFolder) {
    this.path = path;
    this.ownFolder = ownFolder;
  }

  public static EngineView of(Path engine, LogCuts cuts) throws IOException {
    return cuts.isNone()
        ? new EngineView(engine, false)
        : fill(engine, cuts, file -> !cuts.lengths().containsKey(file));
  }

  /**
   * A view for an engine that writes: only SST files, which never change, are links. The first cut
   * log ends in the beginning of a record, so that the engine's point-in-time recovery notices
   * newer SST files.
   */
  public static EngineView ofPast(Path engine, LogCuts cuts) throws IOException {
    EngineView view = fill(engine, cuts, file -> file.toString().endsWith(TABLE));
    for (Map.Entry<Path, Long> cut : cuts.lengths().entrySet()) {
      if (cut.getKey().toString().endsWith(LOG)) {
        Files.write(
            view.path.resolve(cut.getKey().getFileName()),
            LogScan.beginningOfRecord(cut.getValue()),
            StandardOpenOption.APPEND);
        break;
      }
    }
    return view;
  }

  private static EngineView fill(Path engine, LogCuts cuts, Predicate<Path> linked)
      throws IOException {
    EngineView view = new EngineView(Files.createTempDirectory("zveno-view"), true);
    try {
      for (Path file : files(engine)) {
        Path copy = view.path.resolve(file.getFileName());
        if (linked.test(file)) {
          Files.createSymbolicLink(copy, file);
        } else {
          Long length = cuts.lengths().get(file);
          copyBeginning(file, copy, length == null ? Files.size(file) : length);
        }
      }
      return view;
    } catch (IOException | RuntimeException | Error e) {
      view.close();
      throw e;
    }
  }

  /** But for the engine's lock and its diary. */
  private static List<Path> files(Path engine) throws IOException {
    try (Stream<Path> files = Files.list(engine)) {
      return files.filter(file -> !file.getFileName().toString().startsWith("LO")).toList();
    }
  }

  private static void copyBeginning(Path file, Path copy, long length) throws IOException {
    byte[] some = new byte[1 << 16];
    try (InputStream in = Files.newInputStream(file);
        var out = Files.newOutputStream(copy)) {
      for (long left = length; left > 0; ) {
        int read = in.readNBytes(some, 0, (int) Math.min(some.length, left));
        if (read == 0) {
          throw new IOException(file + " was truncated while it was read");
        }
        out.write(some, 0, read);
        left -= read;
      }
    }
  }

  public Path path() {
    return path;
  }

  @Override
  public void close() {
    if (!ownFolder) {
      return;
    }
    try {
      try (Stream<Path> files = Files.list(path)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(path);
    } catch (IOException _) {
      // it lies where the operating system clears up
    }
  }
}
