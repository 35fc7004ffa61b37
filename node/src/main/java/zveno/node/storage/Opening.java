package zveno.node.storage;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zveno.node.storage.engine.Engine;
import zveno.node.storage.engine.EngineMode;
import zveno.node.storage.engine.WriteOp;
import zveno.node.storage.errors.RocksErrors;
import zveno.node.storage.errors.StoreRefusedException;
import zveno.node.storage.folder.EngineView;
import zveno.node.storage.folder.FolderLock;
import zveno.node.storage.folder.HighWaterMark;
import zveno.node.storage.folder.LogCuts;
import zveno.node.storage.folder.SpaceGuard;
import zveno.node.storage.folder.StoreEnvironment;
import zveno.node.storage.folder.StoreFolder;
import zveno.node.storage.schema.Column;
import zveno.node.storage.schema.Keys;
import zveno.node.storage.schema.Meta;

/**
 * The way to an open store. Whatever may be wrong with a folder is found out before anything in it
 * is changed.
 */
final class Opening {

  private static final Logger LOG = LoggerFactory.getLogger(Opening.class);

  private static final int NODE_BYTES = 16;

  /** What came of it. */
  record Opened(Engine engine, StoreEnvironment ground) {}

  private final StoreSettings settings;
  private final StoreFolder folder;

  private Opening(StoreSettings settings) {
    this.settings = settings;
    this.folder = new StoreFolder(settings.folder());
  }

  static Opened inMemory(StoreSettings settings) {
    Engine engine = Engine.inMemory(settings.sizes());
    engine.write(birth(settings));
    return new Opened(engine, new StoreEnvironment.Memory());
  }

  /** Opens a store to work with, and creates it if there is none. */
  static Opened forWork(StoreSettings settings) {
    Opening opening = new Opening(settings);
    opening.folder.look();
    opening.folder.prepare();
    FolderLock lock = FolderLock.take(opening.folder);
    try {
      return opening.work(lock);
    } catch (RuntimeException | Error e) {
      lock.release();
      throw e;
    }
  }

  /** Opens an existing store without changing it. */
  static Opened forReading(StoreSettings settings) {
    Opening opening = new Opening(settings);
    if (opening.folder.look() != StoreFolder.Content.STORE) {
      throw new StoreRefusedException("there is no store in " + opening.folder.path());
    }
    FolderLock lock = FolderLock.take(opening.folder);
    try {
      return opening.read(lock);
    } catch (RuntimeException | Error e) {
      lock.release();
      throw e;
    }
  }

  static void remove(StoreSettings settings) {
    StoreFolder folder = new StoreFolder(settings.folder());
    if (folder.look() == StoreFolder.Content.NOTHING) {
      return;
    }
    FolderLock lock = FolderLock.take(folder);
    try {
      folder.remove();
    } catch (IOException e) {
      throw RocksErrors.of(e, folder.name());
    } finally {
      lock.release();
    }
  }

  private Opened work(FolderLock lock) {
    if (folder.look() != StoreFolder.Content.STORE) {
      create();
    }
    dropLeftOvers();
    takeSalvaged();
    HighWaterMark.State state = state();
    leaveOut(check(state));
    SpaceGuard space = SpaceGuard.over(folder, settings.reserve());
    HighWaterMark mark = HighWaterMark.open(folder.acknowledged(), state);
    try {
      EngineMode mode = settings.acceptLoss() ? EngineMode.SALVAGE : EngineMode.WORK;
      Engine engine = Engine.open(folder, settings.sizes(), mode);
      return new Opened(engine, new StoreEnvironment.WorkedIn(lock, mark, space));
    } catch (RuntimeException | Error e) {
      mark.close();
      throw e;
    }
  }

  /** A node was killed while it was backed up, or while it took many blocks in. */
  private void dropLeftOvers() {
    try {
      folder.dropStaged();
      folder.dropTables();
      folder.dropSalvage();
    } catch (IOException e) {
      throw RocksErrors.of(e, folder.name());
    }
  }

