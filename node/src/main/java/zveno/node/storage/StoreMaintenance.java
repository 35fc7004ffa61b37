package zveno.node.storage;

import java.io.IOException;
import java.util.List;
import java.util.function.Supplier;
import zveno.kernel.chain.ChainPath.Stretch;
import zveno.kernel.pool.PoolEntry;
import zveno.kernel.pool.PoolState;
import zveno.node.storage.engine.Engine;
import zveno.node.storage.errors.RocksErrors;
import zveno.node.storage.folder.StoreEnvironment;
import zveno.node.storage.folder.StoreFolder;
import zveno.node.storage.schema.Column;
import zveno.node.storage.schema.Keys;

/**
 * Work on a store that changes nothing of what it says: tidying after a crash, giving back space,
 * copies. The caller keeps the engine open meanwhile.
 */
final class StoreMaintenance {

  /** How many pool entries are gone over in one write. */
  private static final int BATCH_ENTRIES = 1_000;

  private final StoreSettings settings;
  private final Engine engine;
  private final StoreEnvironment environment;

  StoreMaintenance(StoreSettings settings, Engine engine, StoreEnvironment environment) {
    this.settings = settings;
    this.engine = engine;
    this.environment = environment;
  }

  /**
   * Takes out what an interrupted reorganisation has put into the pool outside its bounds.
   *
   * @param begin makes empty batches
   */
  void tidy(StoreView pool, Supplier<RocksBatch> begin) {
    PoolState bounds = pool.poolState();
    tidy(pool, Long.MIN_VALUE, bounds.first(), begin);
    tidy(pool, bounds.next(), Long.MAX_VALUE, begin);
  }

  /** Continues behind what it has removed: the engine would step over all of that again. */
  private void tidy(StoreView pool, long from, long before, Supplier<RocksBatch> begin) {
    List<PoolEntry> left = pool.entries(from, before, BATCH_ENTRIES, Long.MAX_VALUE);
    while (!left.isEmpty()) {
      RocksBatch batch = begin.get();
      left.forEach(batch::remove);
      engine.write(batch.changes());
      long next = left.getLast().place() + 1;
      left = pool.entries(next, before, BATCH_ENTRIES, Long.MAX_VALUE);
    }
  }

  /** Gives back the space of blocks that have been removed. Takes long if they were many. */
  void compact(Stretch removed) {
    byte[] from = Keys.block(removed.branch(), removed.from());
    byte[] to = Keys.block(removed.branch(), removed.to());
    engine.compact(Column.BLOCKS, from, to);
  }

  /** Makes a copy of the engine's files inside the folder, in place of an older one. */
  void stageCopy() {
    dropStagedCopy();
    environment.ask(settings.sizes().writeBuffers() + settings.sizes().log());
    engine.copyTo(folder().staged());
  }

  /** Deletes the copy, if there is one. */
  void dropStagedCopy() {
    try {
      folder().dropStaged();
    } catch (IOException e) {
      throw RocksErrors.of(e, engine.name());
    }
  }

  private StoreFolder folder() {
    return new StoreFolder(settings.folder());
  }
}
