package zveno.kernel.rules.strict.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static zveno.kernel.rules.strict.StrictVectors.integer;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import zveno.kernel.json.JsonValue;
import zveno.kernel.rules.strict.StrictVectors;

/** The schedule: by the vectors, by published ones, and beside the rule in whole numbers. */
@Tag("slow")
class AsertTest {

  private static final long SEED = 2020_11_15;

  /** A folder with aserti3-2d/run01 and so on; they are not ours to copy. */
  private static final String PUBLIC_VECTORS = "PUBLIC_VECTORS";

  private static final CompactBits EASIEST = new CompactBits(0x207fffffL);

  @Test
  void theVectorsComeOut() {
    int count = 0;
    for (JsonValue vector :
        StrictVectors.member(StrictVectors.read("pieces.json"), "asert").elements()) {
      Asert asert =
          new Asert(
              new CompactBits(integer(vector, "anchor")),
              new CompactBits(integer(vector, "limit")),
              integer(vector, "half_life"));

      assertThat(asert.bits(integer(vector, "behind")).bits()).isEqualTo(integer(vector, "bits"));
      count++;
    }
    assertThat(count).isEqualTo(33);
  }

  @Test
  void publishedVectorsComeOut() throws IOException {
    String folder = System.getenv(PUBLIC_VECTORS);
    assumeThat(folder).as("a folder in the environment variable " + PUBLIC_VECTORS).isNotBlank();
    int lines = 0;
    try (Stream<Path> runs = Files.list(Path.of(folder, "aserti3-2d"))) {
      for (Path run : runs.filter(at -> at.getFileName().toString().startsWith("run")).toList()) {
        lines += checkRun(Files.readAllLines(run));
      }
    }
    assertThat(lines).isEqualTo(14_000);
  }

  /** Spacing 600, half-life two days and the limit of Bitcoin Cash. */
  private static int checkRun(List<String> lines) {
    BigInteger anchorHeight = new BigInteger(header(lines, "anchor height")); // up to 2^63
    BigInteger anchorTime = new BigInteger(header(lines, "anchor (ancestor|parent) time"));
    CompactBits anchor = new CompactBits(Long.decode(header(lines, "anchor nBits")));
    Asert asert = new Asert(anchor, new CompactBits(0x1d00ffffL), 172_800);
    int count = 0;
    for (String line : lines) {
      if (!line.isBlank() && !line.startsWith("#")) {
        String[] words = line.strip().split(" ");
        long blocks = new BigInteger(words[1]).subtract(anchorHeight).longValueExact() + 1;
        long passed = new BigInteger(words[2]).subtract(anchorTime).longValueExact();
        assertThat(asert.bits(passed - 600 * blocks).bits())
            .as(line)
            .isEqualTo(Long.decode(words[3]));
        count++;
      }
    }
    return count;
  }

  private static String header(List<String> lines, String name) {
    return lines.stream()
        .filter(line -> line.matches("## +" + name + ": .*"))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst()
        .orElseThrow();
  }

  @Test
  void agreesWithTheRuleInWholeNumbers() {
    System.out.println("seed " + SEED);
    Random random = new Random(SEED);
    int rounds = Boolean.getBoolean("zveno.long") ? 30_000 : 10_000;
    for (int round = 0; round < rounds; round++) {
      CompactBits limit = randomBits(random);
      CompactBits anchor = randomBits(random);
      if (anchor.isEasierThan(limit)) {
        anchor = limit;
      }
      long halfLife = 1 + random.nextLong(2_592_000);
      long behind =
          random.nextLong(1L << (1 + random.nextInt(50))) * (random.nextBoolean() ? 1 : -1);

      assertThat(new Asert(anchor, limit, halfLife).bits(behind))
          .as("%s, %s, %d, %d", anchor, limit, halfLife, behind)
          .isEqualTo(model(anchor, limit, halfLife, behind));
    }
  }

  @Test
  void doublesAndHalvesWithTheHalfLife() {
    CompactBits anchor = new CompactBits(0x1b0404cbL);
    Asert asert = new Asert(anchor, EASIEST, 3_600);

    assertThat(asert.bits(0)).isEqualTo(anchor);
    assertThat(asert.bits(3_600).target()).isEqualTo(anchor.target().shiftLeft(1));
    assertThat(asert.bits(-3_600)).isEqualTo(CompactBits.ofTarget(anchor.target().shiftRight(1)));
  }

  @Test
  void staysBetweenOneAndTheLimit() {
    for (long halfLife : new long[] {16, 3_600, 2_592_000}) {
      Asert asert = new Asert(EASIEST, EASIEST, halfLife);
      assertThat(asert.bits(1L << 49)).isEqualTo(EASIEST);
      assertThat(asert.bits(1)).isEqualTo(EASIEST);
      assertThat(asert.bits(-(1L << 49)).target()).isEqualTo(BigInteger.ONE);
    }
  }

  @Test
  void parametersOutOfRangeAreABug() {
    assertThatThrownBy(() -> new Asert(EASIEST, EASIEST, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Asert(EASIEST, new CompactBits(0x1d00ffffL), 600))
        .hasMessageContaining("0x207fffff is easier than the limit, 0x1d00ffff");
  }

  private static CompactBits randomBits(Random random) {
    return CompactBits.ofTarget(
        new BigInteger(1 + random.nextInt(256), random).max(BigInteger.ONE));
  }

  /** The same with numbers of any size, as the rule is told. */
  private static CompactBits model(
      CompactBits anchor, CompactBits limit, long halfLife, long behind) {
    BigInteger unit = BigInteger.valueOf(65_536);
    BigInteger exponent =
        BigInteger.valueOf(behind).multiply(unit).divide(BigInteger.valueOf(halfLife));
    BigInteger[] parts = {exponent.shiftRight(16), exponent.mod(unit)};
    BigInteger x = parts[1];
    BigInteger polynomial =
        x.multiply(new BigInteger("195766423245049"))
            .add(x.pow(2).multiply(new BigInteger("971821376")))
            .add(x.pow(3).multiply(new BigInteger("5127")))
            .add(BigInteger.ONE.shiftLeft(47));
    assertThat(polynomial.bitLength()).isLessThanOrEqualTo(64);
    BigInteger target = anchor.target().multiply(unit.add(polynomial.shiftRight(48)));
    long shift = parts[0].longValueExact() - 16;
    if (shift > 600) {
      return limit;
    }
    target = shift < -600 ? BigInteger.ZERO : target.shiftLeft((int) shift);
    return CompactBits.ofTarget(target.max(BigInteger.ONE).min(limit.target()));
  }
}
