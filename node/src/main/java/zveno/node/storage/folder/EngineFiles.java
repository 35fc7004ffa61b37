package zveno.node.storage.folder;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import zveno.node.storage.errors.RocksErrors;
import zveno.node.storage.errors.StoreDamagedException;
import zveno.node.storage.folder.LogScan.Ending;

/**
 * The engine's logs and its manifest, as far as they are looked at before the engine does. Finds
 * out what has to be left out of them, so that the engine sees whole records only; changes nothing.
 *
 * <p>The logs are one sequence of records; one commit is on the disk before the next one begins.
 * Where that sequence breaks, by a record that is cut off or torn, one of these has happened:
 *
 * <ul>
 *   <li>Nothing follows. The power went while the record was on its way, or its write failed.
 *   <li>The next log continues with the number that the broken record would have had. That write
 *       failed, and the number was given to the next.
 *   <li>What follows has higher numbers. Then it was on its way together with what is missing, and
 *       counts for nothing; unless it has more than one commit, for the second was begun when the
 *       first was on the disk. Then the disk has lost something.
 * </ul>
 */
public final class EngineFiles {

  private static final Pattern LOG = Pattern.compile("[0-9]+\\.log");

  private final StoreFolder folder;

  public EngineFiles(StoreFolder folder) {
    this.folder = folder;
  }

  /** Says with which change the store would end without some of its files' ends. */
  @FunctionalInterface
  public interface LastChange {
    long without(LogCuts cuts);
  }

  private record Log(Path file, LogScan.Result found) {

    boolean isWhole() {
      return found.ending() == Ending.WHOLE;
    }
  }

  /**
   * What a power cut or a failed write has left, of which nothing was acknowledged. Whether all
   * that was acknowledged is in the rest is for {@code LossCheck} to say.
   *
   * @param lastChange asked where the logs before a bad place have no record left
   * @throws StoreDamagedException if something else is wrong
   */
  public LogCuts unfinished(LastChange lastChange) {
    try {
      SequencedMap<Path, Long> lengths = new LinkedHashMap<>();
      for (Log manifest : read(manifest())) {
        if (manifest.found().ending() == Ending.DAMAGED) {
          throw damaged(manifest);
        }
        if (manifest.found().ending() == Ending.TORN) {
          lengths.put(manifest.file(), manifest.found().wholeTo());
        }
      }
      return unfinished(read(logs()), lengths, lastChange);
    } catch (IOException e) {
      throw RocksErrors.of(e, folder.name());
    }
  }

  private LogCuts unfinished(
      List<Log> logs, SequencedMap<Path, Long> lengths, LastChange lastChange) {
    long next = LogRecord.NONE;
    for (int i = 0; i < logs.size(); i++) {
      Log log = logs.get(i);
      next = nextAfter(log, next);
      if (log.isWhole()) {
        continue;
      }
      List<LogRecord> rest = new ArrayList<>(log.found().after());
      logs.subList(i + 1, logs.size()).forEach(later -> rest.addAll(readable(later)));
      SequencedMap<Path, Long> allFromHere = new LinkedHashMap<>(lengths);
      cutFrom(logs.subList(i, logs.size()), allFromHere);
      LogCuts all = new LogCuts(allFromHere, highestCommit(rest));
      if (log.found().after().isEmpty() && !rest.isEmpty()) {
        next = next == LogRecord.NONE ? lastChange.without(all) + 1 : next;
        if (rest.getFirst().sequence() == next) {
          lengths.put(log.file(), log.found().wholeTo());
          continue;
        }
      }
      if (log.found().ending() == Ending.DAMAGED) {
        throw damaged(log);
      }
      return all;
    }
    return new LogCuts(lengths, LogRecord.NONE);
  }

  private static long nextAfter(Log log, long before) {
    List<LogRecord> records = log.found().records();
    return records.isEmpty() ? before : records.getLast().next();
  }

  private static List<LogRecord> readable(Log log) {
    List<LogRecord> all = new ArrayList<>(log.found().records());
    all.addAll(log.found().after());
    return all;
  }

  private static long highestCommit(List<LogRecord> records) {
    return records.stream()
        .map(LogRecord::commit)
        .max(Comparator.naturalOrder())
        .orElse(LogRecord.NONE);
  }

  /** The first log keeps its beginning, the others nothing. */
  private static void cutFrom(List<Log> logs, SequencedMap<Path, Long> lengths) {
    for (int i = 0; i < logs.size(); i++) {
      Log log = logs.get(i);
      long wholeTo = i == 0 ? log.found().wholeTo() : 0;
      if (wholeTo < log.file().toFile().length()) {
        lengths.put(log.file(), wholeTo);
      }
    }
  }

  /**
   * Everything from the first bad place on, in the order in which it was written: what is left is
   * how the store once was.
   */
  public LogCuts fromFirstBadPlace() {
    return from((log, _) -> log.isWhole());
  }

  /**
   * Scans the logs; a log that does not continue where the previous one ends is damage, too: one
   * between them is missing, or has lost its end. (Ingested SST files have numbers as well, so this
   * may report a gap where there is none.)
   */
  public LogCuts fromFirstGap() {
    return from((log, next) ->
        log.isWhole()
            && (next == LogRecord.NONE
                || log.found().records().isEmpty()
                || log.found().records().getFirst().sequence() == next));
  }

  private interface Good {
    boolean is(Log log, long next);
  }

  private LogCuts from(Good good) {
    try {
      SequencedMap<Path, Long> lengths = badManifest();
      List<Log> logs = read(logs());
      List<LogRecord> rest = new ArrayList<>();
      long next = LogRecord.NONE;
      for (int i = 0; i < logs.size(); i++) {
        Log log = logs.get(i);
        if (!good.is(log, next)) {
          boolean ownPlace = !log.isWhole();
          cutFrom(logs.subList(i, logs.size()), lengths);
          rest.addAll(ownPlace ? log.found().after() : log.found().records());
          if (!ownPlace) {
            lengths.put(log.file(), 0L);
          }
          logs.subList(i + 1, logs.size()).forEach(later -> rest.addAll(readable(later)));
          break;
        }
        next = nextAfter(log, next);
      }
      return new LogCuts(lengths, highestCommit(rest));
    } catch (IOException e) {
      throw RocksErrors.of(e, folder.name());
    }
  }

  private SequencedMap<Path, Long> badManifest() throws IOException {
    SequencedMap<Path, Long> lengths = new LinkedHashMap<>();
    for (Log manifest : read(manifest())) {
      if (!manifest.isWhole()) {
        lengths.put(manifest.file(), manifest.found().wholeTo());
      }
    }
    return lengths;
  }

  private static List<Log> read(List<Path> files) throws IOException {
    List<Log> all = new ArrayList<>();
    for (Path file : files) {
      all.add(new Log(file, LogScan.of(file)));
    }
    return all;
  }

  /** The manifest that counts. If it is missing, the engine says so. */
  private List<Path> manifest() throws IOException {
    Path current = folder.engine().resolve("CURRENT");
    if (Files.notExists(current)) {
      throw RocksErrors.damaged(folder.name(), "CURRENT", "it is missing");
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

  private StoreDamagedException damaged(Log log) {
    return RocksErrors.damaged(
        folder.name(),
        log.file().getFileName().toString(),
        "a record at byte " + log.found().badAt() + " has a wrong checksum");
  }
}
