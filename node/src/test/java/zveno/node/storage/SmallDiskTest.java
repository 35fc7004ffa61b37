package zveno.node.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zveno.LongRunning;
import zveno.kernel.StoreSamples;
import zveno.kernel.chain.BlockPosition;
import zveno.kernel.chain.BulkWriter;
import zveno.kernel.chain.StoredBlock;
import zveno.node.storage.errors.StoreFullException;

/** A file system of 64 MiB is filled, and made room in. */
@Tag("slow")
class SmallDiskTest {

  @TempDir Path disk;

  private boolean mounted;

  @BeforeEach
  void mount() throws IOException, InterruptedException {
    mounted = run("mount", "-t", "tmpfs", "-o", "size=64m", "none", disk.toString());
    Assumptions.assumeTrue(mounted, "mounting a small file system is not permitted here");
  }

  @AfterEach
  void unmount() throws IOException, InterruptedException {
    if (mounted) {
      assertThat(run("umount", disk.toString())).isTrue();
    }
  }

  private static boolean run(String... command) throws IOException, InterruptedException {
    try {
      return new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException _) {
      return false; // there is no such command
    }
  }

  /** Commits until there is no space; returns the height that was acknowledged last. */
  private static long fill(RocksStore store, long height) {
    try {
      for (long next = height + 1; ; next++) {
        TestChain.commit(store, next, next);
        height = next;
      }
    } catch (StoreFullException e) {
      assertThat(e.getMessage().lines()).hasSize(1);
      return height;
    }
  }

  @Test
  @LongRunning
  void stopsInTimeAndGoesOnWhenThereIsSpaceAgain() throws IOException {
    Path folder = disk.resolve("store");
    Path ballast = Files.write(disk.resolve("ballast"), new byte[24 << 20]);
    StoreSettings settings = StoreSettings.in(folder);
    long height;
    try (RocksStore store = RocksStore.open(settings)) {
      height = fill(store, 0);
      System.out.println("full after " + height + " blocks");
      assertThat(height).isGreaterThan(5_000);
      assertThat(TestChain.checkedHeight(store)).isEqualTo(height);
      nothingIsWrittenWithLessThanTheReserve(store, height + 1);

      Files.write(ballast, new byte[20 << 20]);
      TestChain.commit(store, height + 1, height + 100);
      height += 100;
      height = fill(store, height);
      assertThat(TestChain.checkedHeight(store)).isEqualTo(height);
    }
    try (RocksStore store = RocksStore.open(settings)) {
      assertThat(TestChain.checkedHeight(store)).isEqualTo(height);
      Files.delete(ballast);
      TestChain.commit(store, height + 1, height + 1_000);
      assertThat(TestChain.checkedHeight(store)).isEqualTo(height + 1_000);
    }
  }

  /** The engine may have tidied up in the meantime, so some of what it has freed is taken away. */
  private void nothingIsWrittenWithLessThanTheReserve(RocksStore store, long height)
      throws IOException {
    long usable = Files.getFileStore(disk).getUsableSpace();
    Path more = Files.write(disk.resolve("more"), new byte[(int) Math.max(0, usable - (4 << 20))]);
    assertThatThrownBy(() -> TestChain.commit(store, height, height))
        .isInstanceOf(StoreFullException.class)
        .hasMessageContaining(disk.toString());
    StoredBlock block = StoreSamples.block("b", 1);
    assertThatThrownBy(() -> store.stage(b -> b.add(new BlockPosition(9, 1), block, List.of())))
        .isInstanceOf(StoreFullException.class);
    try (BulkWriter bulk = store.bulk().orElseThrow()) {
      assertThatThrownBy(() -> bulk.add(new BlockPosition(9, 1), block, List.of()))
          .isInstanceOf(StoreFullException.class);
    }
    assertThat(store.live().block(new BlockPosition(9, 1))).isEmpty();
    assertThat(TestChain.checkedHeight(store)).isEqualTo(height - 1);
    Files.delete(more);
  }

  @Test
  void aDiskThatAnotherProcessFillsCostsNothingThatWasAcknowledged() throws IOException {
    Path folder = disk.resolve("store");
    Path ballast = disk.resolve("ballast");
    StoreSettings settings = StoreSettings.in(folder).withReserve(0);
    long height;
    try (RocksStore store = RocksStore.open(settings)) {
      TestChain.commit(store, 1, 100);
      Files.write(ballast, new byte[48 << 20]);
      height = fill(store, 100);
      System.out.println("full after " + height + " blocks");
      assertThat(TestChain.checkedHeight(store)).isGreaterThanOrEqualTo(height);
    }
    Files.delete(ballast);
    try (RocksStore store = RocksStore.open(settings)) {
      long there = TestChain.checkedHeight(store);
      assertThat(there).isGreaterThanOrEqualTo(height);
      TestChain.commit(store, there + 1, there + 500);
    }
  }
}
