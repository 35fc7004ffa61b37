package zveno.node.storage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import zveno.node.storage.engine.EngineSizes;
import zveno.node.storage.errors.RocksErrors;
import zveno.node.storage.errors.StoreDamagedException;
import zveno.node.storage.errors.StoreRefusedException;
import zveno.node.storage.folder.FolderLock;
import zveno.node.storage.folder.FolderNames;
import zveno.node.storage.folder.HighWaterMark;
import zveno.node.storage.folder.StoreFolder;

/**
 * Makes a copy of a store in a new folder. Its file {@code FORMAT} comes last, and when all is on
 * the disk, so that what was broken off in the middle is no store, and is refused as one.
 */
public final class StoreCopy {

  /** Tables are never changed, only made and removed: two folders can share one. */
  private static final String TABLE = ".sst";

  private final StoreFolder from;
  private final StoreFolder to;
  private final boolean sharing;

  private StoreCopy(Path from, Path to, boolean sharing) {
    this.from = new StoreFolder(from);
    this.to = new StoreFolder(to);
    this.sharing = sharing;
  }

  /**
   * Copies a store that is not in use. SST files are hard links if possible.
   *
   * @throws StoreRefusedException if it is in use, if there is none, or if the target is not empty
   */
  public static void ofStopped(Path from, Path to) {
    new StoreCopy(from, to, true).copyLocked();
  }

  /**
   * Copies what {@link RocksStore#stageCopy} has made. SST files are hard links if possible.
   *
   * @param from the folder of the store, which is in use
   * @param acknowledged the commit that the copy must have
   * @throws StoreRefusedException if the target is not empty
   * @throws StoreDamagedException if the copy has less than it must
   */
  public static void ofStaged(Path from, Path to, long acknowledged) {
    new StoreCopy(from, to, true).copyStaged(acknowledged);
  }

  /**
   * Makes a store of a copy. No files are shared, so the copy stays unchanged.
   *
   * @throws StoreRefusedException if the copy is in use, if there is none, or if the target is not
   *     empty
   */
  public static void restore(Path from, Path to) {
    new StoreCopy(from, to, false).copyLocked();
  }

  /** Takes a copy away that has turned out to be none. */
  public static void discard(Path copy) {
    StoreFolder folder = new StoreFolder(copy);
    try {
      folder.clear();
    } catch (IOException e) {
      throw RocksErrors.of(e, folder.name());
    }
  }

  private void copyLocked() {
    if (from.look() != StoreFolder.Content.STORE) {
      throw new StoreRefusedException("there is no store in " + from.path());
    }
    insistOnNothing();
    Optional<FolderLock> lock =
        Files.isWritable(from.path()) ? Optional.of(FolderLock.take(from)) : Optional.empty();
    try {
      from.insistOnPlace();
      make(() -> {
        copyEngine(from.engine());
        copy(from.acknowledged(), to.acknowledged());
      });
    } finally {
      lock.ifPresent(FolderLock::release);
    }
  }

  private void copyStaged(long acknowledged) {
    insistOnNothing();
    make(() -> {
      copyEngine(from.staged());
      mark(acknowledged);
    });
  }

  private void insistOnNothing() {
    boolean nothing;
    try {
      nothing = to.look() == StoreFolder.Content.NOTHING;
    } catch (StoreRefusedException e) {
      nothing = false;
    }
    if (!nothing) {
      throw new StoreRefusedException(to.path() + " is not empty; name a new folder");
    }
  }

  /** A step that may fail as files do. */
  private interface Step {
    void run() throws IOException;
  }

  private void make(Step contents) {
    to.prepare();
    try {
      contents.run();
      to.completeCopy(from);
    } catch (IOException e) {
      to.clearQuietly();
      throw RocksErrors.of(e, "the copy in " + to.path());
    } catch (RuntimeException | Error e) {
      to.clearQuietly();
      throw e;
    }
  }

  private void copyEngine(Path engine) throws IOException {
    to.createEngine();
    for (Path file : files(engine)) {
      copy(file, to.engine().resolve(file.getFileName()));
    }
    FolderNames.sync(to.engine());
  }

  /** But for the engine's lock and its diary. */
  private static List<Path> files(Path engine) throws IOException {
    try (Stream<Path> files = Files.list(engine)) {
      return files
          .filter(file -> !file.getFileName().toString().startsWith("LO"))
          .filter(Files::isRegularFile)
          .sorted()
          .toList();
    }
  }

  private void copy(Path file, Path copy) throws IOException {
    if (sharing && file.toString().endsWith(TABLE) && share(file, copy)) {
      return;
    }
    Files.copy(file, copy);
    try (FileChannel channel = FileChannel.open(copy, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  private static boolean share(Path file, Path copy) {
    try {
      Files.createLink(copy, file);
      return true;
    } catch (IOException | UnsupportedOperationException e) {
      return false; // another file system, or one that cannot
    }
  }

  /** The copy may have more than was acknowledged when it was begun; all of that counts. */
  private void mark(long acknowledged) {
    long commit = LossCheck.commitIn(to, EngineSizes.SMALL);
    if (commit < acknowledged) {
      throw new StoreDamagedException(
          "the copy in %s has commit %d, and %d was acknowledged before it was begun"
              .formatted(to.path(), commit, acknowledged));
    }
    HighWaterMark.open(to.acknowledged(), new HighWaterMark.State(0, commit, false)).close();
  }
}
