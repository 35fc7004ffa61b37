package zveno.kernel;

import java.util.function.BiConsumer;
import zveno.kernel.chain.ChainBatch;
import zveno.kernel.chain.ChainStore;
import zveno.kernel.pool.PoolBatch;
import zveno.kernel.pool.PoolStore;

/** The store in memory keeps the contract. */
public class MemoryStoreTest extends StoreContract {

  private final MemoryStore store = new MemoryStore();

  @Override
  protected ChainStore chain() {
    return store;
  }

  @Override
  protected PoolStore pool() {
    return store;
  }

  @Override
  protected void commit(BiConsumer<ChainBatch, PoolBatch> changes) {
    MemoryStore.Batch batch = new MemoryStore.Batch();
    changes.accept(batch, batch);
    store.commit(batch);
  }

  @Override
  protected Frozen freeze() {
    MemoryStore.View view = store.snapshot();
    return new Frozen(view, view, () -> {});
  }
}