  /** A node was killed while it put the files of a salvaged store into their place. */
  private void takeSalvaged() {
    try {
      folder
          .takeSalvaged()
          .ifPresent(kept ->
              LOG.warn(
                  "{}: continuing with the salvaged data; the damaged files are kept in {}",
                  folder.name(),
                  kept));
    } catch (IOException e) {
      throw RocksErrors.of(e, folder.name());
    }
  }

  private Opened read(FolderLock lock) {
    EngineMode mode = settings.acceptLoss() ? EngineMode.SALVAGE : EngineMode.LOOK;
    folder.insistOnPlace();
    try {
      LogCuts cuts = check(state());
      EngineView view =
          settings.acceptLoss()
              ? EngineView.ofPast(folder.engine(), cuts)
              : EngineView.of(folder.engine(), cuts);
      try {
        Engine engine = Engine.open(folder.name(), view.path(), settings.sizes(), mode);
        return new Opened(engine, new StoreEnvironment.LookedAt(lock, view));
      } catch (RuntimeException | Error e) {
        view.close();
        throw e;
      }
    } catch (IOException e) {
      throw RocksErrors.of(e, folder.name());
    }
  }

  /** Changes nothing, and returns what has to be left out of the engine's files. */
  private LogCuts check(HighWaterMark.State state) {
    return settings.acceptLoss()
        ? LossCheck.salvage(folder, settings.sizes(), state)
        : LossCheck.beforeOpening(folder, settings.sizes(), state);
  }

  private void leaveOut(LogCuts cuts) {
    if (cuts.isNone()) {
      return;
    }
    LOG.warn(
        settings.acceptLoss()
            ? "{}: continuing without what cannot be read: {}"
            : "{}: the last write before the shutdown was incomplete and not acknowledged;"
                + " continuing without it: {}",
        folder.name(),
        cuts);
    try {
      cuts.apply();
    } catch (IOException e) {
      throw RocksErrors.of(e, folder.name());
    }
  }

  private HighWaterMark.State state() {
    try {
      return HighWaterMark.read(folder.acknowledged()).orElseGet(this::unknownState);
    } catch (IOException e) {
      throw new StoreRefusedException(
          folder.name() + ": its file ACKNOWLEDGED cannot be read (" + e + ")", e);
    }
  }

  private HighWaterMark.State unknownState() {
    if (settings.acceptLoss()) {
      return new HighWaterMark.State(0, 0, false);
    }
    throw new StoreRefusedException(
        folder.name()
            + " has no readable file ACKNOWLEDGED, so it cannot be checked whether commits are"
            + " missing; restore it from a backup, or continue with --accept-loss");
  }

  private void create() {
    try {
      folder.beginCreation();
      Engine engine = Engine.open(folder, settings.sizes(), EngineMode.CREATE);
      try {
        engine.writeSynced(birth(settings));
        engine.flush();
      } finally {
        engine.close();
      }
      HighWaterMark.open(folder.acknowledged(), new HighWaterMark.State(0, 0, false))
          .closeCleanly(0);
      folder.completeCreation();
    } catch (IOException e) {
      throw RocksErrors.of(e, folder.name());
    }
  }

  private static List<WriteOp> birth(StoreSettings settings) {
    byte[] node = new byte[NODE_BYTES];
    new SecureRandom().nextBytes(node);
    byte[] name = HexFormat.of().formatHex(node).getBytes(StandardCharsets.US_ASCII);
    return List.of(
        new WriteOp.Put(Column.META, Meta.FORMAT.key(), Keys.number(StoreFolder.VERSION)),
        new WriteOp.Put(Column.META, Meta.NODE.key(), name),
        new WriteOp.Put(
            Column.META, Meta.PARAMETERS.key(), Meta.parameters(settings.parameters())));
  }
}
