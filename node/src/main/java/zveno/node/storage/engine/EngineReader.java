package zveno.node.storage.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.Snapshot;
import zveno.kernel.bytes.Hash;
import zveno.node.storage.errors.RocksErrors;
import zveno.node.storage.schema.Column;
import zveno.node.storage.schema.Keys;
import zveno.node.storage.schema.Meta;

/**
 * Reads the engine: as it is now, or as it was at one moment. By any thread; once closed, it throws
 * {@link IllegalStateException}s, and once its gate is empty, its native memory is free.
 */
public final class EngineReader implements RowIterator.Source {

  private final Engine engine;
  private final BooleanSupplier storeIsOpen;
  private final @Nullable Snapshot moment;
  private final ReadOptions options;
  private final CloseGuard gate;

  private EngineReader(
      Engine engine, BooleanSupplier storeIsOpen, @Nullable Snapshot moment, Runnable afterwards) {
    this.engine = engine;
    this.storeIsOpen = storeIsOpen;
    this.moment = moment;
    this.options = options();
    this.gate = new CloseGuard(() -> release(afterwards));
  }

  /**
   * Reads what there is at the moment of reading.
   *
   * @param storeIsOpen whether the store has not been closed
   * @param afterwards runs when the last reader has finished
   */
  public static EngineReader live(Engine engine, BooleanSupplier storeIsOpen, Runnable afterwards) {
    return new EngineReader(engine, storeIsOpen, null, afterwards);
  }

  /** Reads what there is now, whatever comes after; keeps this reader's gate from being empty. */
  public EngineReader frozen() {
    enter();
    return new EngineReader(engine, storeIsOpen, engine.db().getSnapshot(), gate::leave);
  }

  private void release(Runnable afterwards) {
    options.close();
    if (moment != null) {
      engine.db().releaseSnapshot(moment);
      moment.close();
    }
    afterwards.run();
  }

  private ReadOptions options() {
    ReadOptions fresh = new ReadOptions();
    return moment == null ? fresh : fresh.setSnapshot(moment);
  }

  /** Closes the store for new readers; current ones continue. */
  public CloseGuard shut() {
    gate.shut();
    return gate;
  }

  @Override
  public void requireOpen() {
    if (!storeIsOpen.getAsBoolean()) {
      throw new IllegalStateException(engine.name() + " is closed");
    }
  }

  /** Keeps the engine open until {@link #leave}. */
  public void enter() {
    requireOpen();
    if (!gate.enter()) {
      throw new IllegalStateException("closed, so it cannot be read");
    }
  }

  public byte @Nullable [] get(Column column, byte[] key) {
    enter();
    try {
      return engine.db().get(engine.handle(column), options, key);
    } catch (RocksDBException e) {
      throw RocksErrors.of(e, engine.name());
    } finally {
      gate.leave();
    }
  }

  /**
   * Copies as much of a row's value as there is room for.
   *
   * @return the whole length of the value, or -1 if there is no such row
   */
  public int get(Column column, byte[] key, byte[] target) {
    enter();
    try {
      int length = engine.db().get(engine.handle(column), options, key, target);
      return length == RocksDB.NOT_FOUND ? -1 : length;
    } catch (RocksDBException e) {
      throw RocksErrors.of(e, engine.name());
    } finally {
      gate.leave();
    }
  }

  public byte @Nullable [] get(Meta row) {
    return get(Column.META, row.key());
  }

  /** A number that is a row of its own; {@code otherwise} if there is none. */
  public long number(Meta row, long otherwise) {
    byte[] value = get(row);
    return value == null ? otherwise : Keys.longAt(value, 0);
  }

  /** All rows of a column that has no prefix. */
  public RowIterator all(Column column) {
    return rows(column, new byte[0], null, RowIterator.Plan.A_FEW);
  }

  /** The rows whose keys begin with {@code prefix}. */
  public RowIterator beginningWith(Column column, byte[] prefix) {
    return rows(column, prefix, Keys.after(prefix), RowIterator.Plan.A_FEW);
  }

  /** The hashes that keys begin with, each once, in order: from one to another, both included. */
  public List<Hash> hashes(Column column, Hash from, Hash to, int most) {
    List<Hash> found = new ArrayList<>();
    byte[] first = from.toBytes();
    try (RowIterator rows =
        rows(column, first, Keys.after(to.toBytes()), RowIterator.Plan.ACROSS_PREFIXES)) {
      byte[] next = first;
      while (next != null && found.size() < most && rows.from(next)) {
        Hash hash = Hash.copiedFrom(rows.key(), 0);
        found.add(hash);
        next = Keys.after(hash.toBytes());
      }
    }
    return found;
  }

  /** The rows from one key to before another, or to the end. */
  public RowIterator rows(Column column, byte[] from, byte @Nullable [] to, RowIterator.Plan plan) {
    enter();
    try {
      return new RowIterator(this, engine, column, options(), plan, from, to);
    } catch (RuntimeException | Error e) {
      gate.leave();
      throw e;
    }
  }

  /** To be called once for each {@link #enter}; by {@link RowIterator} when they are closed. */
  @Override
  public void leave() {
    gate.leave();
  }

  /** Grows with every write that the log has kept. */
  public long sequence() {
    enter();
    try {
      return engine.sequence();
    } finally {
      gate.leave();
    }
  }

  /** Finds damage in any table. */
  public void checkTables() {
    enter();
    try {
      engine.checkTables();
    } finally {
      gate.leave();
    }
  }

  /** About how many bytes each column has on disk. */
  public Map<String, Long> sizes() {
    enter();
    try {
      return engine.sizes();
    } finally {
      gate.leave();
    }
  }

  public long estimatedSize() {
    enter();
    try {
      return engine.estimatedSize();
    } finally {
      gate.leave();
    }
  }
}
