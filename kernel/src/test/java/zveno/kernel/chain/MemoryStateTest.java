package zveno.kernel.chain;

import java.util.function.Consumer;
import zveno.kernel.MemoryStore;

/** The store in memory keeps the contract. */
class MemoryStateTest extends StateContract {

  private final MemoryStore store = new MemoryStore();

  @Override
  protected ChainStore store() {
    return store;
  }

  @Override
  protected void commit(Consumer<ChainBatch> changes) {
    MemoryStore.Batch batch = new MemoryStore.Batch();
    changes.accept(batch);
    store.commit(batch);
  }

  @Override
  protected Frozen freeze() {
    return new Frozen(store.snapshot(), () -> {});
  }

  @Override
  protected void reopen() {}
}
