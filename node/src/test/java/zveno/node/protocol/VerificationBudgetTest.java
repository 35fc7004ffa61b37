package zveno.node.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A quarter of a processor for each party in the long run, and a second at once. */
class VerificationBudgetTest {

  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private long now = Long.MAX_VALUE - SECOND; // a clock like this may pass its end
  private final VerificationBudget<String> budget = new VerificationBudget<>(() -> now);

  @Test
  void aSecondMayBeWastedAtOnceAndIsPaidForInFour() {
    assertThat(budget.nanosToWait("ann")).isZero();
    budget.charge("ann", SECOND);
    assertThat(budget.nanosToWait("ann")).isZero();
    budget.charge("ann", SECOND / 2);
    assertThat(budget.nanosToWait("ann")).isEqualTo(2 * SECOND);
    assertThat(budget.nanosToWait("bob")).isZero();
    now += 2 * SECOND;
    assertThat(budget.nanosToWait("ann")).isZero();
    budget.charge("ann", SECOND / 4);
    assertThat(budget.nanosToWait("ann")).isEqualTo(SECOND);
  }

  @Test
  void whatIsNotUsedIsNotSaved() {
    budget.charge("ann", SECOND);
    now += 1_000 * SECOND;
    budget.charge("ann", 2 * SECOND);
    assertThat(budget.nanosToWait("ann")).isEqualTo(4 * SECOND);
  }

  @Test
  void inTheLongRunAQuarterOfAProcessorIsWasted() {
    long wasted = 0;
    for (int i = 0; i < 10_000; i++) {
      if (budget.nanosToWait("ann") == 0) {
        budget.charge("ann", SECOND / 10);
        wasted += SECOND / 10;
      }
      now += SECOND / 10;
    }
    assertThat(wasted).isBetween(250 * SECOND, 252 * SECOND);
  }

  @Test
  void onlySoManyAreRemembered() {
    for (int i = 0; i < 3 * VerificationBudget.MAX_KNOWN; i++) {
      budget.charge("caller " + i, SECOND);
    }
    assertThat(budget.known()).isEqualTo(VerificationBudget.MAX_KNOWN);
  }
}
