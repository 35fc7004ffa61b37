package zveno.node.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static zveno.kernel.StoreSamples.posted;
import static zveno.kernel.StoreSamples.returned;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.DBOptions;
import org.rocksdb.FlushOptions;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import zveno.kernel.chain.Location;
import zveno.kernel.pool.PoolState;
import zveno.node.storage.folder.StoreFolder;
import zveno.node.storage.schema.Keys;
import zveno.node.storage.schema.Meta;

/** A store in the format that knew no identity of entries. */
@Tag("slow")
class FirstFormatTest {

  private static final int WAITING = 2_500; // more than are gone over in one write

  /** What later formats have brought. */
  private static final List<String> LATER =
      List.of("entries", "traces", "standings", "removed", "keys", "keyTimes");

  @TempDir Path temp;

  private StoreSettings oldStore() throws IOException, RocksDBException {
    Path folder = temp.resolve("store");
    try (RocksStore store = RocksStore.open(StoreSettings.in(folder))) {
      TestChain.commit(store, 1, 20);
      RocksBatch batch = store.begin();
      batch.add(returned(-1, "tea"));
      for (int place = 0; place < WAITING; place++) {
        batch.add(posted(place, "tea"));
      }
      batch.setPool(new PoolState(-1, WAITING, WAITING, 16L * WAITING, 1, 16));
      batch.addEvents(1, 2, "{} {}".getBytes(StandardCharsets.US_ASCII));
      store.commit(batch);
    }
    takeBack(folder.resolve("engine"));
    Files.writeString(folder.resolve("FORMAT"), "zveno-store 1\n");
    return StoreSettings.in(folder);
  }

  /** Takes out of the engine what later formats have brought. */
  private static void takeBack(Path engine) throws RocksDBException {
    List<ColumnFamilyHandle> handles = new ArrayList<>();
    try (Options any = new Options();
        ColumnFamilyOptions plain = new ColumnFamilyOptions();
        DBOptions options = new DBOptions();
        FlushOptions flush = new FlushOptions()) {
      List<ColumnFamilyDescriptor> columns =
          RocksDB.listColumnFamilies(any, engine.toString()).stream()
              .map(name -> new ColumnFamilyDescriptor(name, plain))
              .toList();
      try (RocksDB db = RocksDB.open(options, engine.toString(), columns, handles)) {
        db.put(Meta.FORMAT.key(), Keys.number(1));
        db.flush(flush);
        for (ColumnFamilyHandle handle : handles) {
          if (LATER.contains(new String(handle.getName()))) {
            db.dropColumnFamily(handle);
          }
          handle.close();
        }
      }
    }
  }

  @Test
  void canBeLookedAtAsItIs() throws IOException, RocksDBException {
    StoreSettings settings = oldStore();
    var before = Folders.contents(settings.folder());
    try (RocksStore store = RocksStore.openReadOnly(settings)) {
      assertThat(TestChain.checkedHeight(store)).isEqualTo(20);
      assertThat(store.indexesEntries()).isFalse();
      assertThat(store.live().trace(new Location(1, 1))).isEmpty();
      assertThat(store.live().standings(posted(0, "tea").key())).isEmpty();
      assertThat(store.live().entries(posted(0, "tea").key())).isEmpty();
      assertThat(store.live().entries(0, 9, 9, 999)).hasSize(9);
    }
    assertThat(Folders.contents(settings.folder())).isEqualTo(before);
  }

  @Test
  void becomesOneOfTodaysFormatWhenItIsWorkedWith() throws IOException, RocksDBException {
    StoreSettings settings = oldStore();
    for (int i = 0; i < 2; i++) {
      try (RocksStore store = RocksStore.open(settings)) {
        assertThat(TestChain.checkedHeight(store)).isEqualTo(20);
        assertThat(store.indexesEntries()).isTrue();
        assertThat(store.live().eventsFrom(1)).isEmpty();
        assertThat(store.live().oldestEventId()).isEqualTo(3);
        assertThat(store.live().nextEventId()).isEqualTo(3);
        for (int place : List.of(0, 999, 1_000, WAITING - 1)) {
          assertThat(store.live().entries(posted(place, "tea").key()))
              .containsExactly(posted(place, "tea"));
        }
        assertThat(store.live().entries(returned(-1, "tea").key()))
            .containsExactly(returned(-1, "tea"));
      }
      assertThat(settings.folder().resolve("FORMAT"))
          .hasContent("zveno-store " + StoreFolder.VERSION);
    }
  }

  @Test
  void isCopiedAsItIs() throws IOException, RocksDBException {
    StoreSettings settings = oldStore();
    StoreSettings copy = StoreSettings.in(temp.resolve("copy"));
    StoreCopy.ofStopped(settings.folder(), copy.folder());

    assertThat(copy.folder().resolve("FORMAT")).hasContent("zveno-store 1");
    try (RocksStore store = RocksStore.openReadOnly(copy)) {
      assertThat(TestChain.checkedHeight(store)).isEqualTo(20);
      assertThat(store.indexesEntries()).isFalse();
    }
    try (RocksStore store = RocksStore.open(copy)) {
      assertThat(store.live().entries(posted(7, "tea").key())).containsExactly(posted(7, "tea"));
    }
    assertThat(settings.folder().resolve("FORMAT")).hasContent("zveno-store 1");
  }

  @Test
  void isRaisedToTheEndIfThatWasInterrupted() throws IOException, RocksDBException {
    StoreSettings settings = oldStore();
    Files.writeString(
        settings.folder().resolve("FORMAT"), "zveno-store " + StoreFolder.VERSION + "\n");
    try (RocksStore store = RocksStore.open(settings)) {
      assertThat(store.indexesEntries()).isTrue();
      assertThat(store.live().entries(posted(7, "tea").key())).containsExactly(posted(7, "tea"));
    }
  }
}
