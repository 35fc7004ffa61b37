package zveno.kernel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static zveno.kernel.StoreSamples.block;
import static zveno.kernel.StoreSamples.blockId;
import static zveno.kernel.StoreSamples.hash;
import static zveno.kernel.StoreSamples.shownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import zveno.kernel.bytes.Hash;
import zveno.kernel.chain.BlockCursor;
import zveno.kernel.chain.BlockPosition;
import zveno.kernel.chain.BlockSink;
import zveno.kernel.chain.Branch;
import zveno.kernel.chain.BulkWriter;
import zveno.kernel.chain.ChainBatch;
import zveno.kernel.chain.ChainPath.Stretch;
import zveno.kernel.chain.ChainStore;
import zveno.kernel.chain.ChainView;
import zveno.kernel.chain.StoredBlock;
import zveno.kernel.chain.TxIndexEntry;
import zveno.kernel.chain.TxLocation;
import zveno.kernel.model.BlockId;
import zveno.kernel.model.BlockMemo;
import zveno.kernel.model.EntryId;
import zveno.kernel.model.EntryKey;
import zveno.kernel.model.Transaction;
import zveno.kernel.model.TxId;
import zveno.kernel.pool.DroppedEntry;
import zveno.kernel.pool.PoolBatch;
import zveno.kernel.pool.PoolEntry;
import zveno.kernel.pool.PoolState;
import zveno.kernel.pool.PoolStore;
import zveno.kernel.pool.PoolView;

/** What every store promises the kernel. */
public abstract class StoreContract {

  private static final long SEED = Long.getLong("zveno.seed", 20_171);

  private static final long MANY = 2_000;

  /** A view that stays as it is; closing it lets go of what it holds. */
  public record Frozen(ChainView chain, PoolView pool, Runnable release) implements AutoCloseable {
    @Override
    public void close() {
      release.run();
    }
  }

  protected abstract ChainStore chain();

  protected abstract PoolStore pool();

  /** Writes all or nothing, for good. */
  protected abstract void commit(BiConsumer<ChainBatch, PoolBatch> changes);

  protected abstract Frozen freeze();

  /** A transaction of the rule set whose transactions the store reads; alike for the same words. */
  protected Transaction transaction(String words) {
    return StoreSamples.transaction(words);
  }

  private TxIndexEntry carried(String words, String... addresses) {
    return new TxIndexEntry(
        transaction(words).id(), StoreSamples.carried(words, addresses).addresses());
  }

  private PoolEntry posted(long place, String words) {
    return of(StoreSamples.posted(place, words), words);
  }

  private PoolEntry returned(long place, String words) {
    return of(StoreSamples.returned(place, words), words);
  }

  private PoolEntry of(PoolEntry sample, String words) {
    return new PoolEntry(
        sample.place(), sample.id(), sample.acceptedAt(), sample.returned(), transaction(words));
  }

  private static BlockPosition at(long branch, long height) {
    return new BlockPosition(branch, height);
  }

  private void store(long branch, long from, long to) {
    commit((batch, _) -> {
      for (long height = from; height <= to; height++) {
        String name = branch + "-" + height;
        batch.add(at(branch, height), block(name, height), List.of(carried(name, "ann")));
      }
    });
  }

  @Test
  void aNewStoreIsEmpty() {
    assertThat(chain().live().tip()).isEmpty();
    assertThat(chain().live().branches()).isEmpty();
    assertThat(chain().live().stored()).isEmpty();
    assertThat(chain().live().find(blockId("any"))).isEmpty();
    assertThat(chain().live().block(at(1, 1))).isEmpty();
    assertThat(pool().livePool().poolState()).isEqualTo(PoolState.EMPTY);
    assertThat(pool().livePool().entries(Long.MIN_VALUE, Long.MAX_VALUE, 9, 9)).isEmpty();
  }

