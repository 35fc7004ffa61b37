package zveno.node.storage;

import java.io.IOException;
import java.util.List;
import java.util.function.Function;
import zveno.node.storage.engine.Engine;
import zveno.node.storage.engine.EngineMode;
import zveno.node.storage.engine.EngineReader;
import zveno.node.storage.engine.EngineSizes;
import zveno.node.storage.errors.RocksErrors;
import zveno.node.storage.errors.StoreDamagedException;
import zveno.node.storage.errors.StoreRefusedException;
import zveno.node.storage.folder.EngineFiles;
import zveno.node.storage.folder.EngineView;
import zveno.node.storage.folder.HighWaterMark;
import zveno.node.storage.folder.LogCuts;
import zveno.node.storage.folder.LogRecord;
import zveno.node.storage.folder.StoreFolder;
import zveno.node.storage.schema.Meta;

/**
 * Finds out whether a store would come back without something that it has acknowledged. The engine
 * tolerates a log whose tail is missing, and does not say so.
 */
final class LossCheck {

  private LossCheck() {}

  /** What the engine would come back with. */
  private record Found(long commit, long sequence) {}

  /**
   * Opens the store and reads its log in memory, without changing a file.
   *
   * @param mark what the store has acknowledged at least; after a loss of power it may be a second
   *     old
   * @return what has to be left out, of which nothing was acknowledged
   * @throws StoreRefusedException if something that was acknowledged is missing
   * @throws StoreDamagedException if a file is damaged, or something may be missing
   */
  static LogCuts beforeOpening(StoreFolder folder, EngineSizes sizes, HighWaterMark.State mark) {
    LogCuts cuts = unfinished(folder, sizes);
    Found found = look(folder, sizes, cuts);
    insist(folder, found.commit(), mark.commit());
    if (cuts.commitBeyond() > found.commit() + 1) {
      throw new StoreDamagedException(
          folder.name()
              + " is damaged: a log in its folder engine has a gap; restore it from a backup, or"
              + " continue with what precedes the gap with --accept-loss");
    }
    return cuts;
  }

  /**
   * What has to be left out of a damaged store so that the rest is the store as it once was.
   *
   * @param mark what the store has acknowledged at least, as far as that is known
   * @throws StoreDamagedException if the rest is none, or if it would be one only because the
   *     manifest has lost sight of tables, which may be whole
   */
  static LogCuts salvage(StoreFolder folder, EngineSizes sizes, HighWaterMark.State mark) {
    StoreDamagedException first;
    try {
      LogCuts cuts = unfinished(folder, sizes);
      insistOnTables(folder, cuts, look(folder, sizes, cuts).commit(), mark);
      return cuts;
    } catch (StoreDamagedException e) {
      first = e;
    }
    EngineFiles files = new EngineFiles(folder);
    for (LogCuts cuts : List.of(files.fromFirstBadPlace(), files.fromFirstGap())) {
      try {
        insistOnTables(folder, cuts, insistOnStore(folder, sizes, cuts), mark);
        return cuts;
      } catch (StoreDamagedException e) {
        first.addSuppressed(e);
      }
    }
    throw first;
  }

  private static LogCuts unfinished(StoreFolder folder, EngineSizes sizes) {
    return new EngineFiles(folder).unfinished(without -> look(folder, sizes, without).sequence());
  }

  /**
   * Can what is left of a store be used without leaving out a commit that can be read?
   *
   * @param damaged whether the engine says that something is wrong with its files. If no end of a
   *     file explains that, a whole log may be missing, and with it rows of some columns but not of
   *     others, which the engine had flushed before.
   * @throws StoreDamagedException if the rest is no store
   */
  static boolean losesNoCommit(StoreFolder folder, EngineSizes sizes, boolean damaged) {
    try {
      HighWaterMark.State mark =
          HighWaterMark.read(folder.acknowledged())
              .orElseGet(() -> new HighWaterMark.State(0, 0, false));
      LogCuts cuts = salvage(folder, sizes, mark);
      return cuts.commitBeyond() == LogRecord.NONE && !(damaged && cuts.isNone());
    } catch (IOException e) {
      throw RocksErrors.of(e, folder.name());
    }
  }

  /** The engine takes tables away that its manifest does not name. */
  private static void insistOnTables(
      StoreFolder folder, LogCuts cuts, long commit, HighWaterMark.State mark) {
    if (cuts.inManifest() && (mark.commit() == 0 || commit < mark.commit())) {
      throw RocksErrors.damaged(folder.name(), "MANIFEST", "its end is missing");
    }
  }

  /** Returns the last commit of the rest. */
  private static long insistOnStore(StoreFolder folder, EngineSizes sizes, LogCuts cuts) {
    try (EngineView view = EngineView.ofPast(folder.engine(), cuts)) {
      return look(
          folder,
          Engine.open(folder.name(), view.path(), sizes, EngineMode.SALVAGE),
          reader -> {
            ConsistencyCheck.insist(folder.name(), reader);
            return reader.number(Meta.COMMIT, 0);
          });
    } catch (IOException e) {
      throw RocksErrors.of(e, folder.name());
    }
  }

  /** The last commit that a store would come back with; it must be in our format. */
  static long commitIn(StoreFolder folder, EngineSizes sizes) {
    LogCuts cuts = unfinished(folder, sizes);
    return look(folder, sizes, cuts).commit();
  }

  private static void insist(StoreFolder folder, long commit, long acknowledged) {
    if (commit < acknowledged) {
      throw new StoreRefusedException(
          ("%s has lost its last commits: it acknowledged %d and has %d; restore it from a backup,"
                  + " or continue without them with --accept-loss")
              .formatted(folder.name(), acknowledged, commit));
    }
  }

  private static Found look(StoreFolder folder, EngineSizes sizes, LogCuts cuts) {
    try (EngineView view = EngineView.of(folder.engine(), cuts)) {
      return look(
          folder,
          Engine.open(folder.name(), view.path(), sizes, EngineMode.LOOK),
          reader -> new Found(reader.number(Meta.COMMIT, 0), reader.sequence()));
    } catch (IOException e) {
      throw RocksErrors.of(e, folder.name());
    }
  }

  /** Closes the engine afterwards. */
  private static <T> T look(StoreFolder folder, Engine engine, Function<EngineReader, T> question) {
    EngineReader reader = EngineReader.live(engine, () -> true, engine::close);
    try {
      long format = reader.number(Meta.FORMAT, 0);
      if (format != StoreFolder.VERSION) {
        throw new StoreDamagedException(
            folder.name()
                + ": its engine has format "
                + format
                + ", but its file FORMAT says otherwise");
      }
      return question.apply(reader);
    } finally {
      reader.shut();
    }
  }
}
