package zveno.kernel.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import zveno.kernel.MemoryStore;
import zveno.kernel.StoreSamples;
import zveno.kernel.entries.EntriesById;
import zveno.kernel.entries.EntriesById.Source;
import zveno.kernel.entries.EntryIds;
import zveno.kernel.model.Block;
import zveno.kernel.model.BlockId;
import zveno.kernel.model.EntryId;
import zveno.kernel.model.EntryKey;
import zveno.kernel.model.Transaction;
import zveno.kernel.rules.BlockEntries;
import zveno.kernel.rules.ChainContext;
import zveno.kernel.rules.EntryMatching;
import zveno.kernel.rules.EntryUpdates;
import zveno.kernel.rules.classic.Blocks;

@Tag("slow")
class PoolTest {

  private static final Instant NOW = Instant.ofEpochSecond(1_700_000_000);
  private static final PoolLimits LIMITS = new PoolLimits(5, 10_000);

  private static final Transaction A = Blocks.pay("ann", "bob", 1);
  private static final Transaction B = Blocks.pay("bob", "carol", 2);
  private static final Transaction C = Blocks.pay("carol", "dave", 3);

  private final MemoryStore store = new MemoryStore();
  private final Random random = new Random(7);
  private final Map<Integer, EntryId> recognised = new HashMap<>();
  private Pool pool = open();
  private int blocks;

  private static final boolean ANY = true;
  private static final boolean RETURNED = false;
  private static final EntryIds ENTRY_IDS = new EntryIds(Block::transactions);

  private Pool open() {
    return new Pool(
        store,
        Blocks.EASY,
        LIMITS,
        _ -> new EntryId(new UUID(random.nextLong(), random.nextLong())));
  }

  private Optional<PoolEntry> submit(Transaction transaction, PoolBatch batch) {
    return pool.submit(transaction, ChainContext.GENESIS, NOW, batch).entry();
  }

  private Optional<PoolEntry> take(ForeignEntry entry, PoolBatch batch) {
    return pool.take(entry, ChainContext.GENESIS, NOW, batch).entry();
  }

  private boolean submit(Transaction transaction) {
    MemoryStore.Batch batch = new MemoryStore.Batch();
    boolean taken = submit(transaction, batch).isPresent();
    store.commit(batch);
    return taken;
  }

  private void takeBlock(int most) {
    MemoryStore.Batch batch = new MemoryStore.Batch();
    pool.taken(pool.front(most, Long.MAX_VALUE), batch);
    store.commit(batch);
  }

  /** {@code leaving} in the order of the chain. */
  private void reorganise(List<Transaction> leaving, List<Transaction> joining) {
    reorganise(untraced(leaving), untraced(joining), RETURNED);
  }

  private void reorganise(BlockEntries leaving, BlockEntries joining, boolean any) {
    MemoryStore.Batch batch = new MemoryStore.Batch();
    recognised.clear();
    Reconciliation.reorganise(
        pool,
        visitor -> visitor.accept(leaving),
        visitor -> visitor.accept(joining),
        matching(any),
        NOW,
        batch);
    store.commit(batch);
  }

  private EntryMatching matching(boolean any) {
    return ENTRY_IDS.matching(
        any,
        new EntryUpdates() {
          @Override
          public void replace(List<Update> updates) {
            for (Update one : updates) {
              for (int i = 0; i < one.after().count(); i++) {
                if (!one.after().key(i).equals(one.before().key(i))) {
                  recognised.put(i, one.after().key(i).id());
                }
              }
            }
          }

          @Override
          public boolean areShown() {
            return false;
          }
        });
  }

  /** A block of which nothing is told. */
  private EntriesById untraced(List<Transaction> requests) {
    BlockId block = StoreSamples.blockId("block " + blocks++);
    return EntriesById.derived(blocks, block, requests);
  }

  /** A block that is said to carry these entries. */
  private static EntriesById told(List<Transaction> requests, EntryId... ids) {
    return new EntriesById(1, requests, List.of(ids), Source.RECEIVED);
  }

