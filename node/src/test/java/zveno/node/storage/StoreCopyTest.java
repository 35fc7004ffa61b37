package zveno.node.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import zveno.LongRunning;
import zveno.kernel.Memos;
import zveno.kernel.StoreSamples;
import zveno.kernel.chain.BlockPosition;
import zveno.kernel.chain.Branch;
import zveno.kernel.chain.BulkWriter;
import zveno.kernel.chain.TxLocation;
import zveno.kernel.model.EntryId;
import zveno.kernel.model.EntryKey;
import zveno.kernel.model.TxId;
import zveno.node.storage.errors.StoreDamagedException;
import zveno.node.storage.errors.StoreException;
import zveno.node.storage.errors.StoreRefusedException;
import zveno.node.storage.folder.HighWaterMark;

/** A copy is a store like any other, and has all that had been acknowledged when it was begun. */
@Tag("slow")
@Timeout(120)
@LongRunning
class StoreCopyTest {

  private static final int COPIES = Boolean.getBoolean("zveno.long") ? 15 : 4;

  @TempDir Path home;

  private RocksStore open(String name) {
    return RocksStore.open(StoreSettings.in(home.resolve(name)));
  }

  private long checkedHeight(String name) {
    try (RocksStore store = RocksStore.openReadOnly(StoreSettings.in(home.resolve(name)))) {
      return TestChain.checkedHeight(store);
    }
  }

  /** Copies the store as a backup does; the last commit that the copy must have. */
  private long copyInUse(RocksStore store, String name) {
    long acknowledged = store.stageCopy();
    StoreCopy.ofStaged(home.resolve("store"), home.resolve(name), acknowledged);
    store.dropStagedCopy();
    return acknowledged;
  }

  @Test
  void copiesOfAStoreThatIsWrittenToAreWhole() throws Exception {
    AtomicBoolean enough = new AtomicBoolean();
    Semaphore committed = new Semaphore(0);
    try (RocksStore store = open("store");
        ExecutorService threads = Executors.newSingleThreadExecutor()) {
      Future<?> writing =
          threads.submit(() -> {
            for (long height = 1; !enough.get(); height++) {
              TestChain.commit(store, height, height);
              committed.release();
            }
          });
      for (int i = 0; i < COPIES; i++) {
        committed.acquire(150);
        long acknowledged = copyInUse(store, "copy " + i);
        assertThat(checkedHeight("copy " + i)).isGreaterThanOrEqualTo(acknowledged);
      }
      enough.set(true);
      writing.get();
    }
    for (int i = 0; i < COPIES; i++) { // they live on without the store they share tables with
      try (RocksStore copy = open("copy " + i)) {
        long height = TestChain.checkedHeight(copy);
        TestChain.commit(copy, height + 1, height + 5);
      }
      assertThat(checkedHeight("copy " + i)).isPositive();
    }
  }

  private static final int IN_BULK = 20;

  /** Takes many blocks in, and then leads a path there, as an adoption does. */
  private static void takeInBulk(RocksStore store, long branch) {
    try (BulkWriter stage = store.bulk().orElseThrow()) {
      for (int height = 1; height <= IN_BULK; height++) {
        BlockPosition where = new BlockPosition(branch, height);
        String name = branch + "-" + height;
        stage.add(
            where,
            StoreSamples.block(name, height),
            List.of(StoreSamples.carried(name, "party " + name)));
        stage.putMemo(where, Memos.of(List.of(entry(branch, height).id())));
        stage.putEntry(entry(branch, height), where);
      }
      stage.finish();
    }
    RocksBatch batch = store.begin();
    batch.putBranch(new Branch(branch, Optional.empty(), IN_BULK));
    batch.moveTip(new BlockPosition(branch, IN_BULK));
    store.commit(batch);
  }

  private static EntryKey entry(long branch, int height) {
    TxId words = StoreSamples.transaction(branch + "-" + height).id();
    return new EntryKey(new EntryId(new UUID(branch, height)), words);
  }

  private static void insistOnAllRows(RocksStore store) {
    StoreView view = store.live();
    for (Branch branch : view.branches()) {
      for (int height = 1; height <= IN_BULK; height++) {
        BlockPosition where = new BlockPosition(branch.id(), height);
        String name = branch.id() + "-" + height;
        TxLocation first = new TxLocation(where, 0);
        assertThat(view.block(where)).isPresent();
        assertThat(view.find(StoreSamples.blockId(name))).containsExactly(where);
        assertThat(view.occurs(StoreSamples.transaction(name).id(), first)).isTrue();
        assertThat(view.occursFor(StoreSamples.hash("party " + name), first)).isTrue();
        assertThat(view.memo(where)).isPresent();
        assertThat(view.blocksOf(entry(branch.id(), height))).containsExactly(where);
      }
    }
  }

