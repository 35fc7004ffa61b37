package zveno.node.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import zveno.kernel.StoreSamples;
import zveno.kernel.chain.BlockPosition;
import zveno.node.storage.engine.EngineSizes;
import zveno.node.storage.errors.StoreDamagedException;
import zveno.node.storage.errors.StoreRefusedException;

/** A log that was damaged after a kill: everything acknowledged is there, or nothing is served. */
@Tag("slow")
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LogDamageTest {

  private static final EngineSizes TINY = new EngineSizes(1 << 20, 1 << 20, 4 << 20);
  private static final int HEIGHT = 2_000;

  @TempDir static Path original;

  @TempDir Path temp;

  private static Path master;

  private Path killed;
  private int refused;

  /** So many bits of each file, anywhere, and as many near its end. */
  private static final int FLIPS = Boolean.getBoolean("zveno.long") ? 12 : 3;

  private int served;

  @BeforeEach
  void copy() throws IOException {
    killed = Folders.killed(master, temp.resolve("killed"));
  }

  /** Big enough that the log is in several files, of which all are needed. */
  @BeforeAll
  static void killAStore() throws IOException {
    StoreSettings settings = StoreSettings.in(original.resolve("store")).with(TINY);
    try (RocksStore store = RocksStore.open(settings)) {
      for (int height = 1; height <= HEIGHT; height++) {
        TestChain.commit(store, height, height);
        BlockPosition garbage = new BlockPosition(7, height);
        store.stage(batch -> batch.add(garbage, StoreSamples.block("x".repeat(300), 1), List.of()));
      }
      master = Folders.killed(original.resolve("store"), original.resolve("killed"));
    }
    assertThat(Folders.engineFiles(master, ".log")).hasSizeGreaterThan(1);
  }

  @FunctionalInterface
  private interface Damage {
    void doneTo(Path file) throws IOException;
  }

  /** Does it to a copy, and looks what comes of it. */
  private void check(int log, Damage damage) throws IOException {
    Path copy = Folders.killed(killed, temp.resolve("copy" + (refused + served)));
    damage.doneTo(Folders.engineFiles(copy, ".log").get(log));
    var before = Folders.contents(copy);
    try (RocksStore store = RocksStore.open(StoreSettings.in(copy).with(TINY))) {
      assertThat(TestChain.checkedHeight(store)).isEqualTo(HEIGHT);
      served++;
    } catch (StoreRefusedException | StoreDamagedException e) {
      assertThat(e.getMessage()).contains(copy.toString());
      assertThat(Folders.contents(copy)).isEqualTo(before);
      refused++;
    }
  }

  private List<Long> sizes() throws IOException {
    List<Long> sizes = new ArrayList<>();
    for (Path log : Folders.engineFiles(killed, ".log")) {
      sizes.add(Files.size(log));
    }
    return sizes;
  }

  @Test
  void oneBitTurnedOver() throws IOException {
    long seed = Long.getLong("zveno.seed", 20_171);
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    List<Long> sizes = sizes();
    for (int log = 0; log < sizes.size(); log++) {
      long bits = 8 * sizes.get(log);
      for (int i = 0; i < FLIPS && bits > 0; i++) {
        long anywhere = random.nextLong(bits);
        long nearTheEnd = Math.max(0, bits - 1 - random.nextLong(8 * 700));
        check(log, file -> Folders.flipBit(file, anywhere));
        check(log, file -> Folders.flipBit(file, nearTheEnd));
      }
    }
    assertThat(refused).isPositive();
  }

  @Test
  void theEndCutOff() throws IOException {
    long seed = Long.getLong("zveno.seed", 20_171);
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    List<Long> sizes = sizes();
    for (int log = 0; log < sizes.size(); log++) {
      long size = sizes.get(log);
      if (size > 0) {
        long anywhere = random.nextLong(size);
        check(log, file -> Folders.truncate(file, anywhere));
        check(log, file -> Folders.truncate(file, size - 1));
        check(log, file -> Folders.truncate(file, 0));
        check(log, Files::delete);
      }
    }
    assertThat(refused).isPositive();
  }

  @Test
  void aMissingLogIsNamed() throws IOException {
    Path oldest = Folders.engineFiles(killed, ".log").getFirst();
    Files.delete(oldest);
    assertThatThrownBy(() -> RocksStore.open(StoreSettings.in(killed).with(TINY)))
        .isInstanceOf(StoreDamagedException.class)
        .hasMessageContaining("engine/" + oldest.getFileName());
  }

  @Test
  void acceptingTheLossNeverServesAChainWithAHole() throws IOException {
    long seed = Long.getLong("zveno.seed", 20_171);
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    List<Long> sizes = sizes();
    for (int log = 0; log < sizes.size(); log++) {
      Path copy = Folders.killed(killed, temp.resolve("copy" + log));
      Path file = Folders.engineFiles(copy, ".log").get(log);
      if (log % 2 == 0) {
        Folders.flipBit(file, random.nextLong(8 * sizes.get(log)));
      } else {
        Files.delete(file);
      }
      StoreSettings settings = StoreSettings.in(copy).with(TINY);
      try (RocksStore store = RocksStore.open(settings.acceptingLoss())) {
        assertThat(TestChain.checkedHeight(store)).isLessThan(HEIGHT);
        served++;
      } catch (StoreDamagedException e) {
        assertThat(e).hasMessageContaining(copy.toString());
      }
    }
    System.out.println(served + " of " + sizes.size() + " logs could be done without");
  }

  @Test
  void anUndamagedCopyIsServed() throws IOException {
    check(0, _ -> {});
    assertThat(served).isOne();
  }

  @Test
  void acceptingTheLossKeepsWhatStandsBeforeTheDamage() throws IOException {
    List<Path> logs = Folders.engineFiles(killed, ".log");
    Path newest = logs.getLast();
    Folders.truncate(newest, Files.size(newest) / 2);
    try (RocksStore store = RocksStore.open(StoreSettings.in(killed).with(TINY).acceptingLoss())) {
      assertThat(TestChain.checkedHeight(store)).isLessThan(HEIGHT).isPositive();
    }
    RocksStore.open(StoreSettings.in(killed).with(TINY)).close();
  }
}
