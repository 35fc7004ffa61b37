package zveno.node.storage;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import zveno.kernel.bytes.Hash;

/** What tests do to the folders of stores. */
public final class Folders {

  private static final int MAX_ATTEMPTS = 100;

  private Folders() {}

  /** All files, except locks: to open and close those in this process would set them free. */
  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile)
          .filter(file -> !file.getFileName().toString().startsWith("LOCK"))
          .sorted()
          .toList();
    }
  }

  /**
   * Copies an open store, as the end of its process would leave it. Its engine also works by
   * itself: where files came, went or grew meanwhile, the copy would be of no one moment, and is
   * made anew.
   */
  public static Path killed(Path store, Path target) throws IOException {
    for (int attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
      Map<Path, Long> before = sizes(store);
      if (copied(store, before.keySet(), target) && sizes(store).equals(before)) {
        return target;
      }
      for (Path partial : files(target)) {
        Files.delete(partial);
      }
    }
    throw new AssertionError(store + " changes all the time");
  }

  /** False: one of them has gone. */
  private static boolean copied(Path store, Set<Path> files, Path target) throws IOException {
    Files.createDirectories(target);
    for (Path file : files) {
      Path copy = target.resolve(store.relativize(file));
      Files.createDirectories(copy.getParent());
      try {
        Files.copy(file, copy);
      } catch (NoSuchFileException e) {
        return false;
      }
    }
    return true;
  }

  private static Map<Path, Long> sizes(Path store) throws IOException {
    while (true) {
      Map<Path, Long> sizes = new TreeMap<>();
      try {
        for (Path file : files(store)) {
          sizes.put(file, Files.size(file));
        }
        return sizes;
      } catch (NoSuchFileException | UncheckedIOException e) {
        continue; // gone between its name and its size
      }
    }
  }

  /** The hash of each file. */
  static Map<String, Hash> contents(Path store) throws IOException {
    Map<String, Hash> contents = new TreeMap<>();
    for (Path file : files(store)) {
      contents.put(store.relativize(file).toString(), Hash.of(Files.readAllBytes(file)));
    }
    return contents;
  }

  /** The engine's files whose names end like this, oldest first. */
  static List<Path> engineFiles(Path store, String ending) throws IOException {
    return files(store.resolve("engine")).stream()
        .filter(file -> file.toString().endsWith(ending))
        .toList();
  }

  static void flipBit(Path file, long bit) throws IOException {
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
      bytes.seek(bit / 8);
      int was = bytes.read();
      bytes.seek(bit / 8);
      bytes.write(was ^ 1 << bit % 8);
    }
  }

  static void truncate(Path file, long size) throws IOException {
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
      bytes.setLength(size);
    }
  }
}
