package zveno.node.stratum;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** The difficulty of shares follows the hash rate, in a time of the test's own. */
class SharePacingTest {

  private static final long SECOND = 1_000_000_000;
  private static final double UNLIMITED = Double.MAX_VALUE;

  /** Seconds between shares in the end, of a miner with this hash rate. */
  private static double settled(double hashRate, Random chance) {
    long now = 0;
    SharePacing pacing = new SharePacing(SharePacing.FIRST_DIFFICULTY, now);
    long half = 3_600 * SECOND;
    int shares = 0;
    while (now < 2 * half) {
      double expected = pacing.difficulty(UNLIMITED) * ShareTarget.HASHES / hashRate;
      double wait = -Math.log(1 - chance.nextDouble()) * expected;
      long arrives = now + (long) (wait * SECOND);
      boolean changed = false;
      while (!changed && now + 5 * SECOND < arrives) {
        now += 5 * SECOND;
        changed = pacing.waited(now, UNLIMITED);
      }
      if (!changed) {
        now = arrives;
        shares += now > half ? 1 : 0;
        var _ = pacing.shared(now, UNLIMITED);
      }
    }
    return (now - half) / (double) SECOND / shares;
  }

  @Test
  void aShareComesEveryFewSecondsAtAnyHashRate() {
    Random chance = new Random(7);
    for (double rate : new double[] {1e4, 1e6, 1e8, 1e12, 1e15}) {
      assertThat(settled(rate, chance)).as("at %g hashes a second", rate).isBetween(2.5, 10.0);
    }
  }

  @Test
  void noShareIsHarderThanABlock() {
    SharePacing pacing = new SharePacing(1000, 0);
    assertThat(pacing.difficulty(10)).isEqualTo(10);
    assertThat(pacing.difficulty(1e9)).isEqualTo(1000);
    assertThat(pacing.difficulty(0)).isEqualTo(ShareTarget.MIN_DIFFICULTY);
  }

  /** Each hash is a share on such a chain, however hard shares should be. */
  @Test
  void aDifficultyThatWasLimitedByAnEasyChainFollowsAtOnceWhenItGetsHarder() {
    SharePacing pacing = new SharePacing(SharePacing.FIRST_DIFFICULTY, 0);
    long now = 0;
    int changes = 0;
    for (int share = 0; share < 3_000; share++) {
      now += SECOND / 1_000;
      changes += pacing.shared(now, 1e-3) ? 1 : 0;
    }
    assertThat(pacing.difficulty(UNLIMITED)).isEqualTo(1e-3);
    assertThat(changes).isZero();
    for (int share = 0; share < 8; share++) {
      now += SECOND / 1_000;
      changes += pacing.shared(now, 1e9) ? 1 : 0;
    }
    assertThat(changes).isEqualTo(1);
    assertThat(pacing.difficulty(UNLIMITED)).isBetween(1.7e-3, 64e-3);
    assertThat(pacing.waited(now + 3_600 * SECOND, 1e9)).isTrue();
  }
}
