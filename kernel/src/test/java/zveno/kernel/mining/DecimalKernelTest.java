package zveno.kernel.mining;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static zveno.kernel.mining.Kernels.digits;
import static zveno.kernel.mining.Kernels.hits;
import static zveno.kernel.mining.Kernels.solutions;
import static zveno.kernel.mining.Kernels.stretch;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import zveno.kernel.bytes.Hash;

/** Every kernel finds exactly the solutions that the JDK's digest finds. */
@Tag("slow")
class DecimalKernelTest {

  /** SHA-256 of "10058320128" begins with eight zeros and then an "a". */
  private static final String BEFORE_EIGHT_ZEROS = "1005832";

  private static final int EIGHT_ZEROS = 128;

  static List<KernelKind> all() {
    return Kernels.all();
  }

  static List<KernelKind> slow() {
    return Kernels.slow();
  }

  static List<KernelKind> vectors() {
    return Kernels.vectors();
  }

  /** The digits at every place of a word and of a block, and the padding too. */
  @Test
  void allFindAllSolutionsOfMessagesOfEveryLength() {
    Map<KernelKind, DecimalKernel> kernels = new EnumMap<>(KernelKind.class);
    Kernels.all().forEach(kind -> kernels.put(kind, kind.newDecimal()));
    for (int head = 0; head <= 80; head++) {
      for (int tail : new int[] {0, 64, (7 * head) % 130}) {
        CandidateRange stretch = stretch("7".repeat(head), "e".repeat(tail), 2);
        List<Integer> solutions = solutions(stretch);
        String lengths = head + "+" + tail;
        kernels.forEach((kind, kernel) ->
            assertThat(hits(kernel, stretch)).as("%s %s", kind, lengths).isEqualTo(solutions));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void findsAllSolutionsOfEachDifficulty(KernelKind kind) {
    DecimalKernel kernel = kind.newDecimal();
    for (int head : new int[] {0, 1, 2, 3, 59, 60, 61, 62, 63, 64, 120}) {
      for (int zeros = 0; zeros <= 3; zeros++) {
        CandidateRange stretch = stretch("3".repeat(head), "ab", zeros);
        assertThat(hits(kernel, stretch)).as("%d, %d", head, zeros).isEqualTo(solutions(stretch));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void staysBetweenItsBounds(KernelKind kind) {
    DecimalKernel kernel = kind.newDecimal();
    long seed = 20_090_103;
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    CandidateRange stretch = stretch("31415", "", 1);
    List<Integer> solutions = solutions(stretch);
    for (int round = 0; round < 500; round++) {
      int from = random.nextInt(CandidateRange.SIZE);
      int to = from + random.nextInt(Math.min(60, CandidateRange.SIZE - from) + 1);
      int lowest =
          solutions.stream()
              .filter(s -> s >= from && s < to)
              .findFirst()
              .orElse(DecimalKernel.NONE);
      assertThat(kernel.lowest(stretch, from, to)).as("%d to %d", from, to).isEqualTo(lowest);
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void takesPrefixesOfAnyLength(KernelKind kind) {
    DecimalKernel kernel = kind.newDecimal();
    long seed = 20_081_031;
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    for (int length : new int[] {9_982, 9_999, 10_000, 10_001}) {
      CandidateRange head = stretch(digits(random, length), "", 2);
      CandidateRange both = stretch(digits(random, length), digits(random, 1_000), 2);
      // the JDK has to hash the whole text for each candidate
      for (CandidateRange stretch : List.of(head, both)) {
        int hit = kernel.lowest(stretch, 0, 2_000);
        for (int candidate = 0; candidate < 2_000; candidate++) {
          boolean solved = stretch.isSolvedBy(candidate);
          if (solved || candidate == hit) {
            assertThat(candidate).isEqualTo(hit);
            assertThat(solved).isTrue();
            break;
          }
        }
      }
    }
  }

  /** The vector kernels look at the first word only; the rest is looked at afterwards. */
  @ParameterizedTest
  @MethodSource("all")
  void tellsEightZerosFromNine(KernelKind kind) {
    DecimalKernel kernel = kind.newDecimal();
    String hash = Hash.of(Kernels.ascii(BEFORE_EIGHT_ZEROS + "0128")).hex();
    assertThat(hash).startsWith("00000000a");

    assertThat(hits(kernel, stretch(BEFORE_EIGHT_ZEROS, "", 7))).containsExactly(EIGHT_ZEROS);
    assertThat(hits(kernel, stretch(BEFORE_EIGHT_ZEROS, "", 8))).containsExactly(EIGHT_ZEROS);
    assertThat(hits(kernel, stretch(BEFORE_EIGHT_ZEROS, "", 9))).isEmpty();
    assertThat(hits(kernel, stretch(BEFORE_EIGHT_ZEROS, "", 64))).isEmpty();
  }

  @Test
  void theFirstWordOfASolutionHasTheseZeros() {
    List<Integer> expected =
        List.of(
            0,
            0xf0000000,
            0xff000000,
            0xfff00000,
            0xffff0000,
            0xfffff000,
            0xffffff00,
            0xfffffff0,
            -1,
            -1);
    for (int zeros = 0; zeros < expected.size(); zeros++) {
      assertThat(new Difficulty(zeros).zerosOfFirstWord())
          .as("%d", zeros)
          .isEqualTo(expected.get(zeros));
    }
    assertThat(new Difficulty(Difficulty.MAX).zerosOfFirstWord()).isEqualTo(-1);
  }

  /** Not only those bits that a solution needs. */
  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("vectors")
  void hashesEveryCandidateWholly(KernelKind kind) throws Exception {
    VectorRows rows = new VectorRows(kind);
    for (int head : new int[] {0, 3, 17, 61, 64, 125}) {
      for (int tail : new int[] {0, 64}) {
        CandidateRange stretch = stretch("9".repeat(head), "d".repeat(tail), Difficulty.MAX);
        for (int from = 0; from < CandidateRange.SIZE; from += 501) {
          assertThat(rows.decimal().lowest(stretch, from, from + 1)).isEqualTo(DecimalKernel.NONE);
          List<String> expected = new ArrayList<>();
          for (int lane = 0; lane < rows.pair(); lane++) {
            expected.add(Hash.of(stretch.text(from + lane)).hex());
          }
          assertThat(rows.decimalHashes()).as("%d+%d", head, tail).isEqualTo(expected);
        }
      }
    }
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("vectors")
  void findsTheSameFromEveryPlace(KernelKind kind) {
    DecimalKernel kernel = kind.newDecimal();
    Placeable placeable = (Placeable) kernel;
    for (int place = 0; place < Placeable.PLACES; place++) {
      placeable.place(place);
      // the longer the tail the more rows, which are made when they are needed
      for (String tail : List.of("", "f".repeat(64), "f".repeat(64 * (place + 2)))) {
        CandidateRange stretch = stretch("62", tail, 2);
        assertThat(hits(kernel, stretch)).as("place %d", place).isEqualTo(solutions(stretch));
      }
    }
    assertThatThrownBy(() -> placeable.place(-1)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> placeable.place(16)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  /** Of many lengths in turn, so that what one stretch leaves in the rows meets the next. */
  @ParameterizedTest
  @MethodSource("all")
  void findsTheSmallestProofsOfAnyPrefix(KernelKind kind) {
    DecimalKernel kernel = kind.newDecimal();
    long seed = 20_171_002;
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    for (int length = 1; length <= 60; length++) {
      for (String tail : List.of("", "0123456789abcdef".repeat(4))) {
        DecimalPuzzle puzzle = new DecimalPuzzle(digits(random, length), tail, new Difficulty(3));
        DecimalSearch search = new DecimalSearch(puzzle);
        search.work(kernel, () -> false);
        assertThat(search.proof())
            .as(puzzle.toString())
            .hasValue(Kernels.byTheTutorialsLoop(puzzle, BigInteger.ZERO));
      }
    }
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("slow")
  void widerOnesThanTheProcessorsFindTheSame(KernelKind kind) {
    DecimalKernel kernel = kind.newDecimal();
    for (int head : new int[] {4, 61}) {
      CandidateRange stretch = stretch("7".repeat(head), "", 1);
      assertThat(kernel.lowest(stretch, 0, 1_000)).isEqualTo(solutions(stretch).getFirst());
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void itsStepDividesAStretch(KernelKind kind) {
    assertThat(CandidateRange.SIZE % kind.newDecimal().step()).isZero();
  }
}
