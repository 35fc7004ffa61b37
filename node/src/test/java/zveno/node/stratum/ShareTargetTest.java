package zveno.node.stratum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigInteger;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Difficulties as Bitcoin's miners count them. */
class ShareTargetTest {

  private static final BigInteger ONE = new BigInteger("00000000ffff" + "0".repeat(52), 16);

  private static byte[] digest(BigInteger number) {
    byte[] bytes = HexFormat.of().parseHex("%064x".formatted(number));
    byte[] backwards = new byte[32];
    for (int i = 0; i < 32; i++) {
      backwards[i] = bytes[31 - i];
    }
    return backwards;
  }

  @Test
  void theTargetItselfIsMetAndTheNextNumberIsNot() {
    ShareTarget one = ShareTarget.of(1);
    assertThat(one.number()).isEqualTo(ONE);
    assertThat(one.isMetBy(digest(ONE))).isTrue();
    assertThat(one.isMetBy(digest(ONE.add(BigInteger.ONE)))).isFalse();
    assertThat(one.isMetBy(digest(BigInteger.ZERO))).isTrue();
  }

  @Test
  void difficultiesMayBeFractions() {
    assertThat(ShareTarget.of(524_288).number()).isEqualTo(ONE.shiftRight(19));
    assertThat(ShareTarget.of(0.25).number()).isEqualTo(ONE.shiftLeft(2));
    assertThat(ShareTarget.difficulty(ONE.shiftLeft(2))).isEqualTo(0.25);
    assertThat(ShareTarget.difficultyOf(digest(ONE.shiftRight(3)))).isCloseTo(8, within(1e-9));
  }

  @Test
  void theEasiestTargetIsMetByEverything() {
    BigInteger most = BigInteger.ONE.shiftLeft(256).subtract(BigInteger.ONE);
    ShareTarget easiest = ShareTarget.of(1e-300);
    assertThat(easiest.number()).isEqualTo(most);
    assertThat(easiest.isMetBy(digest(most))).isTrue();
    assertThat(ShareTarget.of(ShareTarget.MIN_DIFFICULTY).number().bitLength()).isEqualTo(256);
  }
}
