package zveno.node.storage;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The engine's files, as far as they are looked at before the engine does. */
final class EngineFiles {

  private static final Pattern LOG = Pattern.compile("[0-9]+\\.log");

  private final StoreFolder folder;

  EngineFiles(StoreFolder folder) {
    this.folder = folder;
  }

  /**
   * Finds damage in the logs and in the manifest; changes nothing.
   *
   * @throws StoreDamagedException if there is any
   */
  void insistWhole() {
    try {
      insistWhole(manifest());
      insistWhole(logs());
    } catch (IOException e) {
      throw Trouble.of(e, folder.name());
    }
  }

  private void insistWhole(List<Path> files) throws IOException {
    for (Path file : files) {
      OptionalLong damage = LogScan.firstDamage(file);
      if (damage.isPresent()) {
        throw damaged(file, "a record at byte " + damage.getAsLong() + " is not what was written");
      }
    }
  }

  /**
   * Cuts off each log where it is damaged, for good.
   *
   * @throws StoreDamagedException if the manifest is damaged; without it there is nothing to go by
   */
  void cutLogsAtDamage() {
    try {
      insistWhole(manifest());
      for (Path log : logs()) {
        cutAtDamage(log);
      }
    } catch (IOException e) {
      throw Trouble.of(e, folder.name());
    }
  }

  private static void cutAtDamage(Path log) throws IOException {
    OptionalLong damage = LogScan.firstDamage(log);
    if (damage.isPresent()) {
      try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "rw")) {
        file.setLength(damage.getAsLong());
      }
    }
  }

  /** The manifest that counts. If it is missing, the engine says so. */
  private List<Path> manifest() throws IOException {
    Path current = folder.engine().resolve("CURRENT");
    if (Files.notExists(current)) {
      throw damaged(current, "it is missing");
    }
    String name = Files.readString(current, StandardCharsets.ISO_8859_1).strip();
    Path manifest = folder.engine().resolve(name);
    return name.startsWith("MANIFEST-") && Files.exists(manifest) ? List.of(manifest) : List.of();
  }

  private List<Path> logs() throws IOException {
    try (Stream<Path> files = Files.list(folder.engine())) {
      return files
          .filter(file -> LOG.matcher(file.getFileName().toString()).matches())
          .sorted()
          .toList();
    }
  }

  private StoreDamagedException damaged(Path file, String how) {
    return Trouble.damaged(folder.name(), file.getFileName().toString(), how);
  }
}