  @Test
  void givesBackABlockAsItWas() {
    System.out.println("seed " + SEED);
    Random random = new Random(SEED);
    List<StoredBlock> blocks = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      blocks.add(StoreSamples.randomBlock(random, 5_000));
    }
    commit((batch, _) -> {
      for (int i = 0; i < blocks.size(); i++) {
        batch.add(at(7, i + 1), blocks.get(i), List.of());
      }
    });
    try (BlockCursor cursor = chain().live().ascending(new Stretch(7, 1, blocks.size()))) {
      for (int i = 0; i < blocks.size(); i++) {
        StoredBlock read = chain().live().block(at(7, i + 1)).orElseThrow();
        assertThat(read).usingRecursiveComparison().isEqualTo(blocks.get(i));
        assertThat(cursor.next()).isTrue();
        assertThat(cursor.height()).isEqualTo(i + 1);
        StoredBlock shown = new StoredBlock(cursor.id(), cursor.chainWork(), cursor.bytes());
        assertThat(shown).usingRecursiveComparison().isEqualTo(blocks.get(i));
      }
    }
  }

  @Test
  void findsABlockEverywhereItLies() {
    commit((batch, _) -> {
      batch.add(at(1, 1), block("twice", 1), List.of());
      batch.add(at(2, 5), block("twice", 1), List.of());
      batch.add(at(2, 6), block("once", 1), List.of());
    });
    assertThat(chain().live().find(blockId("twice"))).containsExactlyInAnyOrder(at(1, 1), at(2, 5));
    assertThat(chain().live().find(blockId("once"))).containsExactly(at(2, 6));
    assertThat(chain().live().find(blockId("never"))).isEmpty();

    List<BlockId> both =
        Stream.of(blockId("once"), blockId("twice"))
            .sorted(Comparator.comparing(BlockId::hash))
            .toList();
    Hash last = Hash.parse("f".repeat(64)).orElseThrow();
    ChainView live = chain().live();
    assertThat(live.blocksBetween(Hash.ZERO, last, 10)).containsSubsequence(both);
    assertThat(live.blocksBetween(both.getFirst().hash(), both.getFirst().hash(), 10))
        .containsExactly(both.getFirst());
    assertThat(live.blocksBetween(both.getFirst().hash(), last, 1))
        .containsExactly(both.getFirst());
  }

  @Test
  void cursorsKeepToTheirStretch() {
    store(1, 1, 300);
    store(2, 1, 300);
    store(3, 1, 300);
    ChainView live = chain().live();
    assertThat(shownBy(live.ascending(new Stretch(2, 255, 257))))
        .containsExactly("255:block 2-255", "256:block 2-256", "257:block 2-257");
    assertThat(shownBy(live.descending(new Stretch(2, 255, 257))))
        .containsExactly("257:block 2-257", "256:block 2-256", "255:block 2-255");
    assertThat(shownBy(live.ascending(new Stretch(2, 1, 300)))).hasSize(300);
    assertThat(shownBy(live.descending(new Stretch(2, 1, 300)))).hasSize(300);
    assertThat(shownBy(live.ascending(new Stretch(2, 300, 999))))
        .containsExactly("300:block 2-300");
    assertThat(shownBy(live.ascending(new Stretch(2, 300, Long.MAX_VALUE)))).hasSize(1);
    assertThat(shownBy(live.descending(new Stretch(2, 299, Long.MAX_VALUE)))).hasSize(2);
    assertThat(shownBy(live.descending(new Stretch(4, 1, 9)))).isEmpty();
    assertThat(shownBy(live.ascending(new Stretch(2, 5, 4)))).isEmpty();
  }

  @Test
  void aCursorMayBeClosedTwiceAndStaysAtItsEnd() {
    store(1, 1, 1);
    BlockCursor cursor = chain().live().ascending(new Stretch(1, 1, 1));
    assertThat(cursor.next()).isTrue();
    assertThat(cursor.next()).isFalse();
    assertThat(cursor.next()).isFalse();
    cursor.close();
    cursor.close();
  }

  @Test
  void tellsWhatIsStoredInTheTreeOrNot() {
    store(3, 8, 12);
    store(1, 1, 9);
    chain().stage(batch -> batch.add(at(7, 40), block("staged", 1), List.of()));
    assertThat(chain().live().stored())
        .containsExactly(new Stretch(1, 1, 9), new Stretch(3, 8, 12), new Stretch(7, 40, 40));
  }

  @Test
  void remembersBranchesInTheOrderOfTheirNumbers() {
    Branch root = new Branch(1, Optional.empty(), 9);
    Branch twig = new Branch(300, Optional.of(at(1, 4)), 6);
    commit((batch, _) -> {
      batch.putBranch(twig);
      batch.putBranch(root);
      batch.putBranch(new Branch(20, Optional.empty(), 1));
      batch.moveTip(at(300, 6));
    });
    commit((batch, _) -> batch.removeBranch(20));
    commit((batch, _) -> batch.putBranch(new Branch(1, Optional.empty(), 10)));
    assertThat(chain().live().branches())
        .containsExactly(new Branch(1, Optional.empty(), 10), twig);
    assertThat(chain().live().tip()).contains(at(300, 6));
  }

  @Test
  void wordsAreFoundLowestBlockFirst() {
    commit((batch, _) -> {
      batch.add(at(2, 300), block("c", 1), List.of(carried("tea"), carried("tea")));
      batch.add(at(1, 2), block("a", 1), List.of(carried("milk"), carried("tea")));
      batch.add(at(3, 2), block("b", 1), List.of(carried("milk"), carried("tea")));
    });
    List<TxLocation> all =
        List.of(
            new TxLocation(at(1, 2), 1),
            new TxLocation(at(3, 2), 1),
            new TxLocation(at(2, 300), 0),
            new TxLocation(at(2, 300), 1));
    ChainView live = chain().live();
    assertThat(live.occurrences(transaction("tea").id(), 9)).isEqualTo(all);
    assertThat(live.occurrences(transaction("tea").id(), 3)).isEqualTo(all.subList(0, 3));
    assertThat(live.occurrences(transaction("tea").id(), 0)).isEmpty();
    assertThat(live.occurrences(transaction("salt").id(), 9)).isEmpty();
  }

  @Test
  void addressesAreFoundHighestBlockFirstAndPageByPage() {
    commit((batch, _) -> {
      for (int height = 1; height <= 300; height++) {
        batch.add(
            at(1, height),
            block("b" + height, 1),
            List.of(carried("x", "ann", "bob"), carried("y", "ann")));
      }
    });
    List<TxLocation> paged = new ArrayList<>();
    long below = Long.MAX_VALUE;
    int position = Integer.MAX_VALUE;
    List<TxLocation> page;
    do {
      page = chain().live().occurrencesOf(hash("ann"), below, position, 7);
      paged.addAll(page);
      if (!page.isEmpty()) {
        below = page.getLast().block().height();
        position = page.getLast().position();
      }
    } while (!page.isEmpty());

    List<TxLocation> expected = new ArrayList<>();
    for (int height = 300; height >= 1; height--) {
      expected.add(new TxLocation(at(1, height), 1));
      expected.add(new TxLocation(at(1, height), 0));
    }
    assertThat(paged).isEqualTo(expected);
    assertThat(chain().live().occurrencesOf(hash("bob"), 3, 0, 9))
        .containsExactly(new TxLocation(at(1, 2), 0), new TxLocation(at(1, 1), 0));
    assertThat(chain().live().occurrencesOf(hash("eve"), 999, 9, 9)).isEmpty();
  }

  @Test
  void aPlaceIsInTheIndexOrNot() {
    store(1, 1, 3);
    ChainView live = chain().live();
    TxLocation here = new TxLocation(at(1, 2), 0);
    assertThat(live.occurs(transaction("1-2").id(), here)).isTrue();
    assertThat(live.occurs(transaction("1-2").id(), new TxLocation(at(1, 2), 1))).isFalse();
    assertThat(live.occurs(transaction("1-2").id(), new TxLocation(at(2, 2), 0))).isFalse();
    assertThat(live.occursFor(hash("ann"), here)).isTrue();
    assertThat(live.occursFor(hash("eve"), here)).isFalse();
  }

  @Test
  void aRemovedBlockIsGoneFromEverywhere() {
    store(1, 1, 3);
    store(2, 3, 3);
    chain().stage(batch -> batch.remove(at(1, 3), blockId("1-3"), List.of(carried("1-3", "ann"))));
    ChainView live = chain().live();
    assertThat(live.block(at(1, 3))).isEmpty();
    assertThat(live.find(blockId("1-3"))).isEmpty();
    assertThat(live.occurrences(transaction("1-3").id(), 9)).isEmpty();
    assertThat(live.occurrencesOf(hash("ann"), 99, 0, 9))
        .containsExactly(
            new TxLocation(at(2, 3), 0), new TxLocation(at(1, 2), 0), new TxLocation(at(1, 1), 0));
    assertThat(live.stored()).containsExactly(new Stretch(1, 1, 2), new Stretch(2, 3, 3));
  }

  /** Many blocks whose rows are hard to sort: keys that begin alike, and some that come twice. */
  private void putMany(BlockSink target, long branch) {
    Random random = new Random(SEED);
    for (long height = 1; height <= MANY; height++) {
      String name = "many " + height;
      String payer = "party " + random.nextInt(5);
      List<TxIndexEntry> carried =
          List.of(carried(name, payer, payer), carried("the same words", payer, "ann"));
      target.add(at(branch, height), block(name, height), carried);
      target.putMemo(at(branch, height), Memos.of(List.of(alike(random))));
      target.putEntry(new EntryKey(alike(random), transaction(name).id()), at(branch, height));
    }
  }

  private static EntryId alike(Random random) {
    return new EntryId(new UUID(5, random.nextLong()));
  }

  @Test
  void whatComesInBulkIsFoundAsIfItHadBeenStaged() {
    System.out.println("seed " + SEED);
    Optional<BulkWriter> bulk = chain().bulk();
    Assumptions.assumeTrue(bulk.isPresent(), "this store takes nothing in bulk");
    chain().stage(batch -> putMany(batch, 8));
    try (BulkWriter stage = bulk.get()) {
      putMany(stage, 7);
      assertThat(chain().live().stored()).containsExactly(new Stretch(8, 1, MANY));
      stage.finish();
    }
    ChainView live = chain().live();
    assertThat(live.stored()).containsExactly(new Stretch(7, 1, MANY), new Stretch(8, 1, MANY));
    assertThat(shownBy(live.ascending(new Stretch(7, 1, MANY))))
        .isEqualTo(shownBy(live.ascending(new Stretch(8, 1, MANY))));
    for (long height = 1; height <= MANY; height++) {
      BlockMemo memo = live.memo(at(7, height)).orElseThrow();
      assertThat(memo).isEqualTo(live.memo(at(8, height)).orElseThrow());
    }
    assertThat(heights(live.find(blockId("many 5")))).isEqualTo(List.of(5L, 5L));
    Random random = new Random(SEED);
    for (long height = 1; height <= MANY; height++) {
      String name = "many " + height;
      String payer = "party " + random.nextInt(5);
      EntryId unused = alike(random);
      EntryKey entry = new EntryKey(alike(random), transaction(name).id());
      assertThat(unused).isNotEqualTo(entry.id());
      assertThat(heights(live.blocksOf(entry))).isEqualTo(List.of(height, height));
      TxLocation first = new TxLocation(at(7, height), 0);
      assertThat(live.occurs(transaction(name).id(), first)).isTrue();
      assertThat(live.occursFor(hash(payer), first)).isTrue();
      assertThat(live.occursFor(hash("ann"), new TxLocation(at(7, height), 1))).isTrue();
    }
    for (String party : List.of("ann", "party 0", "party 3")) {
      List<TxLocation> both = live.occurrencesOf(hash(party), MANY, 2, 10_000);
      assertThat(in(both, 7)).hasSizeGreaterThan(300).isEqualTo(in(both, 8));
    }
    List<TxLocation> both = live.occurrences(transaction("the same words").id(), 10_000);
    assertThat(in(both, 7)).hasSize((int) MANY).isEqualTo(in(both, 8));
  }

  private static List<Long> heights(List<BlockPosition> places) {
    return places.stream().map(BlockPosition::height).toList();
  }

  private static List<String> in(List<TxLocation> all, long branch) {
    return all.stream()
        .filter(one -> one.block().branch() == branch)
        .map(one -> one.block().height() + "." + one.position())
        .toList();
  }

  @Test
  void ofABulkThatIsGivenUpNothingIsStored() {
    Optional<BulkWriter> bulk = chain().bulk();
    Assumptions.assumeTrue(bulk.isPresent(), "this store takes nothing in bulk");
    try (BulkWriter stage = bulk.get()) {
      stage.add(at(7, 1), block("one", 1), List.of(carried("one", "ann")));
    }
    assertThat(chain().live().stored()).isEmpty();
    assertThat(chain().live().occurrencesOf(hash("ann"), 9, 9, 9)).isEmpty();
    try (BulkWriter another = chain().bulk().orElseThrow()) {
      another.add(at(7, 1), block("two", 1), List.of());
      another.finish();
    }
    assertThat(chain().live().stored()).containsExactly(new Stretch(7, 1, 1));
  }

  @Test
  void branchNumbersOnlyGrow() {
    long last = 0;
    for (int i = 0; i < 200; i++) {
      long number = chain().newBranch();
      assertThat(number).isGreaterThan(last);
      last = number;
    }
  }

  @Test
  void branchNumbersAreUniqueForAllThreads() throws InterruptedException {
    Set<Long> numbers = new HashSet<>();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      threads.add(Thread.startVirtualThread(() -> takeNumbers(numbers)));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(numbers).hasSize(8 * 100);
  }

  private void takeNumbers(Set<Long> numbers) {
    for (int n = 0; n < 100; n++) {
      long number = chain().newBranch();
      synchronized (numbers) {
        numbers.add(number);
      }
    }
  }

  @Test
  void poolEntriesComeBackAsTheyWereInTheOrderOfTheirPlaces() {
    List<PoolEntry> entries =
        List.of(
            returned(Long.MIN_VALUE + 1, "far"),
            returned(-300, "a"),
            returned(-1, "b"),
            posted(0, "c"),
            posted(1, "c"),
            posted(256, "d"));
    commit((_, batch) -> entries.reversed().forEach(batch::add));
    PoolView live = pool().livePool();
    assertThat(live.entries(Long.MIN_VALUE, Long.MAX_VALUE, 99, 9999)).isEqualTo(entries);
    assertThat(live.entries(-300, 1, 99, 9999)).isEqualTo(entries.subList(1, 4));
    assertThat(live.entries(-1, 257, 2, 9999)).isEqualTo(entries.subList(2, 4));
    assertThat(live.entries(5, 5, 99, 9999)).isEmpty();
    assertThat(live.entries(5, 4, 99, 9999)).isEmpty();
    assertThat(live.entries(0, 9, 0, 9999)).isEmpty();
    assertThat(live.entries(transaction("c").id(), Long.MIN_VALUE, 99))
        .isEqualTo(entries.subList(3, 5));
  }

  @Test
  void poolBytesAreCountedAndTheFirstEntryComesInAnyCase() {
    int size = transaction("w").size();
    commit((_, batch) -> {
      for (int place = 0; place < 5; place++) {
        batch.add(posted(place, "w"));
      }
    });
    PoolView live = pool().livePool();
    assertThat(live.entries(0, 5, 9, 3L * size)).hasSize(3);
    assertThat(live.entries(0, 5, 9, 3L * size - 1)).hasSize(2);
    assertThat(live.entries(0, 5, 9, 1)).hasSize(1);
  }

  @Test
  void takesEntriesOutOfThePool() {
    PoolState state = new PoolState(0, 3, 2, 40, 1, 20);
    commit((_, batch) -> {
      batch.add(posted(0, "a"));
      batch.add(posted(1, "a"));
      batch.setPool(state);
    });
    commit((_, batch) -> batch.remove(posted(0, "a")));
    assertThat(pool().livePool().entries(0, 9, 9, 999)).containsExactly(posted(1, "a"));
    assertThat(pool().livePool().entries(transaction("a").id(), Long.MIN_VALUE, 99))
        .containsExactly(posted(1, "a"));
    assertThat(pool().livePool().poolState()).isEqualTo(state);
  }

  @Test
  void aPlaceTakenAgainByOtherWordsIsNotFoundByTheOld() {
    commit((_, batch) -> batch.add(posted(-1, "old")));
    pool().stagePool(batch -> batch.add(posted(-1, "new")));
    assertThat(pool().livePool().entries(transaction("old").id(), Long.MIN_VALUE, 99)).isEmpty();
    assertThat(pool().livePool().entries(transaction("new").id(), Long.MIN_VALUE, 99))
        .containsExactly(posted(-1, "new"));
  }

  @Test
  void keepsMemosOfBlocks() {
    BlockMemo received = Memos.of(List.of(posted(1, "a").id(), posted(2, "b").id()));
    BlockMemo ours = Memos.of(List.of(posted(3, "c").id()), false);
    commit((batch, _) -> {
      batch.putMemo(at(1, 255), received);
      batch.putMemo(at(1, 256), ours);
      batch.putMemo(at(2, 256), received);
    });
    assertThat(chain().live().memo(at(1, 255))).contains(received);
    assertThat(chain().live().memo(at(1, 256))).contains(ours);
    assertThat(chain().live().memo(at(1, 257))).isEmpty();
    commit((batch, _) -> {
      batch.removeMemo(at(1, 256));
      batch.putMemo(at(2, 256), ours);
    });
    assertThat(chain().live().memo(at(1, 255))).contains(received);
    assertThat(chain().live().memo(at(1, 256))).isEmpty();
    assertThat(chain().live().memo(at(2, 256))).contains(ours);
  }

  @Test
  void findsTheBlocksThatHaveAnEntry() {
    EntryKey a = posted(1, "a").key();
    EntryKey sameIdOtherWords = new EntryKey(a.id(), transaction("b").id());
    EntryKey sameWordsOtherId = new EntryKey(posted(2, "a").id(), a.transaction());
    commit((batch, _) -> {
      batch.putEntry(a, at(1, 7));
      batch.putEntry(a, at(300, 8));
      batch.putEntry(sameIdOtherWords, at(1, 9));
    });
    ChainView live = chain().live();
    assertThat(live.blocksOf(a)).containsExactlyInAnyOrder(at(1, 7), at(300, 8));
    assertThat(live.blocksOf(sameIdOtherWords)).containsExactly(at(1, 9));
    assertThat(live.blocksOf(sameWordsOtherId)).isEmpty();
    chain().stage(batch -> batch.removeEntry(a, at(1, 7)));
    assertThat(live.blocksOf(a)).containsExactly(at(300, 8));
  }

  @Test
  protected void findsAnEntryByItsIdAndItsWords() {
    PoolEntry here = posted(-1, "a");
    PoolEntry later = new PoolEntry(5, here.id(), here.acceptedAt(), true, here.transaction());
    commit((_, batch) -> {
      batch.add(here);
      batch.add(posted(0, "a"));
    });
    assertThat(pool().livePool().entries(here.key())).containsExactly(here);
    assertThat(pool().livePool().entries(new EntryKey(here.id(), transaction("b").id()))).isEmpty();
    pool().stagePool(batch -> batch.add(later));
    assertThat(pool().livePool().entries(here.key())).containsExactly(here, later);
    commit((_, batch) -> batch.remove(here));
    assertThat(pool().livePool().entries(here.key())).containsExactly(later);
    pool().stagePool(batch -> batch.add(posted(5, "another")));
    assertThat(pool().livePool().entries(here.key())).isEmpty();
  }

  private static DroppedEntry dropped(int number, String reason) {
    EntryKey key = EntryKey.of(new TxId(Hash.of(("dropped " + number).getBytes(UTF_8))));
    return new DroppedEntry(key, Instant.ofEpochMilli(number), reason, "détail of " + number);
  }

  @Test
  protected void remembersWhyTheLastEntriesWereDropped() {
    int most = PoolView.MAX_DROPPED;
    for (int from = 0; from < most; from += most / 4) {
      int first = from;
      commit((_, batch) -> {
        for (int i = first; i < first + most / 4; i++) {
          batch.putDropped(dropped(i, "expired"));
        }
      });
    }
    PoolView live = pool().livePool();
    assertThat(live.dropped(dropped(0, "").key())).contains(dropped(0, "expired"));
    assertThat(live.dropped(dropped(most, "").key())).isEmpty();
    assertThat(live.wasRemoved(dropped(0, "").key())).isFalse();
    commit((_, batch) -> {
      batch.putDropped(dropped(1, "evicted"));
      batch.putDropped(dropped(most, "evicted"));
      batch.putDropped(dropped(most + 1, "evicted"));
    });
    assertThat(live.dropped(dropped(0, "").key())).isEmpty();
    assertThat(live.dropped(dropped(1, "").key())).contains(dropped(1, "evicted"));
    assertThat(live.dropped(dropped(2, "").key())).isEmpty();
    assertThat(live.dropped(dropped(3, "").key())).contains(dropped(3, "expired"));
    assertThat(live.dropped(dropped(most + 1, "").key())).contains(dropped(most + 1, "evicted"));
    commit((_, batch) -> {
      for (int i = 0; i <= most; i++) {
        batch.putDropped(dropped(-i, "replaced"));
      }
    });
    assertThat(live.dropped(dropped(0, "").key())).isEmpty();
    assertThat(live.dropped(dropped(-1, "").key())).contains(dropped(-1, "replaced"));
    assertThat(live.dropped(dropped(most + 1, "").key())).isEmpty();
  }

  @Test
  protected void remembersWhichEntriesWereRemoved() {
    EntryKey a = posted(1, "a").key();
    commit((_, batch) -> {
      batch.add(posted(1, "a"));
      batch.add(posted(2, "a"));
    });
    try (Frozen before = freeze()) {
      commit((_, batch) -> {
        batch.remove(posted(1, "a"));
        batch.markRemoved(a);
      });
      assertThat(before.pool().wasRemoved(a)).isFalse();
    }
    PoolView live = pool().livePool();
    assertThat(live.wasRemoved(a)).isTrue();
    assertThat(live.wasRemoved(posted(2, "a").key())).isFalse();
    assertThat(live.wasRemoved(new EntryKey(a.id(), transaction("b").id()))).isFalse();
    commit((_, batch) -> batch.add(posted(1, "a")));
    assertThat(live.entries(a)).containsExactly(posted(1, "a"));
    assertThat(live.wasRemoved(a)).isTrue();
  }

  @Test
  void aFrozenViewDoesNotMove() {
    store(1, 1, 2);
    commit((_, batch) -> batch.add(posted(0, "a")));
    try (Frozen frozen = freeze()) {
      store(1, 3, 3);
      commit((chain, pool) -> {
        chain.remove(at(1, 1), blockId("1-1"), List.of(carried("1-1", "ann")));
        chain.moveTip(at(1, 3));
        pool.remove(posted(0, "a"));
        pool.setPool(new PoolState(1, 1, 0, 0, 0, 0));
      });
      assertThat(shownBy(frozen.chain().ascending(new Stretch(1, 1, 9))))
          .containsExactly("1:block 1-1", "2:block 1-2");
      assertThat(frozen.chain().block(at(1, 1))).isPresent();
      assertThat(frozen.chain().find(blockId("1-3"))).isEmpty();
      assertThat(frozen.chain().occurrencesOf(hash("ann"), 99, 0, 9)).hasSize(2);
      assertThat(frozen.chain().tip()).isEmpty();
      assertThat(frozen.pool().entries(0, 9, 9, 999)).hasSize(1);
      assertThat(frozen.pool().entries(transaction("a").id(), Long.MIN_VALUE, 99)).hasSize(1);
      assertThat(frozen.pool().poolState()).isEqualTo(PoolState.EMPTY);
    }
    assertThat(shownBy(chain().live().ascending(new Stretch(1, 1, 9))))
        .containsExactly("2:block 1-2", "3:block 1-3");
  }
}
