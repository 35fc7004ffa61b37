package zveno.node.storage;

import java.nio.file.Path;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import zveno.kernel.chain.ChainBatch;
import zveno.kernel.chain.ChainPath.Stretch;
import zveno.kernel.chain.ChainStore;
import zveno.kernel.chain.StateContract;

/** RocksDB keeps the contract of the state, with files and without. */
class RocksStateTest {

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

  abstract static class OverRocks extends StateContract {

    private RocksStore store;

    abstract StoreSettings settings();

    /** In mvn verify as few as still meet everything; a step waits for the disk. */
    @Override
    protected int steps() {
      return Boolean.getBoolean("zveno.long") ? super.steps() : 60;
    }

    @BeforeEach
    void open() {
      store = RocksStore.open(settings());
    }

    @AfterEach
    void close() {
      store.close();
    }

    @Override
    protected ChainStore store() {
      return store;
    }

    @Override
    protected void commit(Consumer<ChainBatch> changes) {
      RocksBatch batch = store.begin();
      changes.accept(batch);
      store.commit(batch);
    }

    @Override
    protected Frozen freeze() {
      StoreSnapshot snapshot = store.snapshot();
      return new Frozen(snapshot, snapshot::close);
    }

    @Override
    protected void reopen() {
      if (!settings().inMemory()) {
        store.close();
        open();
      }
    }

    @Override
    protected void settle() {
      store.compact(new Stretch(1, 1, 1));
    }
  }
}
