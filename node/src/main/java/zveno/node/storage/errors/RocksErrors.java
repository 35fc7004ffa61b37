package zveno.node.storage.errors;

import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

/** Says in our own words what the engine complains of. The only place that reads what it says. */
public final class RocksErrors {

  private static final Pattern FILE =
      Pattern.compile("\\b(\\d{6,}\\.(sst|log|blob)|MANIFEST-\\d+|CURRENT|OPTIONS-\\d+)\\b");

  private static final Pattern OTHER_FILE =
      Pattern.compile("\\b(\\d{6,}\\.(sst|blob|dbtmp)|MANIFEST-\\d+|CURRENT|OPTIONS-\\d+)\\b");

  /** The engine calls a log by its number when it misses it, or finds it too short. */
  private static final Pattern LOG = Pattern.compile("log number:? (\\d{1,18})");

  /** Of a table; the engine says the same of one whose last bytes are damaged. */
  private static final Pattern TABLE_FORMAT = Pattern.compile("format_version:? (\\d{1,10})");

  /** The newest format of tables that this engine reads, and what no engine reaches soon. */
  private static final int NEWEST_TABLE_FORMAT = 7;

  private static final int MAX_LIKELY_TABLE_FORMAT = 100;

  private RocksErrors() {}

  /**
   * Translates an error of the engine.
   *
   * @param store what to call the store, such as "the store in /x"
   */
  public static StoreException of(RocksDBException e, String store) {
    String said = String.valueOf(e.getMessage()).lines().findFirst().orElse("nothing");
    return switch (kindOf(e.getStatus(), said.toLowerCase(Locale.ROOT))) {
      case NEWER -> new StoreRefusedException(newer(store, said), e);
      case DAMAGED -> new StoreDamagedException(damaged(store, file(said), said), e);
      case FULL -> new StoreFullException(full(store, said), e);
      case IN_USE -> StoreRefusedException.inUse(store, e);
      case FAILED -> new StoreFailedException(store + " has failed: " + said, e);
    };
  }

  /**
   * Translates the error of a write. If the disk was full after the write may have reached the log,
   * for example at an fsync, the write may reappear at the next start: so this is a failure, not a
   * refusal without effect.
   */
  public static StoreException ofWrite(RocksDBException e, String store) {
    StoreException why = of(e, store);
    return why instanceof StoreFullException && !leavesNothing(String.valueOf(e.getMessage()))
        ? new StoreFailedException(
            store
                + " has no space left on its disk, and the state of the last write is unknown; free"
                + " some space and start the node again ("
                + e.getMessage()
                + ")",
            e)
        : why;
  }

  /**
   * Has a write that met a full disk left nothing that could come back? Of a record that could not
   * be appended whole nothing does. What went wrong with other files than a log (a table, the
   * manifest, a log that could not be begun) keeps the engine from beginning to write.
   *
   * @param said the engine's message
   */
  public static boolean leavesNothing(String said) {
    String lower = said.toLowerCase(Locale.ROOT);
    return lower.contains("while appending to file")
        || lower.contains("while open a file for appending")
        || OTHER_FILE.matcher(said).find();
  }

  /** Translates an error outside the engine. */
  public static StoreException of(IOException e, String store) {
    String said = String.valueOf(e.getMessage());
    return said.contains("No space left")
        ? new StoreFullException(full(store, said), e)
        : new StoreFailedException(store + " has failed: " + e, e);
  }

  private enum Kind {
    NEWER,
    DAMAGED,
    FULL,
    IN_USE,
    FAILED
  }

  private static Kind kindOf(@Nullable Status status, String said) {
    if (isNewer(said)) {
      return Kind.NEWER;
    }
    Status.Code code = status == null ? Status.Code.Undefined : status.getCode();
    if (code == Status.Code.Corruption || said.startsWith("corruption")) {
      return Kind.DAMAGED;
    }
    if (said.contains("no space left")
        || (status != null && status.getSubCode() == Status.SubCode.NoSpace)) {
      return Kind.FULL;
    }
    if (said.contains("no such file or directory")) {
      return Kind.DAMAGED;
    }
    return said.contains("lock hold") || said.contains("while lock file")
        ? Kind.IN_USE
        : Kind.FAILED;
  }

  private static boolean isNewer(String said) {
    Matcher table = TABLE_FORMAT.matcher(said);
    if (table.find()) {
      long format = Long.parseLong(table.group(1));
      return format > NEWEST_TABLE_FORMAT && format <= MAX_LIKELY_TABLE_FORMAT;
    }
    return said.contains("newer version of rocksdb");
  }

  private static String newer(String store, String said) {
    return store
        + " has been written to by a newer Zveno, or by another program with a newer RocksDB than "
        + RocksDB.rocksdbVersion()
        + "; use that program, or export the chain with it and import it here into another folder ("
        + said
        + ")";
  }

  private static String full(String store, String said) {
    return store + " has no space left on its disk; free some, and it continues (" + said + ")";
  }

  /** Damage that is found without the engine. */
  public static StoreDamagedException damaged(String store, String file, String how) {
    return new StoreDamagedException(damaged(store, Optional.of(file), how));
  }

  private static String damaged(String store, Optional<String> file, String said) {
    return store
        + " is damaged"
        + file.map(name -> " in its file engine/" + name).orElse("")
        + "; restore it from a backup, salvage what can be read with --accept-loss, or start with a"
        + " new folder and fetch the chain again ("
        + said
        + ")";
  }

  private static Optional<String> file(String said) {
    Matcher named = FILE.matcher(said);
    if (named.find()) {
      return Optional.of(named.group());
    }
    Matcher log = LOG.matcher(said);
    return log.find()
        ? Optional.of("%06d.log".formatted(Long.parseLong(log.group(1))))
        : Optional.empty();
  }
}
