package zveno.node.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zveno.kernel.StoreContract;
import zveno.kernel.chain.ChainBatch;
import zveno.kernel.chain.ChainStore;
import zveno.kernel.model.BlockId;
import zveno.kernel.model.EntryId;
import zveno.kernel.model.EntryKey;
import zveno.kernel.model.Transaction;
import zveno.kernel.pool.PoolBatch;
import zveno.kernel.pool.PoolEntry;
import zveno.kernel.pool.PoolStore;
import zveno.kernel.pool.PoolView;
import zveno.kernel.rules.strict.StrictNets;
import zveno.kernel.rules.toy.Toys;

/** RocksDB keeps the contract, with files and without. */
@Tag("slow")
class RocksStoreContractTest {

  @Nested
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

    private PoolEntry waiting(long place, String words) {
      Transaction transaction = transaction(words);
      EntryId id = EntryId.of(transaction.id());
      return new PoolEntry(place, id, Instant.ofEpochMilli(7), false, transaction);
    }

    /** Its transactions name themselves, so their ids are those of the entries too. */
    @Test
    @Override
    protected void findsAnEntryByItsIdAndItsWords() {
      PoolEntry here = waiting(-1, "a");
      PoolEntry later = waiting(5, "a");
      commit((_, batch) -> {
        batch.add(here);
        batch.add(waiting(0, "b"));
      });
      EntryKey strange = new EntryKey(new EntryId(new UUID(1, 2)), here.key().transaction());
      assertThat(pool().livePool().entries(here.key())).containsExactly(here);
      assertThat(pool().livePool().entries(strange)).isEmpty();
      pool().stagePool(batch -> batch.add(later));
      assertThat(pool().livePool().entries(here.key())).containsExactly(here, later);
      commit((_, batch) -> batch.remove(here));
      assertThat(pool().livePool().entries(here.key())).containsExactly(later);
      pool().stagePool(batch -> batch.add(waiting(5, "another")));
      assertThat(pool().livePool().entries(here.key())).isEmpty();
    }

    @Test
    @Override
    protected void remembersWhichEntriesWereRemoved() {
      PoolEntry a = waiting(1, "a");
      commit((_, batch) -> {
        batch.add(a);
        batch.add(waiting(2, "b"));
      });
      commit((_, batch) -> {
        batch.remove(a);
        batch.markRemoved(a.key());
      });
      PoolView live = pool().livePool();
      assertThat(live.wasRemoved(a.key())).isTrue();
      assertThat(live.wasRemoved(waiting(2, "b").key())).isFalse();
      assertThat(live.entries(a.key())).isEmpty();
      commit((_, batch) -> batch.add(a));
      assertThat(live.entries(a.key())).containsExactly(a);
      assertThat(live.wasRemoved(a.key())).isTrue();
    }
  }

  /** Of the strict rules, whose transactions name themselves too. */
  @Nested
  class OfStrictRules extends OfAnotherRuleSet {
    @Override
    StoreSettings settings() {
      BlockId genesis = StrictNets.genesis(50, 0, 10, Map.of()).id();
      return StoreSettings.ephemeral().with(StrictNets.rules(genesis).parameters());
    }

    @Override
    protected Transaction transaction(String words) {
      return StrictNets.note(words);
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
