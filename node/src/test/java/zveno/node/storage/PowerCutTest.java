package zveno.node.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.FlushOptions;
import org.rocksdb.RocksDBException;
import zveno.kernel.StoreSamples;
import zveno.kernel.chain.BlockPosition;
import zveno.kernel.rules.classic.Blocks;
import zveno.node.storage.engine.Engine;
import zveno.node.storage.engine.EngineMode;
import zveno.node.storage.engine.EngineReader;
import zveno.node.storage.engine.EngineSizes;
import zveno.node.storage.engine.WriteOp;
import zveno.node.storage.errors.StoreDamagedException;
import zveno.node.storage.errors.StoreRefusedException;
import zveno.node.storage.folder.LogScan;
import zveno.node.storage.folder.LogScan.Ending;
import zveno.node.storage.folder.StoreFolder;
import zveno.node.storage.schema.Column;
import zveno.node.storage.schema.Keys;
import zveno.node.storage.schema.Meta;

/**
 * Folders as a loss of power, or a write that failed half-way, may leave them: what was
 * acknowledged is served, and what was promised to nobody keeps nobody from starting.
 */
@Tag("slow")
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PowerCutTest {

  private static final int HEIGHT = 100;
  private static final int SECTOR = 512;

  @TempDir Path temp;

  /** As it is when all blocks up to {@link #HEIGHT} are acknowledged, and no more. */
  private Path acknowledged;

  /** The same store when a large row has been staged, and one more block committed. */
  private Path oneMore;

  /** And when yet another block has been committed. */
  private Path twoMore;

  @BeforeEach
  void makeFolders() throws IOException {
    Path folder = temp.resolve("store");
    try (RocksStore store = RocksStore.open(StoreSettings.in(folder))) {
      TestChain.commit(store, 1, HEIGHT);
      acknowledged = Folders.killed(folder, temp.resolve("acknowledged"));
      stage(store);
      TestChain.commit(store, HEIGHT + 1, HEIGHT + 1);
      oneMore = Folders.killed(folder, temp.resolve("one more"));
      TestChain.commit(store, HEIGHT + 2, HEIGHT + 2);
      twoMore = Folders.killed(folder, temp.resolve("two more"));
    }
    for (Path later : List.of(oneMore, twoMore)) {
      Files.copy(
          acknowledged.resolve("ACKNOWLEDGED"),
          later.resolve("ACKNOWLEDGED"),
          StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static void stage(RocksStore store) {
    BlockPosition garbage = new BlockPosition(7, 1);
    store.stage(batch -> batch.add(garbage, StoreSamples.block("x".repeat(5_000), 1), List.of()));
  }

  private static Path log(Path store) throws IOException {
    return Folders.engineFiles(store, ".log").getLast();
  }

  private long acknowledgedBytes() throws IOException {
    return Files.size(log(acknowledged));
  }

  /** As if the disk had never written these sectors. */
  private static void zero(Path file, long from, long to) throws IOException {
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
      bytes.seek(from);
      bytes.write(new byte[(int) (to - from)]);
    }
  }

  private static long nextSector(long at) {
    return (at / SECTOR + 1) * SECTOR;
  }

  private static void serves(Path store, long height) throws IOException {
    var before = Folders.contents(store);
    try (RocksStore looked = RocksStore.openReadOnly(StoreSettings.in(store))) {
      assertThat(TestChain.checkedHeight(looked)).isEqualTo(height);
    }
    assertThat(Folders.contents(store)).isEqualTo(before);
    Path copy = store.resolveSibling(store.getFileName() + " copied");
    StoreCopy.ofStopped(store, copy);
    for (Path one : List.of(copy, store)) {
      try (RocksStore opened = RocksStore.open(StoreSettings.in(one))) {
        assertThat(TestChain.checkedHeight(opened)).isEqualTo(height);
        TestChain.commit(opened, height + 1, height + 3);
      }
      try (RocksStore again = RocksStore.open(StoreSettings.in(one))) {
        assertThat(TestChain.checkedHeight(again)).isEqualTo(height + 3);
      }
    }
  }

  private static void refuses(Path store) throws IOException {
    var before = Folders.contents(store);
    assertThatThrownBy(() -> RocksStore.open(StoreSettings.in(store)))
        .isInstanceOfAny(StoreDamagedException.class, StoreRefusedException.class)
        .hasMessageContaining("--accept-loss");
    assertThat(Folders.contents(store)).isEqualTo(before);
    try (RocksStore left = RocksStore.open(StoreSettings.in(store).acceptingLoss())) {
      assertThat(TestChain.checkedHeight(left)).isGreaterThanOrEqualTo(HEIGHT - 1);
    }
    RocksStore.open(StoreSettings.in(store)).close();
  }

  @Test
  void aRecordThatWasNeverWrittenWholeIsLeftOut() throws IOException {
    Path log = log(oneMore);
    long begin = acknowledgedBytes();
    zero(log, begin, nextSector(begin));
    Folders.truncate(log, begin + 3_000);
    assertThat(LogScan.of(log).ending()).isEqualTo(Ending.TORN);
    serves(oneMore, HEIGHT);
  }

  @Test
  void whatWasOnItsWayBehindATornRecordCountsForNothing() throws IOException {
    Path log = log(oneMore);
    long hole = nextSector(acknowledgedBytes() + 1_000);
    zero(log, hole, hole + SECTOR);
    assertThat(LogScan.of(log).after()).isNotEmpty();
    serves(oneMore, HEIGHT);
  }

  @Test
  void twoCommitsBehindATornRecordMeanThatTheDiskHasLostIt() throws IOException {
    long hole = nextSector(acknowledgedBytes() + 1_000);
    zero(log(twoMore), hole, hole + SECTOR);
    refuses(twoMore);
  }

  @Test
  void aBitThatHasTurnedOverIsNoTornRecord() throws IOException {
    Path log = log(oneMore);
    Folders.truncate(log, acknowledgedBytes() + 4_000);
    Folders.flipBit(log, 8 * (acknowledgedBytes() - 50));
    refuses(oneMore);
  }

  @Test
  void aTornRecordThatWasAcknowledgedIsRefused() throws IOException {
    Path log = log(acknowledged);
    long end = acknowledgedBytes();
    zero(log, LogScan.of(log).wholeTo() - 20, end);
    refuses(acknowledged);
  }

  /** The write failed, the engine went over to another log, and sorted some columns only. */
  @Test
  void theHalfRecordOfAWriteThatFailedIsLeftOutOfAnOlderLog() throws Exception {
    for (boolean goesOn : new boolean[] {false, true}) {
      Path failed = Folders.killed(acknowledged, temp.resolve("failed " + goesOn));
      flushOneColumn(failed, goesOn);
      List<Path> logs = Folders.engineFiles(failed, ".log");
      assertThat(logs).hasSize(2);
      appendHalfARecord(logs.getFirst());
      serves(failed, goesOn ? HEIGHT + 1 : HEIGHT);
    }
  }

  private void flushOneColumn(Path store, boolean goesOn) throws RocksDBException {
    StoreFolder folder = new StoreFolder(store);
    Engine engine = Engine.open(folder, EngineSizes.SMALL, EngineMode.WORK);
    try (FlushOptions waiting = new FlushOptions().setWaitForFlush(true)) {
      EngineReader reader = EngineReader.live(engine, () -> true, () -> {});
      long commit = reader.number(Meta.COMMIT, 0);
      engine.write(List.of(new WriteOp.Put(Column.PEERS, new byte[] {1}, new byte[] {1})));
      engine.writeSynced(List.of(commit(commit + 1)));
      engine.db().flush(waiting, engine.handle(Column.META));
      if (goesOn) {
        RocksBatch batch = new RocksBatch(new StoreView(reader, () -> Blocks.EASY));
        TestChain.add(batch, HEIGHT + 1);
        batch.put(Meta.COMMIT, Keys.number(commit + 2));
        engine.writeSynced(batch.changes());
      }
      Path copy = Folders.killed(store, store.resolveSibling(store.getFileName() + " killed"));
      reader.shut();
      engine.close();
      replace(store, copy);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static WriteOp commit(long number) {
    return new WriteOp.Put(Column.META, Meta.COMMIT.key(), Keys.number(number));
  }

  private static void replace(Path store, Path by) throws IOException {
    try (var files = Files.list(store.resolve("engine"))) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(store.resolve("engine"));
    Files.move(by.resolve("engine"), store.resolve("engine"));
  }

  private static void appendHalfARecord(Path log) throws IOException {
    byte[] record = new byte[1_500];
    new Random(7).nextBytes(record);
    record[4] = (byte) 3_000;
    record[5] = (byte) (3_000 >> 8);
    record[6] = 1;
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "rw")) {
      file.seek(file.length());
      file.write(record);
    }
    assertThat(LogScan.of(log).ending()).isEqualTo(Ending.CUT_OFF);
  }

  @Test
  void aTornEndOfTheManifestIsLeftOut() throws IOException {
    Path engine = acknowledged.resolve("engine");
    Path manifest = engine.resolve(Files.readString(engine.resolve("CURRENT")).strip());
    byte[] record = new byte[2_000];
    new Random(8).nextBytes(record);
    record[6] = 1;
    long end = Files.size(manifest);
    long hole = nextSector(end + SECTOR);
    Arrays.fill(record, (int) (hole - end), (int) (hole - end) + SECTOR, (byte) 0);
    try (RandomAccessFile file = new RandomAccessFile(manifest.toFile(), "rw")) {
      file.seek(end);
      file.write(record);
    }
    serves(acknowledged, HEIGHT);
  }

  @Test
  void aBitThatHasTurnedOverInTheManifestIsRefusedAndMayBeAccepted() throws IOException {
    Path engine = acknowledged.resolve("engine");
    Path manifest = engine.resolve(Files.readString(engine.resolve("CURRENT")).strip());
    Folders.flipBit(manifest, 8 * (Files.size(manifest) - 3));
    var before = Folders.contents(acknowledged);
    assertThatThrownBy(() -> RocksStore.open(StoreSettings.in(acknowledged)))
        .isInstanceOf(StoreDamagedException.class)
        .hasMessageContaining(manifest.getFileName().toString());
    assertThat(Folders.contents(acknowledged)).isEqualTo(before);
    try (RocksStore left = RocksStore.open(StoreSettings.in(acknowledged).acceptingLoss())) {
      assertThat(TestChain.checkedHeight(left)).isEqualTo(HEIGHT);
    }
  }
}
