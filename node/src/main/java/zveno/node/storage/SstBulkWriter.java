package zveno.node.storage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.rocksdb.RocksDBException;
import zveno.kernel.bytes.Hash;
import zveno.kernel.chain.BlockPosition;
import zveno.kernel.chain.BulkWriter;
import zveno.kernel.chain.StoredBlock;
import zveno.kernel.chain.TxIndexEntry;
import zveno.kernel.model.BlockMemo;
import zveno.kernel.model.EntryKey;
import zveno.kernel.state.StateChanges;
import zveno.node.storage.engine.Engine;
import zveno.node.storage.engine.SstFile;
import zveno.node.storage.errors.RocksErrors;
import zveno.node.storage.errors.StoreDamagedException;
import zveno.node.storage.errors.StoreException;
import zveno.node.storage.errors.StoreFailedException;
import zveno.node.storage.folder.StoreEnvironment;
import zveno.node.storage.folder.StoreFolder;
import zveno.node.storage.schema.Column;
import zveno.node.storage.schema.Keys;

/**
 * Writes blocks and their index rows as SST files, which the engine then ingests. This avoids the
 * log, the memtable, and most of the compaction. It must be closed before the store is released,
 * since another store in the same folder would use the same place.
 */
final class SstBulkWriter implements BulkWriter {

  /** Whether there is room is asked once for so many bytes. */
  private static final long BYTES_AT_ONCE = 1 << 20;

  private static final int STANDING_LENGTH = Hash.LENGTH + 20;

  private final Engine engine;
  private final StoreFolder folder;
  private final StoreEnvironment ground;
  private final Consumer<Runnable> writing;
  private final Runnable onClose;
  private final BlockRows newBlocks = new BlockRows(this::put);

  /** Those whose rows come in order are written as they come. */
  private final Map<Column, SstFile> files = new EnumMap<>(Column.class);

  private final SortedRows state = new SortedRows();

  private final Map<Column, SstIndexRows> indexes = new EnumMap<>(Column.class);

  private long allowedBytes;
  private boolean closed;

  /**
   * @param writing runs what needs the engine, as long as that is open
   * @param onClose called once
   * @throws StoreException if the folder for the tables cannot be made
   */
  SstBulkWriter(
      Engine engine,
      StoreFolder folder,
      StoreEnvironment ground,
      Consumer<Runnable> writing,
      Runnable onClose) {
    this.engine = engine;
    this.folder = folder;
    this.ground = ground;
    this.writing = writing;
    this.onClose = onClose;
    indexes.put(Column.HASHES, new SstIndexRows(Hash.LENGTH + 8, 8));
    indexes.put(Column.TRANSACTIONS, new SstIndexRows(STANDING_LENGTH, 0));
    indexes.put(Column.ADDRESSES, new SstIndexRows(STANDING_LENGTH, 0));
    indexes.put(Column.ENTRY_BLOCKS, new SstIndexRows(Keys.ENTRY + 8, 8));
    try {
      folder.makeTables();
    } catch (IOException e) {
      throw RocksErrors.of(e, engine.name());
    }
  }

  @Override
  public void add(BlockPosition where, StoredBlock block, List<TxIndexEntry> carried) {
    newBlocks.add(where, block, carried);
  }

  @Override
  public void putMemo(BlockPosition where, BlockMemo memo) {
    newBlocks.putMemo(where, memo);
  }

  @Override
  public void putEntry(EntryKey entry, BlockPosition where) {
    newBlocks.putEntry(entry, where);
  }

  @Override
  public void putState(BlockPosition where, StateChanges changes) {
    newBlocks.putState(where, changes);
  }

  /** Whether there is room for rows of an index is asked when they are written. */
  private void put(Column column, byte[] key, byte[] value) {
    if (column == Column.STATE) {
      state.add(key, value);
      return;
    }
    SstIndexRows index = indexes.get(column);
    if (index == null) {
      write(column, key, value);
    } else {
      index.add(key, value);
    }
  }

  private void write(Column column, byte[] key, byte[] value) {
    claim(key.length + value.length);
    try {
      SstFile file = files.get(column);
      if (file == null) {
        file = begin(column);
      }
      file.put(key, value);
    } catch (RocksDBException e) {
      throw trouble(e);
    }
  }

  private void claim(int bytes) {
    allowedBytes -= bytes;
    if (allowedBytes < 0) {
      long more = Math.max(BYTES_AT_ONCE, -allowedBytes);
      ground.ask(more);
      allowedBytes += more;
    }
  }

  private SstFile begin(Column column) {
    writing.accept(() -> {
      Path path = folder.tables().resolve(column.title());
      try {
        files.put(column, engine.newTable(column, path));
      } catch (RocksDBException e) {
        throw trouble(e);
      }
    });
    return Objects.requireNonNull(files.get(column));
  }

  /**
   * The blocks come first, and then what is known of their entries and of the state's keys: of
   * blocks that are there, and nothing leads to, all other rows can be found and taken out.
   */
  @Override
  public void finish() {
    ground.ask(state.bytes() + indexes.values().stream().mapToLong(SstIndexRows::bytes).sum());
    try {
      if (!state.isEmpty()) {
        state.writeTo(begin(Column.STATE));
      }
      for (Map.Entry<Column, SstIndexRows> index : indexes.entrySet()) {
        if (index.getValue().count() > 0) {
          index.getValue().writeTo(begin(index.getKey()));
        }
      }
    } catch (RocksDBException e) {
      throw trouble(e);
    }
    writing.accept(() -> {
      bringIn(Column.BLOCKS);
      bringIn(Column.MEMOS);
      bringIn(Column.STATE_KEYS);
      bringIn(Column.STATE);
      indexes.keySet().forEach(this::bringIn);
    });
  }

  private void bringIn(Column column) {
    SstFile file = files.get(column);
    if (file != null) {
      try {
        file.finish();
        engine.bringIn(column, file.path());
      } catch (RocksDBException e) {
        throw trouble(e);
      }
    }
  }

  /** What is wrong with tables that are being made is no damage to the store. */
  private StoreException trouble(RocksDBException e) {
    StoreException why = RocksErrors.of(e, engine.name());
    return why instanceof StoreDamagedException
        ? new StoreFailedException(
            engine.name() + " could not ingest SST files: " + e.getMessage(), e)
        : why;
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    files.values().forEach(SstFile::close);
    try {
      folder.dropTables();
    } catch (IOException _) {
      // the next bulk write or start of the store tries again, and reports the failure
    } finally {
      onClose.run();
    }
  }
}
