package zveno.node.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.DBOptions;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import zveno.kernel.chain.Candidate;
import zveno.kernel.mining.KernelKind;
import zveno.kernel.mining.PowSearch;
import zveno.kernel.model.Block;
import zveno.kernel.model.EntryId;
import zveno.kernel.model.EntryKey;
import zveno.kernel.model.NewBlock;
import zveno.kernel.pool.DroppedEntry;
import zveno.kernel.pool.ForeignEntry;
import zveno.kernel.pool.PoolEntry;
import zveno.kernel.rules.BlockTemplate;
import zveno.kernel.rules.RuleSets;
import zveno.kernel.rules.Verdict;
import zveno.kernel.rules.toy.ToyTransfer;
import zveno.kernel.rules.toy.Toys;
import zveno.node.storage.RocksBatch;
import zveno.node.storage.RocksStore;
import zveno.node.storage.Salvage;
import zveno.node.storage.StoreSettings;

/** Transactions that name themselves are in the pool or the chain once, and cost nothing extra. */
@Tag("slow")
class SelfNamedTest {

  private static final ToyTransfer TEA = Toys.pay("ann", "bob", 5, 1);
  private static final ToyTransfer COFFEE = Toys.pay("ann", "bob", 3, 2);
  private static final EntryId STRANGE = new EntryId(new UUID(4, 2));

  @TempDir Path home;
  private RocksStore store;
  private ChainService service;

  private StoreSettings settings() {
    return StoreSettings.in(home.resolve("toy")).with(Map.copyOf(Toys.RULES.parameters()));
  }

  @BeforeEach
  void open() {
    open(settings());
    mine();
  }

  private void open(StoreSettings settings) {
    store = RocksStore.open(settings);
    service =
        new ChainService(
            Toys.RULES,
            store,
            () -> Toys.genesis(1),
            ServiceLimits.DEFAULT,
            Clock.systemUTC(),
            () -> STRANGE,
            failure -> {
              throw new AssertionError(failure);
            });
    service.start();
  }

  @AfterEach
  void close() {
    service.close();
    store.close();
  }

  private Block mine() {
    BlockTemplate template = service.template("ann");
    PowSearch search = PowSearch.of(template.puzzle());
    search.work(KernelKind.SCALAR.newKernels(), () -> false);
    BigInteger solution = search.solution().orElseThrow();
    return ((MiningResult.Mined) service.offer(template, solution)).block();
  }

  private List<EntryKey> waiting() {
    try (ChainSnapshot now = service.look()) {
      return now.store().entries(now.pool().first(), now.pool().next(), 99, 9_999).stream()
          .map(PoolEntry::key)
          .toList();
    }
  }

  private boolean isInChain(EntryKey key) {
    try (ChainSnapshot now = service.look()) {
      return now.isInChain(key);
    }
  }

  private static EntryKey key(ToyTransfer transfer) {
    return EntryKey.of(transfer.id());
  }

  @Test
  void oneThatComesAgainIsAcceptedAndNotDoubled() {
    Submission first = service.submit(List.of(TEA, COFFEE, TEA));
    assertThat(first.accepted()).containsExactly(key(TEA), key(COFFEE), key(TEA));
    assertThat(service.submit(List.of(TEA)).accepted()).containsExactly(key(TEA));
    assertThat(service.take(List.of(new ForeignEntry(STRANGE, TEA))))
        .containsExactly(RelayResult.KNOWN);
    assertThat(waiting()).containsExactly(key(TEA), key(COFFEE));

    assertThat(mine().transactionCount()).isEqualTo(2);
    assertThat(waiting()).isEmpty();
    assertThat(isInChain(key(TEA))).isTrue();
    assertThat(service.submit(List.of(TEA)).accepted()).containsExactly(key(TEA));
    assertThat(service.take(List.of(new ForeignEntry(STRANGE, TEA))))
        .containsExactly(RelayResult.KNOWN);
    assertThat(waiting()).isEmpty();
  }

  @Test
  void oneFromAPeerHasItsOwnNameWhateverThePeerCallsIt() {
    assertThat(service.take(List.of(new ForeignEntry(STRANGE, TEA))))
        .containsExactly(RelayResult.TAKEN);
    assertThat(waiting()).containsExactly(key(TEA));
    assertThat(isInChain(new EntryKey(STRANGE, TEA.id()))).isFalse();
  }

  @Test
  void itReturnsToThePoolWithItsBlockAndLeavesItWithAnother() {
    service.submit(List.of(TEA, COFFEE));
    final Block with = mine();
    assertThat(service.rewind(2, Rewound.Transactions.WAIT_AGAIN)).isPresent();
    assertThat(waiting()).containsExactly(key(TEA), key(COFFEE));
    assertThat(isInChain(key(TEA))).isFalse();

    assertThat(service.extend(List.of(NewBlock.of(with))))
        .isInstanceOf(ExtendResult.Extended.class);
    assertThat(waiting()).isEmpty();
    assertThat(isInChain(key(TEA))).isTrue();
  }

