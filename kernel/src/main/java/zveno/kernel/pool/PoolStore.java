package zveno.kernel.pool;

import java.util.function.Consumer;

/** What the pool needs of a disk. Failures of the disk are unchecked exceptions. */
public interface PoolStore {

  /** What has been committed, always as of now. */
  PoolView livePool();

  /** Writes entries at places that do not count yet; not synced. */
  void stagePool(Consumer<PoolBatch> changes);
}
