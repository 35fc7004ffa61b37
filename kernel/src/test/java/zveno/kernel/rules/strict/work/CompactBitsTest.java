package zveno.kernel.rules.strict.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static zveno.kernel.rules.strict.StrictVectors.integer;
import static zveno.kernel.rules.strict.StrictVectors.text;

import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import zveno.kernel.json.JsonValue;
import zveno.kernel.model.Work;
import zveno.kernel.rules.strict.StrictVectors;

/** Compact bits, their targets and their work. */
class CompactBitsTest {

  private static final long SEED = 256;

  private static final BigInteger MAX = BigInteger.ONE.shiftLeft(256).subtract(BigInteger.ONE);

  @Test
  void theVectorsAreRead() {
    int count = 0;
    for (JsonValue vector :
        StrictVectors.member(StrictVectors.read("pieces.json"), "bits").elements()) {
      CompactBits bits = CompactBits.of(integer(vector, "bits")).orElseThrow();
      BigInteger target = new BigInteger(text(vector, "target"), 16);

      assertThat(bits.target()).isEqualTo(target);
      assertThat(bits.work()).isEqualTo(new Work(new BigInteger(text(vector, "work"))));
      assertThat(CompactBits.ofTarget(target)).isEqualTo(bits);
      count++;
    }
    assertThat(count).isEqualTo(6);
  }

  @Test
  void targetsComeBackWithoutWhatLiesBelowTheirLeadingBytes() {
    System.out.println("seed " + SEED);
    Random random = new Random(SEED);
    for (int round = 0; round < 20_000; round++) {
      BigInteger target =
          new BigInteger(1 + random.nextInt(256), random).max(BigInteger.ONE).min(MAX);
      CompactBits bits = CompactBits.ofTarget(target);
      BigInteger back = bits.target();

      assertThat(back).isLessThanOrEqualTo(target);
      assertThat(target.subtract(back).bitLength())
          .isLessThanOrEqualTo(Math.max(0, target.bitLength() - 16));
      assertThat(CompactBits.ofTarget(back)).isEqualTo(bits);
      assertThat(CompactBits.of(bits.bits())).contains(bits);
    }
  }

  @Test
  void whateverIsAcceptedIsTheOnlyFormOfItsTarget() {
    Random random = new Random(SEED);
    int accepted = 0;
    for (int round = 0; round < 50_000; round++) {
      long word = Integer.toUnsignedLong(random.nextInt(36 << 24));
      if (CompactBits.of(word).isPresent()) {
        CompactBits bits = new CompactBits(word);
        assertThat(CompactBits.ofTarget(bits.target())).isEqualTo(bits);
        accepted++;
      } else {
        assertThatThrownBy(() -> new CompactBits(word))
            .isInstanceOf(IllegalArgumentException.class);
      }
    }
    assertThat(accepted).isGreaterThan(10_000);
  }

  @ParameterizedTest
  @ValueSource(
      longs = {
        0,
        1,
        0x20000000L, // no leading bytes
        0x20800000L, // the sign
        0x20800001L,
        0x20ffffffL,
        0x1d0000ffL,
        0x03000012L,
        0x01123456L, // bytes that are not of the number
        0x02123456L,
        0x00123456L,
        0x01800000L,
        0x2101ffffL, // above 2^256 - 1
        0x22000001L,
        0xff7fffffL,
        -1,
        1L << 32
      })
  void noOtherFormIsSound(long bits) {
    assertThat(CompactBits.of(bits)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {0x01010000L, 0x017f0000L, 0x02008000L, 0x2100ffffL, 0x207fffffL})
  void theEdgesAreSound(long bits) {
    assertThat(CompactBits.of(bits)).isPresent();
  }

  @Test
  void aTargetIsOneToAllOnes() {
    assertThat(CompactBits.ofTarget(BigInteger.ONE).bits()).isEqualTo(0x01010000L);
    assertThat(CompactBits.ofTarget(MAX).bits()).isEqualTo(0x2100ffffL);
    assertThat(CompactBits.ofTarget(MAX).work()).isEqualTo(Work.ONE);
    assertThatThrownBy(() -> CompactBits.ofTarget(BigInteger.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> CompactBits.ofTarget(MAX.add(BigInteger.ONE)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(new CompactBits(0x207fffffL)).hasToString("0x207fffff");
  }
}
