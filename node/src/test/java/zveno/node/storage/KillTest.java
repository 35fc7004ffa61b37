package zveno.node.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zveno.node.storage.errors.StoreRefusedException;

/** Another process has the store, and is killed. */
@Tag("slow")
class KillTest {

  private static final int ROUNDS = Boolean.getBoolean("zveno.long") ? 6 : 2;

  @TempDir Path folder;

  @Test
  void whatItAcknowledgedIsThereWheneverItIsKilled() throws IOException, InterruptedException {
    long last = 0;
    for (int round = 0; round < ROUNDS; round++) {
      long told;
      try (OtherProcess process = OtherProcess.committingIn(folder)) {
        told = process.awaitHeight(last + 300);
        process.kill();
      }
      try (RocksStore store = RocksStore.open(StoreSettings.in(folder))) {
        last = TestChain.checkedHeight(store);
        assertThat(last).isGreaterThanOrEqualTo(told);
      }
    }
  }

  @Test
  void noOtherProcessCanOpenItMeanwhile() throws IOException, InterruptedException {
    try (OtherProcess process = OtherProcess.committingIn(folder)) {
      process.awaitHeight(1);
      Instant start = Instant.now();
      assertThatThrownBy(() -> RocksStore.open(StoreSettings.in(folder)))
          .isInstanceOf(StoreRefusedException.class)
          .hasMessageContaining(folder.toString())
          .hasMessageContaining("in use");
      assertThatThrownBy(() -> RocksStore.openReadOnly(StoreSettings.in(folder)))
          .isInstanceOf(StoreRefusedException.class);
      assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(2));
      process.awaitHeight(2);
      process.kill();
    }
    RocksStore.open(StoreSettings.in(folder)).close();
  }
}
