package zveno.node.miner;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class HashRateMeterTest {

  private final AtomicLong clock = new AtomicLong();
  private final HashRateMeter meter = new HashRateMeter(clock::get);

  private long tried;

  /** A search of so many candidates a second. */
  private void search(Duration time, long rate) {
    for (long i = 0; i < time.toMillis(); i++) {
      meter.mark(tried);
      clock.addAndGet(Duration.ofMillis(1).toNanos());
      tried += rate / 1000;
    }
  }

  @Test
  void nothingIsKnownBeforeTheSearch() {
    assertThat(meter.rate(0)).isZero();
  }

  @Test
  void theRateIsThatOfTheLastSeconds() {
    search(Duration.ofSeconds(60), 1_000_000);
    assertThat(meter.rate(tried)).isBetween(999_000.0, 1_001_000.0);
    search(Duration.ofSeconds(6), 3_000_000);
    assertThat(meter.rate(tried)).isBetween(2_999_000.0, 3_001_000.0);
  }

  @Test
  void aPauseDoesNotCount() {
    search(Duration.ofSeconds(3), 1_000_000);
    meter.rest();
    assertThat(meter.rate(tried)).isZero();
    clock.addAndGet(Duration.ofHours(1).toNanos());
    search(Duration.ofMillis(100), 1_000_000);
    assertThat(meter.rate(tried)).isBetween(999_000.0, 1_001_000.0);
  }
}
