package zveno.node.storage.engine;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.rocksdb.Checkpoint;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.FlushOptions;
import org.rocksdb.IngestExternalFileOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;
import zveno.node.storage.errors.RocksErrors;
import zveno.node.storage.errors.StoreException;
import zveno.node.storage.errors.StoreFullException;
import zveno.node.storage.folder.StoreFolder;
import zveno.node.storage.schema.Column;

/** RocksDB, opened. Its errors are reported as {@link StoreException}s. For any thread. */
public final class Engine {

  private static final String PATH_IN_MEMORY = "/zveno";

  /** Up to so many bytes, changes are handed over in one piece. */
  private static final long ONE_PIECE = 4 << 20;

  private final String name;
  private final RocksDB db;
  private final Map<Column, ColumnFamilyHandle> columns = new EnumMap<>(Column.class);

  /** The engine's number of each column that it has. */
  private final Map<Column, Integer> ids = new EnumMap<>(Column.class);

  private final EngineOptions options;
  private final WriteOptions synced = new WriteOptions().setSync(true);
  private final WriteOptions unsynced;

  /** What the engine said when it found no space; nothing when it has written since. */
  private volatile @Nullable String full;

  /**
   * Held while a table is taken in, and while a copy is made: a copy has the tables of one moment
   * and the log of a later one, and must have all tables that the log counts on.
   */
  private final Object tablesTurn = new Object();

  private Engine(
      String name,
      RocksDB db,
      List<ColumnFamilyHandle> handles,
      EngineOptions options,
      WriteOptions unsynced) {
    this.name = name;
    this.db = db;
    Iterator<ColumnFamilyHandle> each = handles.iterator();
    for (Column column : Column.values()) {
      ColumnFamilyHandle handle = each.next();
      columns.put(column, handle);
      ids.put(column, handle.getID());
    }
    this.options = options;
    this.unsynced = unsynced;
  }

  /** Opens the engine's part of a store's folder. */
  public static Engine open(StoreFolder folder, EngineSizes sizes, EngineMode mode) {
    return open(folder.name(), folder.engine(), sizes, mode);
  }

  /**
   * Opens the engine's files where they are, or a view of them.
   *
   * @param store what to call the store in a message
   */
  public static Engine open(String store, Path files, EngineSizes sizes, EngineMode mode) {
    EngineLibrary.load();
    EngineOptions options = new EngineOptions(sizes, mode, false);
    return open(store, files.toString(), options, mode, new WriteOptions());
  }

  /** A new engine that has no files. */
  public static Engine inMemory(EngineSizes sizes) {
    EngineLibrary.load();
    EngineOptions options = new EngineOptions(sizes, EngineMode.CREATE, true);
    WriteOptions unlogged = new WriteOptions().setDisableWAL(true);
    return open("the store in memory", PATH_IN_MEMORY, options, EngineMode.CREATE, unlogged);
  }

  private static Engine open(
      String name, String path, EngineOptions options, EngineMode mode, WriteOptions unsynced) {
    List<ColumnFamilyHandle> handles = new ArrayList<>();
    try {
      List<Column> columns = List.of(Column.values());
      RocksDB db =
          mode.writes
              ? RocksDB.open(options.engine(), path, options.columns(columns), handles)
              : RocksDB.openReadOnly(options.engine(), path, options.columns(columns), handles);
      return new Engine(name, db, handles, options, unsynced);
    } catch (RocksDBException e) {
      unsynced.close();
      options.close();
      throw RocksErrors.of(e, name);
    }
  }

  /** What to call the store in a message. */
  public String name() {
    return name;
  }

  public RocksDB db() {
    return db;
  }

  public ColumnFamilyHandle handle(Column column) {
    return Objects.requireNonNull(columns.get(column));
  }

  /** Writes all or nothing, and returns when it is on the disk. */
  public void writeSynced(List<WriteOp> changes) {
    write(changes, synced);
  }

  /** Writes all or nothing, and returns when the operating system has it. */
  public void write(List<WriteOp> changes) {
    write(changes, unsynced);
  }

  private void write(List<WriteOp> changes, WriteOptions how) {
    try (WriteBatch batch = batch(changes)) {
      db.write(how, batch);
      full = null;
    } catch (RocksDBException e) {
      StoreException why = RocksErrors.ofWrite(e, name);
      full = why instanceof StoreFullException ? why.getMessage() : full;
      throw why;
    }
  }

  /**
   * Why the engine has found no space, if it has, and takes no writes since; it tries again by
   * itself. Asks the engine, and writes nothing.
   */
  public Optional<String> full() {
    String why = full;
    if (why == null) {
      return Optional.empty();
    }
    try (WriteBatch nothing = new WriteBatch();
        WriteOptions unlogged = new WriteOptions().setDisableWAL(true)) {
      db.write(unlogged, nothing);
      full = null;
      return Optional.empty();
    } catch (RocksDBException _) {
      return Optional.of(why);
    }
  }

