package zveno.node.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import zveno.node.storage.errors.StoreDamagedException;
import zveno.node.storage.errors.StoreRefusedException;
import zveno.node.storage.folder.LogScan;
import zveno.node.storage.folder.LogScan.Ending;

/** Damage is found before the engine sees it; of some it would never return. */
@Timeout(
    value = 60,
    threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // the engine hears no interrupt
@Tag("slow")
class LogScanTest {

  private static final int HEADER_BITS = 7 * 8;

  /** A step that meets each of the header's bytes, if there is no time for each of its bits. */
  private static final int BETWEEN_BITS = Boolean.getBoolean("zveno.long") ? 1 : 5;

  @TempDir static Path temp;

  private static Path killed;
  private static Path log;
  private static Path manifest;

  @BeforeAll
  static void killAStore() throws IOException {
    try (RocksStore store = RocksStore.open(StoreSettings.in(temp.resolve("store")))) {
      TestChain.commit(store, 1, 200);
      killed = Folders.killed(temp.resolve("store"), temp.resolve("killed"));
    }
    log = Folders.engineFiles(killed, ".log").getLast();
    String current = Files.readString(killed.resolve("engine/CURRENT")).strip();
    manifest = killed.resolve("engine").resolve(current);
  }

  /** Bits of the first record's header, and the same bits some blocks further on. */
  @Test
  void noBitOfAHeaderCanBeTurnedOverUnseen() throws IOException {
    assertThat(Files.size(log)).isGreaterThan(3 * (32 << 10));
    for (Path file : List.of(log, manifest)) {
      for (int bit = 0; bit < HEADER_BITS; bit += BETWEEN_BITS) {
        refusedWith(file, bit);
      }
    }
    for (int bit = 0; bit < HEADER_BITS; bit += BETWEEN_BITS) {
      refusedWith(log, 8L * (64 << 10) + bit);
    }
  }

  private static void refusedWith(Path file, long bit) throws IOException {
    Folders.flipBit(file, bit);
    var before = Folders.contents(killed);
    assertThatThrownBy(() -> RocksStore.open(StoreSettings.in(killed)))
        .as("bit %d of %s", bit, file)
        .isInstanceOfAny(StoreDamagedException.class, StoreRefusedException.class)
        .hasMessageContaining(killed.toString());
    assertThat(Folders.contents(killed)).isEqualTo(before);
    Folders.flipBit(file, bit);
  }

  @Test
  void theFileAndThePlaceAreNamed() throws IOException {
    long firstRecordOfAnyBlock = 32 << 10;
    Folders.flipBit(log, 8 * (firstRecordOfAnyBlock + 6));
    assertThat(LogScan.of(log).ending()).isEqualTo(Ending.DAMAGED);
    assertThat(LogScan.of(log).badAt()).isEqualTo(firstRecordOfAnyBlock);
    assertThatThrownBy(() -> RocksStore.open(StoreSettings.in(killed)))
        .isInstanceOf(StoreDamagedException.class)
        .hasMessageContaining("engine/" + log.getFileName())
        .hasMessageContaining("byte " + firstRecordOfAnyBlock);
    Folders.flipBit(log, 8 * (firstRecordOfAnyBlock + 6));
  }

  @Test
  void aWriteThatWasCutOffIsNoDamage() throws IOException {
    Path copy = temp.resolve("copy.log");
    byte[] whole = Files.readAllBytes(log);
    for (int left = whole.length; left > whole.length - 2_000; left -= 7) {
      Files.write(copy, Arrays.copyOf(whole, left));
      assertThat(LogScan.of(copy).ending()).isIn(Ending.WHOLE, Ending.CUT_OFF);
      assertThat(LogScan.of(copy).wholeTo()).isLessThanOrEqualTo(left);
    }
    Files.write(copy, whole);
    assertThat(LogScan.of(copy).ending()).isEqualTo(Ending.WHOLE);
    Files.write(copy, new byte[100_000], StandardOpenOption.APPEND);
    assertThat(LogScan.of(copy).ending()).isEqualTo(Ending.CUT_OFF);
    assertThat(LogScan.of(copy).wholeTo()).isEqualTo(whole.length);
    Files.write(copy, new byte[] {1}, StandardOpenOption.APPEND);
    assertThat(LogScan.of(copy).ending()).isEqualTo(Ending.TORN);
    assertThat(LogScan.of(copy).wholeTo()).isEqualTo(whole.length);
    Files.write(copy, new byte[0]);
    assertThat(LogScan.of(copy).ending()).isEqualTo(Ending.WHOLE);
  }

  @Test
  void acceptingTheLossResumesBeforeTheDamage() throws IOException {
    Path copy = Folders.killed(killed, temp.resolve("accepted"));
    Path file = copy.resolve("engine").resolve(log.getFileName());
    Folders.flipBit(file, 8 * ((64 << 10) + 6) + 2); // of a type, such as the engine hangs on
    var before = Folders.contents(copy);
    try (RocksStore store = RocksStore.openReadOnly(StoreSettings.in(copy).acceptingLoss())) {
      assertThat(TestChain.checkedHeight(store)).isLessThan(200).isPositive();
    }
    assertThat(Folders.contents(copy)).isEqualTo(before);
    try (RocksStore store = RocksStore.open(StoreSettings.in(copy).acceptingLoss())) {
      assertThat(TestChain.checkedHeight(store)).isLessThan(200).isPositive();
    }
    RocksStore.open(StoreSettings.in(copy)).close();
  }
}
