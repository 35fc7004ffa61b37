package zveno.node.storage.folder;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import zveno.node.storage.errors.StoreFailedException;
import zveno.node.storage.errors.StoreRefusedException;

/**
 * Keeps other processes, and this one, from using a store twice. The operating system lets go of it
 * when the process ends, however it ends.
 */
public final class FolderLock {

  /**
   * Folders locked by this process. A file lock belongs to the process, and on POSIX it is lost
   * when any descriptor of the file is closed, so the file must not even be opened a second time.
   */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path folder;
  private final RandomAccessFile file;

  private FolderLock(Path folder, RandomAccessFile file) {
    this.folder = folder;
    this.file = file;
  }

  /**
   * Takes the lock at once or not at all.
   *
   * @throws StoreRefusedException if another process has it
   */
  public static FolderLock take(StoreFolder store) {
    Path folder = realPath(store);
    if (!HELD.add(folder)) {
      throw StoreRefusedException.inUse(store.name(), null);
    }
    boolean taken = false;
    try {
      FolderLock lock = new FolderLock(folder, open(store));
      taken = lock.lock(store);
      if (!taken) {
        lock.file.close();
        throw StoreRefusedException.inUse(store.name(), null);
      }
      return lock;
    } catch (IOException e) {
      throw new StoreRefusedException(store.name() + " cannot be locked (" + e + ")", e);
    } finally {
      if (!taken) {
        HELD.remove(folder);
      }
    }
  }

  private static Path realPath(StoreFolder store) {
    try {
      return store.path().toRealPath();
    } catch (IOException e) {
      throw new StoreRefusedException(store.path() + " cannot be read (" + e + ")", e);
    }
  }

  private static RandomAccessFile open(StoreFolder store) throws IOException {
    return new RandomAccessFile(store.lock().toFile(), "rw");
  }

  private boolean lock(StoreFolder store) throws IOException {
    try {
      return file.getChannel().tryLock() != null;
    } catch (OverlappingFileLockException e) {
      throw StoreRefusedException.inUse(store.name(), e);
    }
  }

  public void release() {
    try {
      file.close(); // and with it the lock
    } catch (IOException e) {
      throw new StoreFailedException(folder + ": its lock cannot be released (" + e + ")", e);
    } finally {
      HELD.remove(folder);
    }
  }
}