  private EntryId post(Transaction transaction) {
    submit(transaction);
    return pool.front(100, Long.MAX_VALUE).getLast().id();
  }

  private List<EntryId> waitingIds() {
    return pool.front(100, Long.MAX_VALUE).stream().map(PoolEntry::id).toList();
  }

  private static EntryId id(int number) {
    return new EntryId(new UUID(0, number));
  }

  private List<Transaction> waiting() {
    return pool.front(100, Long.MAX_VALUE).stream().map(PoolEntry::transaction).toList();
  }

  @Test
  void whatIsDiscardedWaitsNoMoreAndIsRemembered() {
    EntryId first = post(A);
    EntryId second = post(A);
    EntryId third = post(B);
    discard(second);
    assertThat(waitingIds()).containsExactly(first, third);
    assertThat(pool.state().count()).isEqualTo(2);
    assertThat(pool.state().bytes()).isEqualTo(A.size() + B.size());
    assertThat(store.livePool().wasRemoved(new EntryKey(second, A.id()))).isTrue();
    assertThat(store.livePool().wasRemoved(new EntryKey(first, A.id()))).isFalse();

    discard(first);
    discard(third);
    assertThat(pool.state().count()).isZero();
    assertThat(pool.state().first()).isEqualTo(pool.state().next());
    pool = open();
    post(C);
    assertThat(waiting()).containsExactly(C);
  }

  @Test
  void whatWasDiscardedWaitsAgainIfABlockThatCarriesItLeaves() {
    EntryId id = post(A);
    discard(id);
    BlockEntries block = told(List.of(A), id);
    reorganise(untraced(List.of()), block, ANY);
    reorganise(block, untraced(List.of()), ANY);
    assertThat(waitingIds()).containsExactly(id);
  }

  private void discard(EntryId id) {
    MemoryStore.Batch batch = new MemoryStore.Batch();
    pool.discard(
        pool.front(100, Long.MAX_VALUE).stream().filter(one -> one.id().equals(id)).toList(),
        batch);
    store.commit(batch);
  }

  @Test
  void keepsTheOrderOfAcknowledgement() {
    submit(B);
    submit(A);
    submit(C);
    assertThat(waiting()).containsExactly(B, A, C);
  }

  @Test
  void theSameWordsTwiceAreTwoEntries() {
    submit(A);
    submit(A);
    assertThat(waiting()).containsExactly(A, A);
    assertThat(pool.front(9, 9_999)).extracting(PoolEntry::id).doesNotHaveDuplicates();
  }

  @Test
  void refusesWhatDoesNotFit() {
    for (int i = 0; i < 5; i++) {
      assertThat(submit(A)).isTrue();
    }
    assertThat(submit(A)).isFalse();
    takeBlock(1);
    assertThat(submit(A)).isTrue();
    assertThat(pool.state().count()).isEqualTo(5);
  }

  @Test
  void countsBytesToo() {
    Transaction large = Blocks.transaction("{\"memo\":\"" + "x".repeat(9_000) + "\"}");
    assertThat(submit(large)).isTrue();
    assertThat(submit(large)).isFalse();
    assertThat(submit(A)).isTrue();
  }

  @Test
  void isTheSameAfterItWasOpenedAgain() {
    submit(A);
    submit(B);
    takeBlock(1);
    pool = open();
    assertThat(waiting()).containsExactly(B);
    submit(C);
    assertThat(waiting()).containsExactly(B, C);
  }

  @Test
  void whatLeavesGoesBackToTheFrontInItsOrder() {
    submit(C);
    reorganise(List.of(A, B, A), List.of());
    assertThat(waiting()).containsExactly(A, B, A, C);
  }

  @Test
  void whatJoinsAgainDoesNotGoBackOneForOne() {
    reorganise(List.of(A, A, B), List.of(A));
    assertThat(waiting()).containsExactlyInAnyOrder(A, B);
  }

  @Test
  void aPostedEntryIsNotClearedByAStrangersWords() {
    submit(A);
    reorganise(List.of(), List.of(A));
    assertThat(waiting()).containsExactly(A);
  }

