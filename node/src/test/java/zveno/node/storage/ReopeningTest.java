package zveno.node.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static zveno.kernel.StoreSamples.posted;
import static zveno.kernel.StoreSamples.returned;
import static zveno.kernel.StoreSamples.transaction;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zveno.kernel.StoreSamples;
import zveno.kernel.chain.BlockPosition;
import zveno.kernel.pool.PoolState;

/** What is there when a store is opened again. */
@Tag("slow")
class ReopeningTest {

  @TempDir Path temp;

  private StoreSettings settings() {
    return StoreSettings.in(temp.resolve("store"));
  }

  @Test
  void everythingIsStillThere() {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("rules", "classic");
    parameters.put("difficulty", "4");
    parameters.put("a", "звено");
    String node;
    try (RocksStore store = RocksStore.open(settings().with(parameters))) {
      node = store.nodeId();
      TestChain.commit(store, 1, 20);
      RocksBatch batch = store.begin();
      batch.add(posted(0, "tea"));
      batch.setPool(new PoolState(0, 1, 1, 16, 0, 0));
      batch.addEvents(1, 3, "frames".getBytes(StandardCharsets.US_ASCII));
      batch.putPeer("http://a", new byte[] {1});
      store.commit(batch);
    }
    try (RocksStore store = RocksStore.open(settings().with(Map.of("rules", "other")))) {
      assertThat(TestChain.checkedHeight(store)).isEqualTo(20);
      assertThat(store.nodeId()).isEqualTo(node).matches("[0-9a-f]{32}");
      assertThat(List.copyOf(store.parameters().entrySet()))
          .isEqualTo(List.copyOf(parameters.entrySet()));
      assertThat(store.livePool().entries(0, 9, 9, 99)).containsExactly(posted(0, "tea"));
      assertThat(store.livePool().poolState()).isEqualTo(new PoolState(0, 1, 1, 16, 0, 0));
      assertThat(store.live().nextEventId()).isEqualTo(4);
      assertThat(store.live().eventsFrom(2).orElseThrow().frames()).hasSize(6);
      assertThat(store.live().peers()).containsOnlyKeys("http://a");
      assertThat(store.estimatedSize()).isPositive();
    }
  }

  @Test
  void everythingAcknowledgedIsStillThereAfterAKill() throws IOException {
    Path killed;
    try (RocksStore store = RocksStore.open(settings())) {
      TestChain.commit(store, 1, 20);
      killed = Folders.killed(temp.resolve("store"), temp.resolve("killed"));
    }
    for (int i = 0; i < 2; i++) {
      try (RocksStore store = RocksStore.open(StoreSettings.in(killed))) {
        assertThat(TestChain.checkedHeight(store)).isEqualTo(20);
      }
    }
  }

  @Test
  void canBeLookedAtWithoutChangingAFile() throws IOException {
    Path killed;
    try (RocksStore store = RocksStore.open(settings())) {
      TestChain.commit(store, 1, 20);
      killed = Folders.killed(temp.resolve("store"), temp.resolve("killed"));
    }
    var before = Folders.contents(killed);
    try (RocksStore store = RocksStore.openReadOnly(StoreSettings.in(killed))) {
      assertThat(TestChain.checkedHeight(store)).isEqualTo(20);
      try (StoreSnapshot snapshot = store.snapshot()) {
        assertThat(snapshot.tip()).contains(new BlockPosition(1, 20));
      }
      assertThatIllegalStateException().isThrownBy(() -> TestChain.commit(store, 21, 21));
    }
    assertThat(Folders.contents(killed)).isEqualTo(before);
  }

  @Test
  void aBranchNumberIsNeverGivenTwice() throws IOException {
    long last = 0;
    Path folder = temp.resolve("generation0");
    for (int generation = 1; generation <= 5; generation++) {
      Path next = temp.resolve("generation" + generation);
      try (RocksStore store = RocksStore.open(StoreSettings.in(folder))) {
        long number = last;
        for (int i = 0; i < generation * 50; i++) {
          number = store.newBranch();
          assertThat(number).isGreaterThan(last);
          last = number;
        }
        long stored = number;
        store.stage(batch ->
            batch.add(new BlockPosition(stored, 1), StoreSamples.block("b", 1), List.of()));
        Folders.killed(folder, next);
      }
      folder = next;
    }
  }

  @Test
  void poolEntriesThatDoNotCountAreSweptOut() throws IOException {
    Path killed;
    try (RocksStore store = RocksStore.open(settings())) {
      RocksBatch batch = store.begin();
      batch.add(posted(5, "counts"));
      batch.setPool(new PoolState(5, 6, 1, 20, 0, 0));
      store.commit(batch);
      for (int group = 0; group < 3; group++) {
        int from = group;
        store.stagePool(pool -> {
          for (int i = 0; i < 900; i++) {
            pool.add(returned(4 - 900 * from - i, "staged"));
            pool.add(posted(6 + 900 * from + i, "staged"));
          }
        });
      }
      killed = Folders.killed(temp.resolve("store"), temp.resolve("killed"));
    }
    try (RocksStore store = RocksStore.open(StoreSettings.in(killed))) {
      assertThat(store.livePool().entries(Long.MIN_VALUE, Long.MAX_VALUE, 9999, 1 << 20))
          .containsExactly(posted(5, "counts"));
      assertThat(store.livePool().entries(transaction("staged").id(), Long.MIN_VALUE, 99))
          .isEmpty();
      assertThat(store.livePool().entries(transaction("counts").id(), Long.MIN_VALUE, 99))
          .hasSize(1);
    }
  }

  @Test
  void aStoreInMemoryLeavesNoFileAndRemembersNothing() throws IOException {
    Path here = Path.of("").toAbsolutePath();
    var before = names(here);
    try (RocksStore store = RocksStore.open(StoreSettings.ephemeral().with(Map.of("a", "b")))) {
      TestChain.commit(store, 1, 2_000);
      assertThat(TestChain.checkedHeight(store)).isEqualTo(2_000);
      assertThat(store.parameters()).containsEntry("a", "b");
      assertThat(names(here)).isEqualTo(before);
      assertThat(Path.of("/zveno")).doesNotExist();
    }
    try (RocksStore store = RocksStore.open(StoreSettings.ephemeral());
        RocksStore another = RocksStore.open(StoreSettings.ephemeral())) {
      assertThat(store.live().tip()).isEmpty();
      assertThat(store.nodeId()).isNotEqualTo(another.nodeId());
    }
  }

  private static List<String> names(Path folder) {
    String[] names = folder.toFile().list();
    return names == null ? List.of() : List.of(names).stream().sorted().toList();
  }
}
