package zveno.node.storage;

import java.nio.file.Path;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import zveno.kernel.StoreContract;
import zveno.kernel.chain.ChainBatch;
import zveno.kernel.chain.ChainStore;
import zveno.kernel.model.Transaction;
import zveno.kernel.pool.PoolBatch;
import zveno.kernel.pool.PoolStore;
import zveno.kernel.rules.toy.Toys;

/** RocksDB keeps the contract, with files and without. */
class RocksStoreContractTest {

  @Nested
  @Tag("slow")
  class OnDisk extends OverRocks {
    @TempDir Path folder;

    @Override
    StoreSettings settings() {
      return StoreSettings.in(folder.resolve("store"));
    }
  }

  @Nested
  class InMemory extends OverRocks {
    @Override
    StoreSettings settings() {
      return StoreSettings.ephemeral();
    }
  }

  /** Of a rule set that no room of ours knows: it is found by the name that the store has. */
  @Nested
  class OfAnotherRuleSet extends OverRocks {
    @Override
    StoreSettings settings() {
      return StoreSettings.ephemeral().with(Toys.RULES.parameters());
    }

    @Override
    protected Transaction transaction(String words) {
      return Toys.transfer(words);
    }
  }

  abstract static class OverRocks extends StoreContract {

    private RocksStore store;

    abstract StoreSettings settings();

    @BeforeEach
    void open() {
      store = RocksStore.open(settings());
    }

    @AfterEach
    void close() {
      store.close();
    }

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
      RocksBatch batch = store.begin();
      changes.accept(batch, batch);
      store.commit(batch);
    }

    @Override
    protected Frozen freeze() {
      StoreSnapshot snapshot = store.snapshot();
      return new Frozen(snapshot, snapshot, snapshot::close);
    }
  }
}
