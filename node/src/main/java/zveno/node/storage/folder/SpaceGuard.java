package zveno.node.storage.folder;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.OptionalLong;
import zveno.node.storage.errors.StoreFailedException;
import zveno.node.storage.errors.StoreFullException;

/**
 * Says no to writing while there is still space: the engine needs some to tidy up, and a log that
 * ends in the middle of a record is trouble. Asking the file system is saved where the answer
 * cannot have changed much. For any thread.
 */
public final class SpaceGuard {

  private static final long MAX_RESERVE = 32 << 20;
  private static final int SHARE = 8;

  /** An answer is good for so long, and for so many parts of the reserve written. */
  private static final long GOOD_FOR = Duration.ofMillis(100).toNanos();

  private static final int PARTS = 32;

  private final StoreFolder folder;
  private final FileStore files;
  private final Object identity;
  private final long reserve;
  private long usable;
  private long writtenSince;
  private long lookedAt;

  private SpaceGuard(StoreFolder folder, FileStore files, long reserve) throws IOException {
    this.folder = folder;
    this.files = files;
    this.reserve = reserve;
    this.identity = identityOf(folder);
    look();
  }

  /**
   * Guards the space on the file system that holds this folder.
   *
   * @param reserve how many bytes to leave; if absent, an eighth of the file system or 32 MiB,
   *     whichever is smaller
   */
  public static SpaceGuard over(StoreFolder folder, OptionalLong reserve) {
    try {
      FileStore files = Files.getFileStore(folder.path());
      long share = Math.min(MAX_RESERVE, files.getTotalSpace() / SHARE);
      return new SpaceGuard(folder, files, reserve.orElse(share));
    } catch (IOException e) {
      throw failed(folder, e);
    }
  }

  /**
   * To be asked before {@code bytes} are written.
   *
   * @throws StoreFullException if less than the reserve would be left
   */
  void ask(long bytes) {
    ask(bytes, reserve);
  }

  /** Requires space for a write that frees space: it may use half of the reserve. */
  void askToMakeRoom(long bytes) {
    ask(bytes, reserve / 2);
  }

  /** Free bytes, as the file system tells them now. */
  synchronized long usable() {
    try {
      look();
      return usable;
    } catch (IOException e) {
      throw failed(folder, e);
    }
  }

  /** How many bytes are left free. */
  long reserve() {
    return reserve;
  }

  private synchronized void ask(long bytes, long leave) {
    if (isOld(bytes) || left(bytes) < leave) {
      try {
        look();
      } catch (IOException e) {
        throw failed(folder, e);
      }
    }
    if (left(bytes) < leave) {
      throw new StoreFullException(
          "%s stops at %d MiB of free space, and there are %d; free some, and it continues"
              .formatted(folder.name(), reserve >> 20, usable >> 20));
    }
    writtenSince += bytes;
  }

  private boolean isOld(long bytes) {
    return writtenSince + bytes > reserve / PARTS || System.nanoTime() - lookedAt > GOOD_FOR;
  }

  private long left(long bytes) {
    return usable - writtenSince - bytes;
  }

  private void look() throws IOException {
    if (!identity.equals(identityOf(folder))) {
      throw new IOException("another folder is in its place");
    }
    usable = files.getUsableSpace();
    writtenSince = 0;
    lookedAt = System.nanoTime();
  }

  /**
   * Which folder it is, whatever lies at its path later: below a file system that has been taken
   * away there is a folder, too, with free space that is not ours.
   */
  private static Object identityOf(StoreFolder folder) throws IOException {
    Object key = Files.readAttributes(folder.path(), BasicFileAttributes.class).fileKey();
    return key == null ? folder.path() : key;
  }

  private static StoreFailedException failed(StoreFolder folder, IOException e) {
    return new StoreFailedException(
        folder.name()
            + " is out of reach: "
            + (e instanceof NoSuchFileException ? "its folder no longer exists" : e)
            + "; check whether it was moved or its file system unmounted, restore it, and start the"
            + " node again",
        e);
  }
}
