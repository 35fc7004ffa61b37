package zveno.node.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zveno.kernel.chain.BlockCursor;
import zveno.kernel.chain.BlockPosition;
import zveno.kernel.chain.ChainPath.Stretch;
import zveno.node.storage.errors.StoreRefusedException;

/** Closing takes nothing away from under anybody's hands. */
@Tag("slow")
class ClosingTest {

  private static final Stretch ALL = new Stretch(1, 1, Long.MAX_VALUE);

  @TempDir Path folder;

  private RocksStore store;

  @BeforeEach
  void open() {
    store = RocksStore.open(StoreSettings.in(folder).withPatience(Duration.ofMillis(200)));
    TestChain.commit(store, 1, 50);
  }

  @Test
  void nothingWorksAfterwardsAndNothingCrashes() {
    StoreView live = store.live();
    RocksBatch batch = store.begin();
    store.close();
    store.close();
    assertThatIllegalStateException().isThrownBy(live::tip);
    assertThatIllegalStateException().isThrownBy(() -> live.ascending(ALL));
    assertThatIllegalStateException().isThrownBy(() -> live.block(new BlockPosition(1, 1)));
    assertThatIllegalStateException().isThrownBy(store::snapshot);
    assertThatIllegalStateException().isThrownBy(store::estimatedSize);
    assertThatIllegalStateException().isThrownBy(() -> store.commit(batch));
    assertThatIllegalStateException().isThrownBy(() -> store.stage(_ -> {}));
    // A number may still be at hand; one that is not cannot be set aside.
    assertThatIllegalStateException()
        .isThrownBy(() -> {
          for (int i = 0; i < 1_000; i++) {
            store.newBranch();
          }
        });
  }

  @Test
  void waitsForAReaderToFinish() throws InterruptedException {
    store.close();
    store = RocksStore.open(StoreSettings.in(folder).withPatience(Duration.ofMinutes(1)));
    BlockCursor cursor = store.live().ascending(ALL);
    Thread reader =
        Thread.startVirtualThread(() -> {
          while (cursor.next()) {
            pause();
          }
          cursor.close();
        });
    store.close();
    reader.join();
    RocksStore.open(StoreSettings.in(folder)).close();
  }

  private static void pause() {
    try {
      Thread.sleep(1);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aReaderThatTakesTooLongIsReportedAndTheLastOneReleasesTheFolder() {
    StoreSnapshot snapshot = store.snapshot();
    BlockCursor cursor = snapshot.ascending(ALL);
    assertThat(cursor.next()).isTrue();
    store.close();
    assertThatIllegalStateException().isThrownBy(cursor::next);
    assertThatIllegalStateException().isThrownBy(snapshot::tip);
    assertThatThrownBy(() -> RocksStore.open(StoreSettings.in(folder)))
        .isInstanceOf(StoreRefusedException.class);
    snapshot.close();
    snapshot.close();
    cursor.close();
    cursor.close();
    try (RocksStore again = RocksStore.open(StoreSettings.in(folder))) {
      assertThat(TestChain.checkedHeight(again)).isEqualTo(50);
    }
  }

  @Test
  void aCursorOutlivesItsSnapshot() {
    BlockCursor cursor;
    try (StoreSnapshot snapshot = store.snapshot()) {
      cursor = snapshot.ascending(ALL);
    }
    TestChain.commit(store, 51, 60);
    long seen = 0;
    while (cursor.next()) {
      seen++;
    }
    cursor.close();
    assertThat(seen).isEqualTo(50);
    store.close();
  }

  @Test
  void manyThreadsMayBeInTheMiddleOfIt() throws InterruptedException {
    AtomicLong read = new AtomicLong();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      boolean frozen = i % 2 == 0;
      threads.add(Thread.ofPlatform().start(() -> readUntilClosed(frozen, read)));
    }
    threads.add(Thread.ofPlatform().start(() -> writeUntilClosed()));
    while (read.get() < 2_000 && threads.stream().allMatch(Thread::isAlive)) {
      Thread.onSpinWait();
    }
    store.close();
    for (Thread thread : threads) {
      thread.join();
    }
    RocksStore.open(StoreSettings.in(folder)).close();
  }

  private void readUntilClosed(boolean frozen, AtomicLong read) {
    try {
      while (true) {
        if (frozen) {
          try (StoreSnapshot snapshot = store.snapshot()) {
            readAll(snapshot, read);
          }
        } else {
          readAll(store.live(), read);
        }
      }
    } catch (IllegalStateException e) {
      assertThat(e).hasMessageContaining("closed");
    }
  }

  private static void readAll(StoreView view, AtomicLong read) {
    try (BlockCursor cursor = view.ascending(ALL)) {
      while (cursor.next()) {
        assertThat(view.find(cursor.id())).hasSize(1);
        read.incrementAndGet();
      }
    }
  }

  private void writeUntilClosed() {
    try {
      for (long height = 51; ; height++) {
        TestChain.commit(store, height, height);
      }
    } catch (IllegalStateException e) {
      assertThat(e).hasMessageContaining("closed");
    }
  }
}