  /** In one piece, unless that would be so large that the memory for another copy matters. */
  private WriteBatch batch(List<WriteOp> changes) throws RocksDBException {
    long size = 0;
    for (WriteOp change : changes) {
      size += change.size();
    }
    return size <= ONE_PIECE
        ? new WriteBatch(
            WriteBatchEncoder.of(changes, column -> Objects.requireNonNull(ids.get(column))))
        : oneByOne(changes);
  }

  private WriteBatch oneByOne(List<WriteOp> changes) throws RocksDBException {
    WriteBatch batch = new WriteBatch();
    try {
      for (WriteOp change : changes) {
        switch (change) {
          case WriteOp.Put(var column, var key, var value) -> batch.put(handle(column), key, value);
          case WriteOp.Delete(var column, var key) -> batch.delete(handle(column), key);
          case WriteOp.DeleteRange(var column, var from, var to) ->
              batch.deleteRange(handle(column), from, to);
        }
      }
      return batch;
    } catch (RocksDBException | RuntimeException | Error e) {
      batch.close();
      throw e;
    }
  }

  /** Returns when all that has been written is on the disk, what was written unsynced too. */
  public void sync() {
    try {
      db.syncWal();
    } catch (RocksDBException e) {
      throw RocksErrors.ofWrite(e, name);
    }
  }

  /** Begins a table for this column, at a place on the engine's own disk. */
  public SstFile newTable(Column column, Path file) throws RocksDBException {
    return SstFile.create(file, options.table(column));
  }

  /**
   * Takes a finished table, whose rows count as written last: moves its file, or copies it where
   * that cannot be done. Returns when that is on the disk.
   */
  public void bringIn(Column column, Path file) throws RocksDBException {
    try {
      bringIn(column, file, true);
    } catch (RocksDBException unmovable) {
      try {
        bringIn(column, file, false);
      } catch (RocksDBException e) {
        e.addSuppressed(unmovable);
        throw e;
      }
    }
  }

  private void bringIn(Column column, Path file, boolean move) throws RocksDBException {
    try (IngestExternalFileOptions how = new IngestExternalFileOptions()) {
      how.setMoveFiles(move).setWriteGlobalSeqno(false);
      synchronized (tablesTurn) {
        db.ingestExternalFile(handle(column), List.of(file.toString()), how);
      }
    }
  }

  /**
   * After a failed write: nothing more is sorted into tables or merged, and the engine does not
   * resume by itself, not even if it was waiting for space already. Reads are answered as before.
   * Does not wait; to call it twice is allowed.
   */
  public void stop() {
    db.cancelAllBackgroundWork(false);
  }

  /**
   * Sorts all that is in memory into tables on the disk.
   *
   * @throws StoreException if that fails, or after {@link #stop}
   */
  public void flush() {
    try (FlushOptions waiting = new FlushOptions().setWaitForFlush(true)) {
      db.flush(waiting, List.copyOf(columns.values()));
    } catch (RocksDBException e) {
      throw RocksErrors.of(e, name);
    }
  }

  /** Sorts these rows anew, so that what has been removed takes no room any more. */
  public void compact(Column column, byte[] from, byte[] to) {
    flush();
    try {
      db.compactRange(handle(column), from, to);
    } catch (RocksDBException e) {
      throw RocksErrors.of(e, name);
    }
  }

  /**
   * Makes a copy of all files in a folder that does not exist yet, as they are at one moment;
   * shares what is never changed.
   */
  public void copyTo(Path folder) {
    try (Checkpoint checkpoint = Checkpoint.create(db)) {
      synchronized (tablesTurn) {
        checkpoint.createCheckpoint(folder.toString());
      }
    } catch (RocksDBException e) {
      throw RocksErrors.of(e, name);
    }
  }

  /** Reads all tables, and finds out whether they are as they were written. */
  void checkTables() {
    try {
      db.verifyChecksum();
    } catch (RocksDBException e) {
      throw RocksErrors.of(e, name);
    }
  }

  /** Grows with every write that the log has kept; tells two states of the same log apart. */
  long sequence() {
    return db.getLatestSequenceNumber();
  }

  /** The bytes of each column's tables, and of what waits to become one; about. */
  public Map<String, Long> sizes() {
    Map<String, Long> sizes = new LinkedHashMap<>();
    try {
      for (Column column : columns.keySet()) {
        ColumnFamilyHandle handle = handle(column);
        sizes.put(
            column.title(),
            db.getLongProperty(handle, "rocksdb.live-sst-files-size")
                + db.getLongProperty(handle, "rocksdb.cur-size-all-mem-tables"));
      }
      return sizes;
    } catch (RocksDBException e) {
      throw RocksErrors.of(e, name);
    }
  }

  /** The bytes of all tables, and of what waits to become one; about. */
  long estimatedSize() {
    try {
      return db.getAggregatedLongProperty("rocksdb.live-sst-files-size")
          + db.getAggregatedLongProperty("rocksdb.cur-size-all-mem-tables");
    } catch (RocksDBException e) {
      throw RocksErrors.of(e, name);
    }
  }

  /** Frees everything. No call may be in progress, or come later. */
  public void close() {
    db.close();
    synced.close();
    unsynced.close();
    options.close();
  }
}
