package zveno.kernel.mining;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import zveno.kernel.bytes.Hash;

/** Every kernel finds exactly the nonces that the JDK's digest finds, and so does every search. */
@Tag("slow")
class HeaderKernelTest {

  /** Bitcoin's genesis block, its nonce still zero. */
  private static final byte[] GENESIS =
      HexFormat.of()
          .parseHex(
              "01000000"
                  + "00".repeat(32)
                  + "3ba3edfd7a7b12b27ac72c3e67768f617fc81bc3888a51323a9fb8aa4b1e5e4a"
                  + "29ab5f49"
                  + "ffff001d"
                  + "00000000");

  private static final long GENESIS_NONCE = 2_083_236_893L;

  /** What its bits, 1d00ffff, say. */
  private static final BigInteger GENESIS_TARGET = BigInteger.valueOf(0xffff).shiftLeft(208);

  private static final String GENESIS_HASH =
      "000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f";

  private static final BigInteger HIGHEST = power(256).subtract(BigInteger.ONE);

  /** One in 256. */
  private static final BigInteger EASY = power(248).subtract(BigInteger.ONE);

  private static final long NONCES = 1L << 32;

  private static final BooleanSupplier NEVER = () -> false;

  static List<KernelKind> all() {
    return Kernels.all();
  }

  static List<KernelKind> slow() {
    return Kernels.slow();
  }

  static List<KernelKind> vectors() {
    return Kernels.vectors();
  }

  private static BigInteger power(int bits) {
    return BigInteger.TWO.pow(bits);
  }

  private static byte[] header(Random random) {
    byte[] header = new byte[HeaderPuzzle.LENGTH];
    random.nextBytes(header);
    return header;
  }

  /** The double hash as the number that it is. */
  private static BigInteger hash(byte[] header, long nonce) {
    byte[] hash = doubleHash(new HeaderPuzzle(header, BigInteger.ZERO).withNonce((int) nonce));
    for (int i = 0; i < hash.length / 2; i++) {
      byte kept = hash[i];
      hash[i] = hash[hash.length - 1 - i];
      hash[hash.length - 1 - i] = kept;
    }
    return new BigInteger(1, hash);
  }

  private static byte[] doubleHash(byte[] header) {
    return Hash.of(Hash.of(header).toBytes()).toBytes();
  }

  /** Where the step begins that this nonce is in. */
  private static long stepOf(long nonce) {
    return nonce / HeaderKernel.STEP * HeaderKernel.STEP;
  }

  /**
   * All solutions among the nonces of a step that a kernel finds. It begins at the step's start
   * only, so one is taken away by making the target lower than its hash: the solutions come out by
   * the records they set, and the last is the lowest hash of the step.
   */
  private static List<Long> records(
      HeaderKernel kernel, byte[] header, BigInteger target, long from) {
    List<Long> records = new ArrayList<>();
    BigInteger left = target;
    while (true) {
      long found = kernel.lowest(new HeaderPuzzle(header, left), from, from + HeaderKernel.STEP);
      if (found == HeaderKernel.NONE) {
        return records;
      }
      records.add(found);
      BigInteger hash = hash(header, found);
      assertThat(hash).isLessThanOrEqualTo(left);
      left = hash.subtract(BigInteger.ONE);
    }
  }

  /** The same by the JDK's digest. */
  private static List<Long> recordsByDigest(byte[] header, BigInteger target, long from) {
    List<Long> records = new ArrayList<>();
    BigInteger best = target.add(BigInteger.ONE);
    for (long nonce = from; nonce < from + HeaderKernel.STEP; nonce++) {
      BigInteger hash = hash(header, nonce);
      if (hash.compareTo(best) < 0) {
        records.add(nonce);
        best = hash;
      }
    }
    return records;
  }

  @Test
  void theHeaderIsBitcoinsFirst() {
    assertThat(hash(GENESIS, GENESIS_NONCE)).isEqualTo(new BigInteger(GENESIS_HASH, 16));
  }

