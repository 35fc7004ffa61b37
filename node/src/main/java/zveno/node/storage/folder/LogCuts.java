package zveno.node.storage.folder;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Collectors;

/**
 * What is to be left out of the engine's files: the ends of some, from a place on.
 *
 * @param lengths how long each of these files is to be; the others stay whole
 * @param commitBeyond the highest commit in what is left out, as far as it can be read; {@link
 *     LogRecord#NONE} if there is none
 */
public record LogCuts(SequencedMap<Path, Long> lengths, long commitBeyond) {

  static final LogCuts NONE = new LogCuts(new LinkedHashMap<>(), LogRecord.NONE);

  public boolean isNone() {
    return lengths.isEmpty();
  }

  /** Is the end of the manifest left out? */
  public boolean inManifest() {
    return lengths.keySet().stream()
        .anyMatch(file -> file.getFileName().toString().startsWith("MANIFEST-"));
  }

  /** Does it, for good; returns when that is on the disk. */
  public void apply() throws IOException {
    for (Map.Entry<Path, Long> cut : lengths.entrySet()) {
      try (RandomAccessFile file = new RandomAccessFile(cut.getKey().toFile(), "rw")) {
        file.setLength(cut.getValue());
        file.getFD().sync();
      }
    }
  }

  /** In words: which files, and from where on. */
  @Override
  public String toString() {
    return lengths.entrySet().stream()
        .map(cut -> "engine/" + cut.getKey().getFileName() + " from byte " + cut.getValue())
        .collect(Collectors.joining(", "));
  }
}
