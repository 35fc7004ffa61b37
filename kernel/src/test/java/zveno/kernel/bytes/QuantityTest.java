package zveno.kernel.bytes;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class QuantityTest {

  @Test
  void oneIsOneAndAllElseAreMany() {
    assertThat(Quantity.of(1, "block")).isEqualTo("1 block");
    assertThat(Quantity.of(0, "block")).isEqualTo("0 blocks");
    assertThat(Quantity.of(2, "entry")).isEqualTo("2 entries");
    assertThat(Quantity.of(Duration.ofSeconds(1))).isEqualTo("1 second");
    assertThat(Quantity.of(Duration.ofMinutes(15))).isEqualTo("900 seconds");
    assertThat(Quantity.of(Duration.ofMillis(300))).isEqualTo("300 milliseconds");
  }
}