  @ParameterizedTest
  @MethodSource("all")
  void findsTheNonceOfBitcoinsFirstBlock(KernelKind kind) {
    HeaderKernel kernel = kind.newHeader();
    long from = stepOf(GENESIS_NONCE);
    for (BigInteger target : List.of(GENESIS_TARGET, new BigInteger(GENESIS_HASH, 16))) {
      HeaderPuzzle puzzle = new HeaderPuzzle(GENESIS, target);
      assertThat(kernel.lowest(puzzle, from, from + HeaderKernel.STEP)).isEqualTo(GENESIS_NONCE);
      assertThat(kernel.lowest(puzzle, from - HeaderKernel.STEP, from))
          .isEqualTo(HeaderKernel.NONE);
    }
    BigInteger below = new BigInteger(GENESIS_HASH, 16).subtract(BigInteger.ONE);
    assertThat(kernel.lowest(new HeaderPuzzle(GENESIS, below), from, from + HeaderKernel.STEP))
        .isEqualTo(HeaderKernel.NONE);
  }

  /** In the first, the last and some other step; each time down to the lowest hash of all. */
  @ParameterizedTest
  @MethodSource("all")
  void findsTheSolutionsOfEverySizeOfTarget(KernelKind kind) {
    HeaderKernel kernel = kind.newHeader();
    long seed = 20_090_109;
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    for (BigInteger target :
        List.of(HIGHEST, power(255), power(253).subtract(BigInteger.ONE), EASY)) {
      long other = stepOf(random.nextLong(NONCES));
      for (long from : new long[] {0, other, NONCES - HeaderKernel.STEP}) {
        byte[] header = header(random);
        List<Long> records = records(kernel, header, target, from);
        assertThat(records)
            .as("target %s from %d", target.toString(16), from)
            .isNotEmpty()
            .isEqualTo(recordsByDigest(header, target, from));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void theHighestTargetIsMetByEveryHashAndZeroByNone(KernelKind kind) {
    HeaderKernel kernel = kind.newHeader();
    byte[] header = header(new Random(5));
    HeaderPuzzle all = new HeaderPuzzle(header, HIGHEST);
    HeaderPuzzle none = new HeaderPuzzle(header, BigInteger.ZERO);
    for (long from : new long[] {0, HeaderKernel.STEP, NONCES - HeaderKernel.STEP}) {
      assertThat(kernel.lowest(all, from, from + HeaderKernel.STEP)).isEqualTo(from);
      assertThat(kernel.lowest(none, from, from + HeaderKernel.STEP)).isEqualTo(HeaderKernel.NONE);
    }
  }

  /** Many steps at once, as the contract allows. */
  @ParameterizedTest
  @MethodSource("all")
  void looksThroughManySteps(KernelKind kind) {
    HeaderKernel kernel = kind.newHeader();
    byte[] header = header(new Random(6));
    HeaderPuzzle puzzle = new HeaderPuzzle(header, power(256 - 17));
    long from = 3L * HeaderKernel.STEP;
    long expected = from;
    while (!puzzle.isSolvedBy(expected)) {
      expected++;
    }
    long to = stepOf(expected) + HeaderKernel.STEP;
    assertThat(kernel.lowest(puzzle, from, to)).isEqualTo(expected);
  }

  /** Not only those bits that a solution needs; and as few at once as a kernel can. */
  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("vectors")
  void hashesEveryHeaderWholly(KernelKind kind) throws Exception {
    VectorRows rows = new VectorRows(kind);
    byte[] header = header(new Random(7));
    HeaderPuzzle none = new HeaderPuzzle(header, BigInteger.ZERO);
    for (long step : new long[] {0, stepOf(GENESIS_NONCE), NONCES - HeaderKernel.STEP}) {
      for (long from = step; from < step + HeaderKernel.STEP; from += 8L * rows.pair()) {
        assertThat(rows.header().lowest(none, from, from + rows.pair()))
            .isEqualTo(HeaderKernel.NONE);
        List<String> expected = new ArrayList<>();
        for (int lane = 0; lane < rows.pair(); lane++) {
          byte[] hash = doubleHash(none.withNonce((int) from + lane));
          expected.add(HexFormat.of().formatHex(hash));
        }
        assertThat(rows.headerHashes()).as("from %d", from).isEqualTo(expected);
      }
    }
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("vectors")
  void findsTheSameFromEveryPlaceAndBetweenDecimalPuzzles(KernelKind kind) {
    HeaderKernel kernel = kind.newHeader();
    byte[] header = header(new Random(8));
    List<Long> expected = recordsByDigest(header, EASY, 0);
    CandidateRange stretch = Kernels.stretch("1234567", "", 2);
    List<Integer> solutions = Kernels.solutions(stretch);
    for (int place = 0; place < Placeable.PLACES; place++) {
      ((Placeable) kernel).place(place);
      assertThat(records(kernel, header, EASY, 0)).as("place %d", place).isEqualTo(expected);
      assertThat(Kernels.hits((DecimalKernel) kernel, stretch)).isEqualTo(solutions);
    }
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("slow")
  void widerOnesThanTheProcessorsFindTheSame(KernelKind kind) {
    byte[] header = header(new Random(9));
    HeaderPuzzle puzzle = new HeaderPuzzle(header, EASY);
    assertThat(kind.newHeader().lowest(puzzle, 0, HeaderKernel.STEP))
        .isEqualTo(recordsByDigest(header, EASY, 0).getFirst());
  }

  @Test
  void theLastWordOfASolutionHasTheseZeros() {
    assertThat(zeros(HIGHEST)).isZero();
    assertThat(zeros(power(255))).isZero();
    assertThat(zeros(power(255).subtract(BigInteger.ONE))).isEqualTo(0x00000080);
    assertThat(zeros(EASY)).isEqualTo(0x000000ff);
    assertThat(zeros(power(240))).isEqualTo(0x0000feff);
    assertThat(zeros(power(224))).isEqualTo(0xfeffffff);
    assertThat(zeros(power(224).subtract(BigInteger.ONE))).isEqualTo(-1);
    assertThat(zeros(BigInteger.ZERO)).isEqualTo(-1);
  }

  private static int zeros(BigInteger target) {
    return new HeaderPuzzle(GENESIS, target).zerosOfLastWord();
  }

  @Test
  void aPuzzleHasEightyBytesAndATargetOfAHashesSize() {
    assertThatThrownBy(() -> new HeaderPuzzle(new byte[79], HIGHEST))
        .isInstanceOf(IllegalArgumentException.class);
    for (BigInteger target : List.of(power(256), BigInteger.ONE.negate())) {
      assertThatThrownBy(() -> new HeaderPuzzle(GENESIS, target))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  // ---- searches

  private static OptionalLong found(HeaderSearch search, List<KernelKind> kinds) throws Exception {
    List<Runnable> workers = new ArrayList<>();
    for (KernelKind kind : kinds) {
      workers.add(() -> search.work(kind.newHeader(), NEVER));
    }
    Kernels.atOnce(workers);
    return search.nonce();
  }

  @ParameterizedTest
  @MethodSource("all")
  void aSearchFindsTheSmallestNonceWithAnyNumberOfThreads(KernelKind kind) throws Exception {
    Random random = new Random(10);
    for (int round = 0; round < 4; round++) {
      HeaderPuzzle puzzle = new HeaderPuzzle(header(random), power(256 - 15));
      long expected = 0;
      while (!puzzle.isSolvedBy(expected)) {
        expected++;
      }
      for (int threads = 1; threads <= 3; threads++) {
        HeaderSearch search = new HeaderSearch(puzzle);
        assertThat(found(search, Collections.nCopies(threads, kind))).hasValue(expected);
        assertThat(search.tried()).isGreaterThan(expected);
      }
      assertThat(found(new HeaderSearch(puzzle), Kernels.all())).hasValue(expected);
    }
  }

  /** All nonces would take minutes: these kernels look at none. */
  @Test
  void aSearchEndsWhenAllNoncesHaveBeenTried() throws Exception {
    AtomicLong steps = new AtomicLong();
    AtomicLong starts = new AtomicLong();
    HeaderKernel blind =
        (puzzle, from, to) -> {
          assertThat(to - from).isEqualTo(HeaderKernel.STEP);
          steps.incrementAndGet();
          starts.addAndGet(from / HeaderKernel.STEP);
          return HeaderKernel.NONE;
        };
    HeaderSearch search = new HeaderSearch(new HeaderPuzzle(GENESIS, BigInteger.ZERO));
    Runnable worker = () -> search.work(blind, NEVER);
    Kernels.atOnce(List.of(worker, worker, worker));
    long count = NONCES / HeaderKernel.STEP;
    assertThat(search.nonce()).isEmpty();
    assertThat(search.tried()).isEqualTo(NONCES);
    assertThat(steps).hasValue(count);
    assertThat(starts).hasValue(count * (count - 1) / 2);
  }

  /** The last step really, those before it as above. */
  @ParameterizedTest
  @MethodSource("all")
  void aSearchFindsANonceInTheVeryLastStep(KernelKind kind) {
    byte[] header = header(new Random(11));
    long last = NONCES - HeaderKernel.STEP;
    long lowest = recordsByDigest(header, HIGHEST, last).getLast();
    HeaderKernel kernel = kind.newHeader();
    HeaderKernel lazy =
        (puzzle, from, to) -> from < last ? HeaderKernel.NONE : kernel.lowest(puzzle, from, to);
    HeaderSearch search = new HeaderSearch(new HeaderPuzzle(header, hash(header, lowest)));
    search.work(lazy, NEVER);
    assertThat(search.nonce()).hasValue(lowest);
    assertThat(search.tried()).isEqualTo(lowest + 1);
  }

  @Test
  void aSearchAsksAfterEveryStepWhetherToStop() {
    AtomicInteger sinceLook = new AtomicInteger();
    AtomicInteger looks = new AtomicInteger();
    HeaderKernel blind =
        (puzzle, from, to) -> {
          assertThat(sinceLook.incrementAndGet()).isEqualTo(1);
          return HeaderKernel.NONE;
        };
    HeaderSearch search = new HeaderSearch(new HeaderPuzzle(GENESIS, BigInteger.ZERO));
    search.work(
        blind,
        () -> {
          sinceLook.set(0);
          return looks.incrementAndGet() > 100;
        });
    assertThat(search.nonce()).isEmpty();
    assertThat(search.tried()).isEqualTo(100L * HeaderKernel.STEP);
  }

  @Test
  void aNonceThatIsFoundLaterAndIsLargerCountsForNothing() throws Exception {
    HeaderSearch search = new HeaderSearch(new HeaderPuzzle(GENESIS, HIGHEST));
    CountDownLatch bothHaveAStep = new CountDownLatch(2);
    CountDownLatch lowerIsDone = new CountDownLatch(1);
    HeaderKernel kernel =
        (puzzle, from, to) -> {
          bothHaveAStep.countDown();
          await(from == 0 ? bothHaveAStep : lowerIsDone);
          return from + 9;
        };
    Runnable worker =
        () -> {
          search.work(kernel, NEVER);
          lowerIsDone.countDown();
        };
    Kernels.atOnce(List.of(worker, worker));
    assertThat(search.nonce()).hasValue(9);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aKernelThatFailsLeavesNothingCertainAboveItsStep() {
    HeaderSearch search = new HeaderSearch(new HeaderPuzzle(GENESIS, HIGHEST));
    HeaderKernel failing =
        (puzzle, from, to) -> {
          throw new IllegalStateException("broken");
        };
    assertThatThrownBy(() -> search.work(failing, NEVER)).hasMessage("broken");
    search.work((puzzle, from, to) -> from + 9, NEVER);
    assertThat(search.nonce()).isEmpty();
  }

  /** Who has begun a step ends it, so what is found is the smallest even then. */
  @Test
  void aStoppedSearchHasEndedItsStep() {
    HeaderSearch search = new HeaderSearch(new HeaderPuzzle(GENESIS, HIGHEST));
    AtomicInteger looks = new AtomicInteger();
    HeaderKernel second = (puzzle, from, to) -> from + 5;
    HeaderKernel first =
        (puzzle, from, to) -> {
          search.work(second, NEVER);
          return from + 9;
        };
    search.work(first, () -> looks.incrementAndGet() > 1);
    assertThat(search.nonce()).hasValue(9);
  }

  @Test
  void aPuzzleSaysHowManyHashesItTakes() {
    byte[] header = new byte[HeaderPuzzle.LENGTH];
    BigInteger easiest = BigInteger.ONE.shiftLeft(256).subtract(BigInteger.ONE);
    assertThat(new HeaderPuzzle(header, easiest).expectedHashes()).isEqualTo(1);
    assertThat(new HeaderPuzzle(header, easiest.shiftRight(20)).expectedHashes())
        .isCloseTo(1 << 20, within(1.0));
    assertThat(new DecimalPuzzle("100", "", Difficulty.TUTORIAL).expectedHashes())
        .isEqualTo(65_536);
  }
}