  @Test
  void aReturnedEntryIsClearedWhenItsBlockComesBack() {
    submit(A);
    reorganise(List.of(A, A, B), List.of());
    reorganise(List.of(), List.of(A, C));
    assertThat(waiting()).containsExactlyInAnyOrder(A, B, A);
    reorganise(List.of(C), List.of(A, A, B));
    assertThat(waiting()).containsExactly(C, A);
  }

  @Test
  void whatComesBackDoesNotCountAgainstTheBound() {
    for (int i = 0; i < 5; i++) {
      submit(A);
    }
    List<Transaction> many = new ArrayList<>();
    for (int i = 0; i < 3_000; i++) {
      many.add(Blocks.pay("p" + i, "q", i));
    }
    reorganise(many, List.of());
    assertThat(pool.state().count()).isEqualTo(3_005);
    assertThat(pool.front(3_000, Long.MAX_VALUE))
        .extracting(PoolEntry::transaction)
        .containsExactlyElementsOf(many);
    assertThat(submit(B)).isFalse();
    takeBlock(3_001);
    assertThat(submit(B)).isTrue();
  }

  @Test
  void keepsTheOrderOfMoreThanAreCountedAtOnce() {
    // More than are counted at a time, so that it is done in two parts, or three.
    int many = Boolean.getBoolean("zveno.long") ? 250_100 : 100_100;
    List<Transaction> all =
        IntStream.range(0, many)
            .<Transaction>mapToObj(i -> Blocks.transaction("{\"n\":" + i + "}"))
            .toList();
    submit(A);
    MemoryStore.Batch batch = new MemoryStore.Batch();
    Reconciliation.reorganise(
        pool,
        visitor -> {
          for (int i = many - 1; i >= 0; i--) {
            visitor.accept(told(List.of(all.get(i)), id(i)));
          }
        },
        visitor -> {
          for (int i = 0; i < many; i++) {
            if (i % 1_000 != 7) {
              List<Transaction> one = List.of(all.get(i));
              visitor.accept(i % 2 == 0 ? told(one, id(i)) : untraced(one));
            }
          }
        },
        matching(RETURNED),
        NOW,
        batch);
    store.commit(batch);
    List<Transaction> expected = new ArrayList<>();
    for (int i = 7; i < many; i += 1_000) {
      expected.add(all.get(i));
    }
    expected.add(A);
    assertThat(pool.front(1_000, Long.MAX_VALUE))
        .extracting(PoolEntry::transaction)
        .containsExactlyElementsOf(expected);
    assertThat(pool.state().returned()).isEqualTo(expected.size() - 1);
  }

  @Test
  void anEntryIsKnownByItsIdAndItsWords() {
    EntryId first = post(A);
    EntryId second = post(A);
    reorganise(untraced(List.of()), told(List.of(A, B), second, first), ANY);
    assertThat(waitingIds()).containsExactly(first);
    reorganise(untraced(List.of()), told(List.of(A), id(1)), ANY);
    assertThat(waitingIds()).containsExactly(first);
    assertThat(recognised).isEmpty();
  }

  @Test
  void whatLeavesComesBackUnderItsId() {
    BlockEntries block = told(List.of(A, A, B), id(1), id(2), id(3));
    reorganise(block, untraced(List.of()), RETURNED);
    assertThat(waitingIds()).containsExactly(id(1), id(2), id(3));
    reorganise(untraced(List.of()), told(List.of(A), id(2)), RETURNED);
    assertThat(waitingIds()).containsExactly(id(1), id(3));
    reorganise(untraced(List.of(C)), block, RETURNED);
    assertThat(waiting()).containsExactly(C);
  }

  @Test
  void whatLeavesOfABlockOfWhichNothingIsKnownIsCalledTheSameEverywhere() {
    EntriesById block = untraced(List.of(A, A));
    reorganise(block, untraced(List.of()), RETURNED);
    assertThat(waitingIds()).containsExactlyElementsOf(block.ids()).doesNotHaveDuplicates();
  }

