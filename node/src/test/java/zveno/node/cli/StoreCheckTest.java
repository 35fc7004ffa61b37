package zveno.node.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import zveno.kernel.Memos;
import zveno.kernel.chain.BlockPosition;
import zveno.kernel.model.EntryId;
import zveno.kernel.model.EntryKey;
import zveno.kernel.model.Transaction;
import zveno.kernel.pool.PoolEntry;
import zveno.kernel.pool.PoolState;
import zveno.kernel.rules.RuleSet;
import zveno.kernel.rules.classic.Blocks;
import zveno.node.service.ChainService;
import zveno.node.service.EasyService;
import zveno.node.storage.RocksBatch;
import zveno.node.storage.RocksStore;
import zveno.node.storage.StoreSettings;
import zveno.node.storage.errors.StoreDamagedException;

/** Every index of entries that says something else than the blocks and the pool is noticed. */
class StoreCheckTest {

  private static final RuleSet RULES = Blocks.EASY;
  private static final Transaction TEA = Blocks.pay("ann", "bob", 1);

  private RocksStore store;
  private EntryKey settled;
  private PoolEntry waiting;
  private BlockPosition where;

  /** Two blocks, the second with a request, and another one that waits. */
  @BeforeEach
  void fill() {
    store = RocksStore.open(StoreSettings.ephemeral());
    try (ChainService service = EasyService.over(store)) {
      service.start();
      settled = service.submit(List.of(TEA)).accepted().getFirst();
      EasyService.mine(service, "me");
      EntryKey last = service.submit(List.of(TEA)).accepted().getFirst();
      waiting = store.livePool().entries(last).getFirst();
    }
    where = store.live().tip().orElseThrow();
  }

  @AfterEach
  void close() {
    store.close();
  }

  private void change(Consumer<RocksBatch> change) {
    change(store, change);
  }

  private void isDamaged(String reason) {
    isDamaged(RULES, store, reason);
  }

  /** Writes to a store what a node would not. */
  static void change(RocksStore store, Consumer<RocksBatch> change) {
    RocksBatch batch = store.begin();
    change.accept(batch);
    store.commit(batch);
  }

  /** The check finds this fault. */
  static void isDamaged(RuleSet rules, RocksStore store, String reason) {
    assertThatThrownBy(() -> new StoreCheck(rules, store).run())
        .isInstanceOf(StoreDamagedException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void findsNothingWhereNothingIsWrong() {
    StoreCheck check = new StoreCheck(RULES, store);
    check.run();
    assertThat(List.of(check.blocks(), check.transactions(), check.waiting()))
        .containsExactly(2L, 2L, 1L);
  }

  @Test
  void anEntryOfABlockIsMissingFromTheIndex() {
    change(batch -> batch.removeEntry(settled, where));
    isDamaged("block 2: an entry that it carries is not in the index");
  }

  @Test
  void aTraceIsOfAnotherLength() {
    List<EntryId> ids = List.of(settled.id(), waiting.id());
    change(batch -> batch.putMemo(where, Memos.of(ids)));
    isDamaged("block 2: its entry ids do not match its transactions");
  }

  @Test
  void aTraceNamesAnotherEntry() {
    change(batch -> batch.putMemo(where, Memos.of(List.of(waiting.id()), false)));
    isDamaged("block 2: an entry that it carries is not in the index");
  }

  @Test
  void anEntryWaitsAndStands() {
    change(batch -> batch.putEntry(waiting.key(), where));
    isDamaged("is in a block as well");
  }

  @Test
  void anEntryWaitsTwice() {
    change(batch -> {
      long next = waiting.place() + 1;
      batch.add(new PoolEntry(next, waiting.id(), waiting.acceptedAt(), false, TEA));
      PoolState state = store.livePool().poolState();
      long bytes = state.postedBytes() + TEA.size();
      batch.setPool(new PoolState(state.first(), next + 1, state.posted() + 1, bytes, 0, 0));
    });
    isDamaged("is not in the index of entries, or is in it twice");
  }
}