  @Test
  void aForkThatCarriesOneOfTwoReturnsTheOther() {
    service.submit(List.of(TEA, COFFEE));
    assertThat(mine().transactionCount()).isEqualTo(2);
    List<Block> fork = new ArrayList<>(List.of(Toys.genesis(1)));
    for (int i = 0; i < 3; i++) {
      fork.add(Toys.on(fork, "ann", 50 + i, i == 1 ? List.of(TEA) : List.of()));
    }
    try (ChainSnapshot now = service.look();
        Candidate candidate = service.candidate(now, 1)) {
      for (Block block : fork.subList(1, 4)) {
        assertThat(candidate.add(block)).isEqualTo(Verdict.OK);
      }
      candidate.complete();
      assertThat(service.adopt(candidate)).isInstanceOf(AdoptResult.Adopted.class);
    }
    assertThat(waiting()).containsExactly(key(COFFEE));
    assertThat(isInChain(key(TEA))).isTrue();
    assertThat(isInChain(key(COFFEE))).isFalse();
  }

  /** Blocks that are no text: some in the engine's log, and some in tables made outside it. */
  @Test
  void aDamagedStoreOfBinaryBlocksIsSalvaged() throws IOException {
    List<Block> chain = new ArrayList<>(List.of(Toys.genesis(1)));
    for (int i = 0; i < 5; i++) {
      chain.add(Toys.on(chain, "ann", 50 + i, List.of()));
    }
    try (ChainSnapshot now = service.look();
        Candidate candidate = service.candidate(now, 1)) {
      assertThat(candidate.expectMany()).isTrue();
      chain.subList(1, 6).forEach(block -> assertThat(candidate.add(block)).isEqualTo(Verdict.OK));
      candidate.complete();
      assertThat(service.adopt(candidate)).isInstanceOf(AdoptResult.Adopted.class);
    }
    service.submit(List.of(TEA));
    Block last = mine();
    service.submit(List.of(COFFEE));
    for (int time = 1; time <= 3; time++) { // one entry twice
      RocksBatch batch = store.begin();
      batch.putDropped(dropped(time % 2, time));
      store.commit(batch);
    }
    close();
    try (Stream<Path> files = Files.list(home.resolve("toy").resolve("engine"))) {
      for (Path file : files.toList()) {
        if (file.getFileName().toString().startsWith("MANIFEST")) {
          Files.delete(file);
        }
      }
    }
    Salvage.open(settings().acceptingLoss(), RuleSets::of).close();
    open(settings());
    assertThat(service.tip().id()).isEqualTo(last.id());
    assertThat(service.tip().height()).isEqualTo(7);
    assertThat(waiting()).containsExactly(key(COFFEE));
    assertThat(isInChain(key(TEA))).isTrue();
    assertThat(store.live().dropped(dropped(1, 3).key())).contains(dropped(1, 3));
    assertThat(store.live().dropped(dropped(0, 2).key())).contains(dropped(0, 2));
  }

  private static DroppedEntry dropped(int which, int time) {
    EntryKey key = key(Toys.pay("ann", "bob", 1, 100 + which));
    return new DroppedEntry(key, Instant.ofEpochMilli(time), "outbid", "time " + time);
  }

  @Test
  void nothingIsStoredToTellThemApart() throws RocksDBException {
    service.submit(List.of(TEA));
    mine();
    service.submit(List.of(COFFEE));
    close();
    Map<String, Integer> rows = rows();
    assertThat(rows).containsEntry("transactions", 1).containsEntry("pool", 1);
    assertThat(rows).containsEntry("memos", 0).containsEntry("entryBlocks", 0);
    assertThat(rows).containsEntry("entries", 0);
  }

  /** How many rows each column family has. */
  private Map<String, Integer> rows() throws RocksDBException {
    String path = home.resolve("toy").resolve("engine").toString();
    Map<String, Integer> rows = new TreeMap<>();
    List<ColumnFamilyHandle> handles = new ArrayList<>();
    try (Options list = new Options();
        ColumnFamilyOptions plain = new ColumnFamilyOptions();
        DBOptions options = new DBOptions();
        ReadOptions all = new ReadOptions().setTotalOrderSeek(true)) {
      List<ColumnFamilyDescriptor> families =
          RocksDB.listColumnFamilies(list, path).stream()
              .map(name -> new ColumnFamilyDescriptor(name, plain))
              .toList();
      try (RocksDB db = RocksDB.openReadOnly(options, path, families, handles)) {
        for (ColumnFamilyHandle handle : handles) {
          int count = 0;
          try (RocksIterator each = db.newIterator(handle, all)) {
            for (each.seekToFirst(); each.isValid(); each.next()) {
              count++;
            }
          }
          rows.put(new String(handle.getName(), StandardCharsets.US_ASCII), count);
        }
        handles.forEach(ColumnFamilyHandle::close);
      }
    }
    return rows;
  }
}