  @Test
  void theWordsOfABlockOfWhichNothingIsKnownClearTheOldestOnceEntriesAreExchanged() {
    EntryId first = post(A);
    EntryId second = post(A);
    reorganise(untraced(List.of()), untraced(List.of(B, A)), ANY);
    assertThat(waitingIds()).containsExactly(second);
    assertThat(recognised).containsExactly(Map.entry(1, first));
    reorganise(untraced(List.of()), untraced(List.of(A, A)), ANY);
    assertThat(waitingIds()).isEmpty();
    assertThat(recognised).containsExactly(Map.entry(0, second));
  }

  @Test
  void whatLeftIsRecognisedBeforeWhatWaits() {
    EntryId posted = post(A);
    BlockEntries block = told(List.of(A, A), id(1), id(2));
    reorganise(block, untraced(List.of(A)), ANY);
    assertThat(waitingIds()).containsExactly(id(2), posted);
    assertThat(recognised).containsExactly(Map.entry(0, id(1)));
  }

  @Test
  void entriesOfOneBlockAreNotRecognisedInAnother() {
    MemoryStore.Batch batch = new MemoryStore.Batch();
    List<BlockEntries> joining = List.of(untraced(List.of(A)), told(List.of(A), id(1)));
    Reconciliation.reorganise(
        pool,
        visitor -> visitor.accept(told(List.of(A, A), id(1), id(2))),
        joining::forEach,
        matching(ANY),
        NOW,
        batch);
    store.commit(batch);
    assertThat(waiting()).isEmpty();
    assertThat(recognised).containsExactly(Map.entry(0, id(2)));
  }

  @Test
  void aBlockThatComesBackFindsItsOwnEntries() {
    EntriesById block = untraced(List.of(A, A));
    reorganise(block, untraced(List.of()), RETURNED);
    takeBlock(1); // with the first of the two
    reorganise(untraced(List.of()), block, RETURNED);
    assertThat(waiting()).isEmpty();
    assertThat(recognised).isEmpty();
  }

  @Test
  void whatAFailedReorganisationHasStagedNeverCounts() {
    MemoryStore.Batch lost = new MemoryStore.Batch();
    BlockEntries two = told(List.of(A, B), id(1), id(2));
    Reconciliation.reorganise(
        pool, visitor -> visitor.accept(two), CarriedEntries.NONE, matching(ANY), NOW, lost);
    pool = open();
    reorganise(two, told(List.of(B), id(2)), ANY);
    reorganise(told(List.of(C), id(3)), untraced(List.of()), ANY);
    assertThat(waitingIds()).containsExactly(id(3), id(1));
    assertThat(pool.state().count()).isEqualTo(2);
  }

  @Test
  void peersLeaveATenthForPostsToThisNode() {
    pool = new Pool(store, Blocks.EASY, new PoolLimits(20, 10_000), _ -> id(0));
    MemoryStore.Batch batch = new MemoryStore.Batch();
    for (int i = 1; i <= 18; i++) {
      assertThat(take(new ForeignEntry(id(i), A), batch)).isPresent();
    }
    assertThat(take(new ForeignEntry(id(19), A), batch)).isEmpty();
    assertThat(submit(A, batch)).isPresent();
    assertThat(submit(A, batch)).isPresent();
    assertThat(submit(A, batch)).isEmpty();
  }

  @Test
  void aBlockTakesFromTheFrontUpToItsSize() {
    submit(A);
    submit(B);
    submit(C);
    assertThat(pool.front(2, Long.MAX_VALUE)).hasSize(2);
    assertThat(pool.front(9, A.size() + B.size())).hasSize(2);
    assertThat(pool.front(9, 1)).hasSize(1);
  }

  @Test
  void sumsStayRight() {
    submit(A);
    reorganise(List.of(B, C), List.of(B));
    assertThat(pool.state().posted()).isEqualTo(1);
    assertThat(pool.state().returned()).isEqualTo(1);
    assertThat(pool.state().bytes()).isEqualTo(A.size() + C.size());
    takeBlock(9);
    assertThat(pool.state().count()).isZero();
    assertThat(pool.state().bytes()).isZero();
  }
}