  @Test
  void copiesOfAStoreThatTakesManyBlocksInAreWhole() throws Exception {
    AtomicBoolean enough = new AtomicBoolean();
    Semaphore taken = new Semaphore(0);
    try (RocksStore store = open("store");
        ExecutorService threads = Executors.newSingleThreadExecutor()) {
      Future<?> taking =
          threads.submit(() -> {
            for (long branch = 1; !enough.get(); branch++) {
              takeInBulk(store, branch);
              taken.release();
            }
          });
      try {
        for (int i = 0; i < COPIES; i++) {
          assertThat(taken.tryAcquire(60, TimeUnit.SECONDS)).isTrue();
          long acknowledged = copyInUse(store, "copy " + i);
          try (RocksStore copy =
              RocksStore.openReadOnly(StoreSettings.in(home.resolve("copy " + i)))) {
            assertThat(copy.live().branches()).hasSizeGreaterThanOrEqualTo((int) acknowledged);
            insistOnAllRows(copy);
          }
        }
      } finally {
        enough.set(true);
        taking.get();
      }
    }
  }

  @Test
  void aCopyKnowsWhatItHasAcknowledged() throws Exception {
    try (RocksStore store = open("store")) {
      TestChain.commit(store, 1, 50);
      StoreCopy.ofStaged(home.resolve("store"), home.resolve("copy"), store.stageCopy());
      store.dropStagedCopy();
    }
    HighWaterMark.State mark =
        HighWaterMark.read(home.resolve("copy").resolve("ACKNOWLEDGED")).orElseThrow();
    assertThat(mark.commit()).isEqualTo(50);
    try (RocksStore copy = open("copy")) {
      TestChain.commit(copy, 51, 60);
      Folders.killed(home.resolve("copy"), home.resolve("killed"));
    }
    for (Path log : Folders.engineFiles(home.resolve("killed"), ".log")) {
      Files.write(log, new byte[0]);
    }
    assertThatThrownBy(() -> open("killed")).isInstanceOf(StoreException.class);
  }

  @Test
  void aCopyWithLessThanItMustIsRefusedAndTakenAway() {
    try (RocksStore store = open("store")) {
      TestChain.commit(store, 1, 5);
      long acknowledged = store.stageCopy();
      assertThatThrownBy(() ->
              StoreCopy.ofStaged(home.resolve("store"), home.resolve("copy"), acknowledged + 1))
          .isInstanceOf(StoreDamagedException.class)
          .hasMessageContaining("has commit 5, and 6 was acknowledged");
      assertThat(home.resolve("copy")).doesNotExist();
    }
  }

  @Test
  void aClosedStoreIsCopiedAndRestored() throws Exception {
    try (RocksStore store = open("store")) {
      TestChain.commit(store, 1, 300);
    }
    StoreCopy.ofStopped(home.resolve("store"), home.resolve("copy"));
    var before = Folders.contents(home.resolve("copy"));
    StoreCopy.restore(home.resolve("copy"), home.resolve("again"));
    try (RocksStore again = open("again")) {
      TestChain.commit(again, 301, 310);
    }
    assertThat(checkedHeight("again")).isEqualTo(310);
    assertThat(Folders.contents(home.resolve("copy"))).as("stays as it is").isEqualTo(before);
    assertThat(checkedHeight("copy")).isEqualTo(300);
    assertThat(checkedHeight("store")).isEqualTo(300);
  }

  @Test
  void nothingIsWrittenWhereThereIsSomething() throws Exception {
    try (RocksStore store = open("store")) {
      TestChain.commit(store, 1, 5);
      Path full = Files.createDirectory(home.resolve("full"));
      Files.writeString(full.resolve("letter"), "dear");
      long acknowledged = store.stageCopy();
      for (Path there : new Path[] {full, home.resolve("store"), full.resolve("letter")}) {
        assertThatThrownBy(() -> StoreCopy.ofStaged(home.resolve("store"), there, acknowledged))
            .isInstanceOf(StoreRefusedException.class)
            .hasMessageContaining("is not empty");
      }
      assertThat(full.resolve("letter")).hasContent("dear");
      assertThatThrownBy(() -> StoreCopy.ofStopped(home.resolve("store"), home.resolve("copy")))
          .isInstanceOf(StoreRefusedException.class)
          .hasMessageContaining("in use");
      assertThatThrownBy(() -> StoreCopy.restore(home.resolve("nothing"), home.resolve("copy")))
          .isInstanceOf(StoreRefusedException.class)
          .hasMessageContaining("there is no store");
      assertThat(home.resolve("copy")).doesNotExist();
    }
    Path empty = Files.createDirectory(home.resolve("empty")); // as a mounted volume is
    StoreCopy.ofStopped(home.resolve("store"), empty);
    assertThat(checkedHeight("empty")).isEqualTo(5);
  }

  @Test
  void whatABrokenOffCopyLeavesIsNoStoreAndWhatAStagedOneLeavesIsSwept() throws Exception {
    try (RocksStore store = open("store")) {
      TestChain.commit(store, 1, 5);
      var _ = store.stageCopy();
    }
    assertThat(home.resolve("store/BACKUP.zveno")).exists();
    StoreCopy.ofStopped(home.resolve("store"), home.resolve("copy"));
    assertThat(home.resolve("copy/BACKUP.zveno")).doesNotExist();
    open("store").close();
    assertThat(home.resolve("store/BACKUP.zveno")).doesNotExist();

    Files.delete(home.resolve("copy/FORMAT")); // it would have come last
    assertThatThrownBy(() -> open("copy"))
        .isInstanceOf(StoreRefusedException.class)
        .hasMessageContaining("no file FORMAT");
  }
}
