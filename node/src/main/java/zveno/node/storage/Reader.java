package zveno.node.storage;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDBException;
import org.rocksdb.Snapshot;
import zveno.kernel.bytes.Hash;

/**
 * Reads the engine: as it is now, or as it was at one moment. By any thread; once closed, it throws
 * {@link IllegalStateException}s, and once its gate is empty, its native memory is free.
 */
final class Reader implements Rows.Source {

  private final Engine engine;
  private final BooleanSupplier storeIsOpen;
  private final @Nullable Snapshot moment;
  private final ReadOptions options;
  private final Gate gate;

  private Reader(
      Engine engine, BooleanSupplier storeIsOpen, @Nullable Snapshot moment, Runnable afterwards) {
    this.engine = engine;
    this.storeIsOpen = storeIsOpen;
    this.moment = moment;
    this.options = options();
    this.gate = new Gate(() -> release(afterwards));
  }

  /**
   * Reads what there is at the moment of reading.
   *
   * @param storeIsOpen whether the store has not been closed
   * @param afterwards runs when the last reader has finished
   */
  static Reader live(Engine engine, BooleanSupplier storeIsOpen, Runnable afterwards) {
    return new Reader(engine, storeIsOpen, null, afterwards);
  }

  /** Reads what there is now, whatever comes after; keeps this reader's gate from being empty. */
  Reader frozen() {
    enter();
    return new Reader(engine, storeIsOpen, engine.db().getSnapshot(), gate::leave);
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
  Gate shut() {
    gate.shut();
    return gate;
  }

  @Override
  public void insistOpen() {
    if (!storeIsOpen.getAsBoolean()) {
      throw new IllegalStateException(engine.name() + " is closed");
    }
  }

  /** Keeps the engine open until {@link #leave}. */
  void enter() {
    insistOpen();
    if (!gate.enter()) {
      throw new IllegalStateException("closed, so it cannot be read");
    }
  }

  /** Has the store this column? One of an older format, looked at only, may lack it. */
  boolean has(Column column) {
    return engine.has(column);
  }

  byte @Nullable [] get(Column column, byte[] key) {
    enter();
    try {
      return engine.db().get(engine.handle(column), options, key);
    } catch (RocksDBException e) {
      throw Trouble.of(e, engine.name());
    } finally {
      gate.leave();
    }
  }

  byte @Nullable [] get(Meta row) {
    return get(Column.META, row.key());
  }

  /** A number that is a row of its own; {@code otherwise} if there is none. */
  long number(Meta row, long otherwise) {
    byte[] value = get(row);
    return value == null ? otherwise : Keys.longAt(value, 0);
  }

  /** All rows of a column that has no prefix. */
  Rows all(Column column) {
    return rows(column, new byte[0], null, Rows.Plan.A_FEW);
  }

  /** The rows whose keys begin with {@code prefix}. */
  Rows beginningWith(Column column, byte[] prefix) {
    return rows(column, prefix, Keys.after(prefix), Rows.Plan.A_FEW);
  }

  /** The hashes that keys begin with, each once, in order: from one to another, both included. */
  List<Hash> hashes(Column column, Hash from, Hash to, int most) {
    List<Hash> found = new ArrayList<>();
    byte[] first = from.toBytes();
    try (Rows rows = rows(column, first, Keys.after(to.toBytes()), Rows.Plan.ACROSS_PREFIXES)) {
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
  Rows rows(Column column, byte[] from, byte @Nullable [] to, Rows.Plan plan) {
    enter();
    try {
      return new Rows(this, engine, column, options(), plan, from, to);
    } catch (RuntimeException | Error e) {
      gate.leave();
      throw e;
    }
  }

  /** To be called once for each {@link #enter}; by {@link Rows} when they are closed. */
  @Override
  public void leave() {
    gate.leave();
  }

  /** Grows with every write that the log has kept. */
  long sequence() {
    enter();
    try {
      return engine.sequence();
    } finally {
      gate.leave();
    }
  }

  /** Finds damage in any table. */
  void checkTables() {
    enter();
    try {
      engine.checkTables();
    } finally {
      gate.leave();
    }
  }

  /** About how many bytes each column has on disk. */
  Map<String, Long> sizes() {
    enter();
    try {
      return engine.sizes();
    } finally {
      gate.leave();
    }
  }

  long estimatedSize() {
    enter();
    try {
      return engine.estimatedSize();
    } finally {
      gate.leave();
    }
  }
}
