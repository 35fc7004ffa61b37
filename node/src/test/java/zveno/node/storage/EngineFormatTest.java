package zveno.node.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.RocksDB;
import zveno.node.storage.errors.StoreDamagedException;
import zveno.node.storage.errors.StoreRefusedException;
import zveno.node.storage.folder.StoreFolder;

/**
 * What the engine writes belongs to the format of the store, and what a newer one wrote is named.
 */
@Tag("slow")
class EngineFormatTest {

  /** Where the format of a table stands before its end (RocksDB, table/format.h). */
  private static final int FROM_END = 12;

  @TempDir Path temp;

  private StoreSettings store() {
    StoreSettings settings = StoreSettings.in(temp.resolve("store"));
    try (RocksStore store = RocksStore.open(settings)) {
      TestChain.commit(store, 1, 20);
    }
    return settings;
  }

  private static List<Path> tables(StoreSettings settings) throws IOException {
    try (Stream<Path> files = Files.list(settings.folder().resolve("engine"))) {
      return files.filter(file -> file.toString().endsWith(".sst")).toList();
    }
  }

  /**
   * If this fails, the engine is another: see whether the engine of the last release still reads
   * what this one writes. If not, raise {@link StoreFolder#VERSION}.
   */
  @Test
  void theFormatOfTheStoreMovesWithTheEngines() throws IOException {
    StoreSettings settings = store();
    assertThat(tables(settings)).isNotEmpty();
    for (Path table : tables(settings)) {
      ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(table)).order(ByteOrder.LITTLE_ENDIAN);
      assertEquals(5, bytes.getInt(bytes.limit() - FROM_END), table.toString());
    }
    assertEquals(11, RocksDB.rocksdbVersion().getMajor());
    assertEquals(5, StoreFolder.VERSION);
  }

  @Test
  void whatANewerEngineWroteIsNotCalledDamaged() throws IOException {
    StoreSettings settings = store();
    for (Path table : tables(settings)) {
      mark(table, 8);
    }
    var before = Folders.contents(settings.folder());
    assertThatThrownBy(() -> RocksStore.open(settings).close())
        .isInstanceOf(StoreRefusedException.class)
        .hasMessageContaining("newer RocksDB than 11.")
        .hasMessageContaining("export the chain with it and import it here")
        .hasMessageNotContaining("damaged");
    assertThatThrownBy(() -> RocksStore.openReadOnly(settings).close())
        .isInstanceOf(StoreRefusedException.class)
        .hasMessageContaining("newer RocksDB");
    assertThat(Folders.contents(settings.folder()).keySet()).isEqualTo(before.keySet());
  }

  @Test
  void damageAtThatPlaceIsDamage() throws IOException {
    StoreSettings settings = store();
    for (Path table : tables(settings)) {
      mark(table, 0x4a7f_0b31);
    }
    assertThatThrownBy(() -> RocksStore.open(settings).close())
        .isInstanceOf(StoreDamagedException.class);
  }

  private static void mark(Path table, int format) throws IOException {
    byte[] bytes = Files.readAllBytes(table);
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(bytes.length - FROM_END, format);
    Files.write(table, bytes);
  }
}
