package zveno.node.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zveno.kernel.StoreSamples;
import zveno.kernel.chain.BlockPosition;
import zveno.kernel.chain.BulkWriter;
import zveno.kernel.chain.ChainPath.Stretch;

/** Many blocks at once, in a store on disk; the contract has what is found of them. */
@Tag("slow")
class SstBulkWriterTest {

  @TempDir Path home;

  private StoreSettings settings;

  @BeforeEach
  void settings() {
    settings = StoreSettings.in(home.resolve("store"));
  }

  private static void put(BulkWriter stage, long branch, long blocks) {
    for (long height = 1; height <= blocks; height++) {
      String name = branch + "-" + height;
      stage.add(
          new BlockPosition(branch, height),
          StoreSamples.block(name, height),
          List.of(StoreSamples.carried(name, "bea", "party of " + height)));
    }
  }

  private static void take(RocksStore store, long branch, long blocks) {
    try (BulkWriter stage = store.bulk().orElseThrow()) {
      put(stage, branch, blocks);
      stage.finish();
    }
  }

  @Test
  void whatWasTakenInIsThereAfterARestart() {
    try (RocksStore store = RocksStore.open(settings)) {
      TestChain.commit(store, 1, 10);
      take(store, 70, 1_000);
      TestChain.commit(store, 11, 20);
      take(store, 71, 1_000);
      take(store, 72, 1);
    }
    try (RocksStore store = RocksStore.open(settings)) {
      store.checkFiles();
      assertThat(TestChain.checkedHeight(store)).isEqualTo(20);
      assertThat(store.live().stored())
          .contains(new Stretch(70, 1, 1_000), new Stretch(71, 1, 1_000), new Stretch(72, 1, 1));
      assertThat(store.live().find(StoreSamples.blockId("71-500")))
          .containsExactly(new BlockPosition(71, 500));
      assertThat(store.live().occurrencesOf(StoreSamples.hash("party of 500"), 999, 0, 9))
          .hasSize(2);
      assertThat(store.live().occurrencesOf(StoreSamples.hash("bea"), 1_000, 9, 9_999))
          .hasSize(2_001);
    }
  }

  @Test
  void anEarlierSnapshotDoesNotShowIt() {
    try (RocksStore store = RocksStore.open(settings);
        StoreSnapshot before = store.snapshot()) {
      take(store, 70, 100);
      assertThat(before.stored()).isEmpty();
      assertThat(before.occurrencesOf(StoreSamples.hash("bea"), 999, 0, 9)).isEmpty();
      assertThat(store.live().stored()).containsExactly(new Stretch(70, 1, 100));
    }
  }

  @Test
  void oneAtATime() {
    try (RocksStore store = RocksStore.open(settings)) {
      BulkWriter first = store.bulk().orElseThrow();
      assertThat(store.bulk()).isEmpty();
      first.close();
      first.close();
      BulkWriter second = store.bulk().orElseThrow();
      assertThat(store.bulk()).isEmpty();
      second.close();
    }
  }

  @Test
  void tablesOfAKilledNodeAreTakenAway() throws IOException {
    Path left = settings.folder().resolve("TABLES.zveno");
    try (RocksStore store = RocksStore.open(settings)) {
      TestChain.commit(store, 1, 10);
    }
    Files.createDirectory(left);
    Files.write(left.resolve("blocks"), new byte[100]);
    try (RocksStore store = RocksStore.open(settings)) {
      assertThat(left).doesNotExist();
      assertThat(TestChain.checkedHeight(store)).isEqualTo(10);
      take(store, 70, 10);
      assertThat(left).doesNotExist();
    }
    Files.createDirectory(left);
    Files.write(left.resolve("blocks"), new byte[100]);
    RocksStore.remove(settings);
    assertThat(settings.folder()).doesNotExist();
  }

  @Test
  void aStoreThatIsClosedMeanwhileTakesNothing() {
    BulkWriter stage;
    try (RocksStore store = RocksStore.open(settings)) {
      stage = store.bulk().orElseThrow();
      put(stage, 70, 100);
    }
    try (stage) {
      assertThatIllegalStateException().isThrownBy(stage::finish);
    }
    try (RocksStore store = RocksStore.open(settings)) {
      assertThat(store.live().stored()).isEmpty();
    }
  }
}
