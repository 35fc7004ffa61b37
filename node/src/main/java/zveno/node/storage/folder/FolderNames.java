package zveno.node.storage.folder;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The names of files and folders, and when they are on the disk. POSIX makes a file's bytes certain
 * by an fsync of the file, but its name only by an fsync of the folder that holds it, and the name
 * of that folder by an fsync of the one above.
 */
public final class FolderNames {

  private FolderNames() {}

  /** Makes sure that what has come, gone or been renamed in a folder has done so on the disk. */
  public static void sync(Path folder) throws IOException {
    if (supportsPosix(folder)) { // elsewhere a folder cannot be opened
      try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }

  /**
   * Makes a folder and all above it that are missing; each has its name on the disk before this
   * returns.
   *
   * @throws FileAlreadyExistsException if there is a file in the way
   */
  public static void create(Path folder, FileAttribute<?>... attributes) throws IOException {
    Deque<Path> missing = new ArrayDeque<>();
    @Nullable Path above = folder;
    while (above != null && !Files.exists(above)) {
      missing.push(above);
      above = above.getParent();
    }
    for (Path one : missing) {
      Files.createDirectories(one, attributes); // another process may have created it meanwhile
      sync(parent(one));
    }
    if (!Files.isDirectory(folder)) {
      throw new FileAlreadyExistsException(folder.toString());
    }
  }

  /**
   * Syncs the names of an existing folder and of those above it, as far as possible: their creator
   * may have been killed before they were on the disk. A folder without permission to open was
   * created by another user.
   */
  static void syncAbove(Path folder) throws IOException {
    for (@Nullable Path above = folder.toRealPath().getParent();
        above != null;
        above = above.getParent()) {
      try {
        sync(above);
      } catch (IOException _) {
        return; // not ours to look into, or a file system that has no such thing
      }
    }
  }

  /** The folder that holds this name. */
  public static Path parent(Path path) {
    Path parent = path.toAbsolutePath().getParent();
    return parent == null ? path : parent;
  }

  private static boolean supportsPosix(Path path) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix");
  }
}
