package zveno.kernel.mining;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import zveno.kernel.bytes.Sha256;
import zveno.kernel.json.JsonLimits;
import zveno.kernel.json.JsonValue;

@Tag("slow")
class DecimalSearchTest {

  private static final Difficulty TWO = new Difficulty(2);

  private static BigInteger smallest(DecimalPuzzle puzzle) {
    return DecimalSearch.smallest(puzzle, () -> false).orElseThrow();
  }

  static List<BigInteger> proofsMadeByPython() throws Exception {
    try (InputStream in = DecimalSearchTest.class.getResourceAsStream("/vectors/proofs.json")) {
      JsonValue document = JsonValue.parse(read(in), JsonLimits.defaults());
      List<BigInteger> proofs = new ArrayList<>();
      proofs.add(document.member("start").orElseThrow().integer());
      document.member("proofs").orElseThrow().elements().forEach(p -> proofs.add(p.integer()));
      return proofs;
    }
  }

  private static byte[] read(InputStream in) throws IOException {
    assertThat(in).isNotNull();
    return in.readAllBytes();
  }

  @Test
  void findsTheProofsOfTheTutorialOneAfterTheOther() throws Exception {
    List<BigInteger> proofs = proofsMadeByPython();
    assertThat(proofs.subList(0, 3)).map(BigInteger::intValue).containsExactly(100, 35293, 35089);
    for (int i = 1; i < 40; i++) {
      DecimalPuzzle puzzle =
          new DecimalPuzzle(proofs.get(i - 1).toString(), "", Difficulty.TUTORIAL);
      assertThat(smallest(puzzle)).as("proof %d", i).isEqualTo(proofs.get(i));
    }
  }

  @Test
  void acceptsAllProofsThatPythonFound() throws Exception {
    List<BigInteger> proofs = proofsMadeByPython();
    for (int i = 1; i < proofs.size(); i++) {
      DecimalPuzzle puzzle =
          new DecimalPuzzle(proofs.get(i - 1).toString(), "", Difficulty.TUTORIAL);
      assertThat(puzzle.isSolvedBy(proofs.get(i))).isTrue();
      assertThat(puzzle.isSolvedBy(proofs.get(i).add(BigInteger.ONE))).isFalse();
    }
  }

  @Test
  void findsWhatTheTutorialsLoopFinds() {
    long seed = 20_171_002;
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    for (int round = 0; round < 60; round++) {
      String prefix = new BigInteger(8 + random.nextInt(200), random).toString();
      String tail = random.nextBoolean() ? "" : "f".repeat(64);
      DecimalPuzzle puzzle = new DecimalPuzzle(prefix, tail, TWO);
      assertThat(smallest(puzzle)).as(puzzle.toString()).isEqualTo(byTheTutorialsLoop(puzzle));
    }
  }

  private static BigInteger byTheTutorialsLoop(DecimalPuzzle puzzle) {
    MessageDigest digest = Sha256.newDigest();
    String zeros = "0".repeat(puzzle.difficulty().zeros());
    for (long proof = 0; ; proof++) {
      String guess = puzzle.prefix() + proof + puzzle.tail();
      byte[] hash = digest.digest(guess.getBytes(StandardCharsets.US_ASCII));
      if (HexFormat.of().formatHex(hash).startsWith(zeros)) {
        return BigInteger.valueOf(proof);
      }
    }
  }

  @Test
  void zeroZerosAreMetByTheFirstCandidate() {
    assertThat(smallest(new DecimalPuzzle("100", "", new Difficulty(0)))).isZero();
  }

  @Test
  void stopsOnRequest() {
    AtomicInteger looks = new AtomicInteger();
    DecimalPuzzle hopeless = new DecimalPuzzle("100", "", new Difficulty(64));
    assertThat(DecimalSearch.smallest(hopeless, () -> looks.incrementAndGet() > 3)).isEmpty();
    assertThat(looks).hasValue(4);
  }

  @Test
  void aSearchThatIsStoppedAgainAndAgainFindsTheSame() {
    long seed = 20_171_003;
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    for (int round = 0; round < 10; round++) {
      String prefix = new BigInteger(16 + random.nextInt(100), random).toString();
      DecimalPuzzle puzzle = new DecimalPuzzle(prefix, "", new Difficulty(4));
      DecimalSearch search = new DecimalSearch(puzzle);
      int stops = 0;
      while (search.proof().isEmpty()) {
        AtomicInteger patience = new AtomicInteger(1 + random.nextInt(200));
        search.work(KernelKind.SCALAR.newDecimal(), () -> patience.decrementAndGet() < 0);
        stops++;
      }
      assertThat(search.proof()).as("%s, %d stops", puzzle, stops).contains(smallest(puzzle));
    }
  }

  @Test
  void negativeAndHugeProofsAreTextLikeAnyOther() {
    DecimalPuzzle puzzle = new DecimalPuzzle("-5", "", new Difficulty(1));
    BigInteger huge = BigInteger.TEN.pow(400);
    while (!puzzle.isSolvedBy(huge)) {
      huge = huge.add(BigInteger.ONE);
    }
    assertThat(puzzle.isSolvedBy(huge.toString())).isTrue();
  }

  @Test
  void countsHexadecimalZerosNotBytes() {
    byte[] digest = new byte[32];
    digest[1] = 0x0f;
    assertThat(new Difficulty(3).isMetBy(digest)).isTrue();
    assertThat(new Difficulty(4).isMetBy(digest)).isFalse();
    assertThat(new Difficulty(64).isMetBy(new byte[32])).isTrue();
  }
}
