package zveno.node.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zveno.kernel.StoreSamples;
import zveno.kernel.chain.BlockPosition;
import zveno.node.storage.errors.StoreFailedException;
import zveno.node.storage.errors.StoreRefusedException;
import zveno.node.storage.folder.HighWaterMark;

/** What was acknowledged is known outside the engine. */
@Tag("slow")
class HighWaterMarkTest {

  @TempDir Path temp;

  private Path folder;
  private Path file;

  @BeforeEach
  void name() {
    folder = temp.resolve("store");
    file = folder.resolve("ACKNOWLEDGED");
  }

  private HighWaterMark.State mark() throws IOException {
    return HighWaterMark.read(file).orElseThrow();
  }

  @Test
  void followsEverySyncedCommit() throws IOException {
    try (RocksStore store = RocksStore.open(StoreSettings.in(folder))) {
      assertThat(mark().commit()).isZero();
      for (int height = 1; height <= 5; height++) {
        TestChain.commit(store, height, height);
        assertThat(mark().commit()).isEqualTo(height);
        assertThat(mark().clean()).isFalse();
      }
    }
    assertThat(mark().commit()).isEqualTo(5);
    assertThat(mark().clean()).isTrue();
  }

  @Test
  void anInterruptedWriterDoesItNoHarm() throws IOException {
    try (RocksStore store = RocksStore.open(StoreSettings.in(folder))) {
      Thread.currentThread().interrupt();
      TestChain.commit(store, 1, 2);
      assertThat(Thread.interrupted()).isTrue();
      TestChain.commit(store, 3, 3);
      assertThat(mark().commit()).isEqualTo(3);
      Thread.currentThread().interrupt();
    }
    assertThat(Thread.interrupted()).isTrue();
    assertThat(mark().clean()).isTrue();
  }

  @Test
  void aLossThatWasAcceptedOnceIsNotAskedAboutAgain() throws IOException {
    Path older;
    StoreSettings lazy = StoreSettings.in(folder).with(Durability.OS);
    try (RocksStore store = RocksStore.open(lazy)) {
      older = Folders.killed(folder, temp.resolve("older"));
      TestChain.commit(store, 1, 6);
    }
    Files.copy(file, older.resolve("ACKNOWLEDGED"), StandardCopyOption.REPLACE_EXISTING);
    Path killed = temp.resolve("killed");
    try (RocksStore store =
        RocksStore.open(StoreSettings.in(older).with(Durability.OS).acceptingLoss())) {
      TestChain.commit(store, 1, 1);
      Folders.killed(older, killed);
    }
    try (RocksStore store = RocksStore.open(StoreSettings.in(killed))) {
      assertThat(TestChain.checkedHeight(store)).isOne();
    }
  }

  @Test
  void isNotMovedByWhatIsNotSynced() throws IOException {
    try (RocksStore store = RocksStore.open(StoreSettings.in(folder))) {
      TestChain.commit(store, 1, 1);
      byte[] before = Files.readAllBytes(file);
      store.stage(
          batch -> batch.add(new BlockPosition(9, 1), StoreSamples.block("b", 1), List.of()));
      store.stagePool(batch -> batch.add(StoreSamples.posted(7, "w")));
      store.newBranch();
      assertThat(Files.readAllBytes(file)).isEqualTo(before);
    }
    try (RocksStore store = RocksStore.open(StoreSettings.in(folder).with(Durability.OS))) {
      byte[] before = Files.readAllBytes(file);
      TestChain.commit(store, 2, 9);
      assertThat(Files.readAllBytes(file)).isEqualTo(before);
    }
    assertThat(mark().commit()).isEqualTo(9); // closing has flushed
  }

  @Test
  void writesThatFailTearNoMoreThanOneSlot() throws IOException {
    Path path = temp.resolve("ACKNOWLEDGED");
    try (HighWaterMark mark = HighWaterMark.open(path, new HighWaterMark.State(0, 0, false))) {
      mark.set(6);
      mark.set(7);
    }
    HighWaterMark.State before = HighWaterMark.read(path).orElseThrow();
    assertThat(before.commit()).isEqualTo(7);

    TearingFile file = new TearingFile(path);
    try (HighWaterMark mark = new HighWaterMark(path, file, before)) {
      for (int commit = 8; commit < 12; commit++) {
        int next = commit;
        assertThatThrownBy(() -> mark.set(next)).isInstanceOf(StoreFailedException.class);
      }
    }
    assertThat(file.torn).isPositive();
    assertThat(HighWaterMark.read(path)).contains(before);
  }

  /** Half of what is written arrives, and then the disk has failed. */
  private static final class TearingFile extends RandomAccessFile {

    private int torn;

    TearingFile(Path path) throws IOException {
      super(path.toFile(), "rw");
    }

    @Override
    public void write(byte[] bytes) throws IOException {
      torn++;
      super.write(bytes, 0, bytes.length / 2);
      throw new IOException("No space left on device");
    }
  }

  @Test
  void outlivesTheLossOfOneSlotButNotOfBoth() throws IOException {
    try (RocksStore store = RocksStore.open(StoreSettings.in(folder))) {
      TestChain.commit(store, 1, 5);
    }
    Folders.flipBit(file, 8 * 20);
    assertThat(mark().commit()).isEqualTo(5);
    Folders.flipBit(file, 8 * (4096 + 20));
    assertThat(HighWaterMark.read(file)).isEmpty();
    refused();
    Files.write(file, new byte[0]);
    refused();
    Files.delete(file);
    refused();
    try (RocksStore store = RocksStore.open(StoreSettings.in(folder).acceptingLoss())) {
      assertThat(TestChain.checkedHeight(store)).isEqualTo(5);
    }
    assertThat(mark().commit()).isEqualTo(5);
    RocksStore.open(StoreSettings.in(folder)).close();
  }

  private void refused() throws IOException {
    var before = Folders.contents(folder);
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> RocksStore.open(StoreSettings.in(folder)))
          .isInstanceOf(StoreRefusedException.class)
          .hasMessageContaining(folder.toString())
          .hasMessageContaining("ACKNOWLEDGED")
          .hasMessageContaining("--accept-loss");
    }
    assertThat(Folders.contents(folder)).isEqualTo(before);
  }

  @Test
  void anOlderEngineBesideANewerMarkIsRefused() throws IOException {
    Path older;
    try (RocksStore store = RocksStore.open(StoreSettings.in(folder))) {
      TestChain.commit(store, 1, 5);
      older = Folders.killed(folder, temp.resolve("older"));
      TestChain.commit(store, 6, 6);
    }
    Files.copy(file, older.resolve("ACKNOWLEDGED"), StandardCopyOption.REPLACE_EXISTING);
    var before = Folders.contents(older);
    assertThatThrownBy(() -> RocksStore.open(StoreSettings.in(older)))
        .isInstanceOf(StoreRefusedException.class)
        .hasMessageContaining(older.toString())
        .hasMessageContaining("acknowledged 6 and has 5");
    assertThat(Folders.contents(older)).isEqualTo(before);
    try (RocksStore store = RocksStore.open(StoreSettings.in(older).acceptingLoss())) {
      assertThat(TestChain.checkedHeight(store)).isEqualTo(5);
    }
    RocksStore.open(StoreSettings.in(older)).close();
  }
}
