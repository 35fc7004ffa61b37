package zveno.node.storage;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import zveno.kernel.bytes.Hash;

/** What tests do to the folders of stores. */
final class Folders {

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

  /** Copies an open store, as the end of its process would leave it. */
  static Path killed(Path store, Path target) throws IOException {
    for (Path file : files(store)) {
      Path copy = target.resolve(store.relativize(file));
      Files.createDirectories(copy.getParent());
      Files.copy(file, copy);
    }
    return target;
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
