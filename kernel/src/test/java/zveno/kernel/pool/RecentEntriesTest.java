package zveno.kernel.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import zveno.kernel.MemoryStore;
import zveno.kernel.model.EntryId;
import zveno.kernel.model.Transaction;
import zveno.kernel.rules.classic.Blocks;

class RecentEntriesTest {

  private final MemoryStore store = new MemoryStore();
  private final PoolEntry first = entry(1, Blocks.pay("ann", "bob", 1));
  private final PoolEntry second = entry(2, Blocks.pay("bob", "carol", 2));
  private final PoolEntry third = entry(3, Blocks.pay("carol", "dave", 3));
  private final PoolState bounds = PoolState.EMPTY.between(1, 4);

  private static PoolEntry entry(long place, Transaction transaction) {
    EntryId id = new EntryId(new UUID(7, place));
    return new PoolEntry(place, id, Instant.ofEpochSecond(1_700_000_000), false, transaction);
  }

  private List<PoolEntry> read(RecentEntries recent, PoolState then) {
    return recent.read(store.livePool(), then, List.of(third.slot(), first.slot(), second.slot()));
  }

  private void write(PoolEntry entry) {
    MemoryStore.Batch batch = new MemoryStore.Batch();
    batch.add(entry);
    store.commit(batch);
  }

  @Test
  void whatHasComeLastIsNotReadAndTheRestIs() {
    RecentEntries recent = new RecentEntries(1_000);
    recent.add(first);
    recent.add(third);

    assertThat(read(recent, bounds)).containsExactly(third, first);

    write(second);
    assertThat(read(recent, bounds)).containsExactly(third, first, second);
  }

  @Test
  void whatTheViewDoesNotHaveYetIsLeftOut() {
    RecentEntries recent = new RecentEntries(1_000);
    recent.add(first);
    recent.add(third);

    assertThat(read(recent, bounds.between(1, 3))).containsExactly(first);
  }

  @Test
  void theOldestAreForgottenAndWhatIsGoneToo() {
    RecentEntries recent = new RecentEntries(2L * first.transaction().size() + 10);
    recent.add(first);
    recent.add(second);
    recent.add(third);
    assertThat(read(recent, bounds)).containsExactly(third, second);

    recent.remove(2);
    recent.add(first);
    assertThat(read(recent, bounds)).containsExactly(third, first);
  }

  @Test
  void anEntryIsFoundInItsOwnPlaceOnly() {
    RecentEntries recent = new RecentEntries(1_000);
    recent.add(first);

    assertThat(recent.find(first.key(), OptionalLong.of(1))).contains(first);
    assertThat(recent.find(first.key(), OptionalLong.of(2))).isEmpty();
    assertThat(recent.find(second.key(), OptionalLong.of(1))).isEmpty();
    assertThat(recent.find(first.key(), OptionalLong.empty())).isEmpty();
  }
}
