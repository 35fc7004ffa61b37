package zveno.kernel.mining;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static zveno.kernel.mining.Kernels.atOnce;
import static zveno.kernel.mining.Kernels.digits;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a search finds depends neither on the threads nor on the kernels that work on it. */
@Tag("slow")
class SharedSearchTest {

  private static final DecimalPuzzle HOPELESS =
      new DecimalPuzzle("100", "", new Difficulty(Difficulty.MAX));

  private static final BooleanSupplier NEVER = () -> false;

  static List<KernelKind> all() {
    return Kernels.all();
  }

  /** A thread with a kernel of its own for each of these. */
  private static Optional<BigInteger> found(DecimalSearch search, List<KernelKind> kinds)
      throws Exception {
    List<Runnable> workers = new ArrayList<>();
    for (KernelKind kind : kinds) {
      workers.add(() -> search.work(kind.newDecimal(), NEVER));
    }
    atOnce(workers);
    return search.proof();
  }

  @ParameterizedTest
  @MethodSource("all")
  void findsTheProofsOfTheTutorialWithAnyNumberOfThreads(KernelKind kind) throws Exception {
    List<BigInteger> proofs = DecimalSearchTest.proofsMadeByPython();
    int many = Kernels.LONG ? 100 : 20;
    for (int i = 1; i <= many; i++) {
      DecimalPuzzle puzzle =
          new DecimalPuzzle(proofs.get(i - 1).toString(), "", Difficulty.TUTORIAL);
      // by the scalar kernel, which takes its time, each proof with one number of threads only
      int most = kind == KernelKind.SCALAR ? 1 + i % 3 : 3;
      for (int threads = kind == KernelKind.SCALAR ? most : 1; threads <= most; threads++) {
        assertThat(found(new DecimalSearch(puzzle), Collections.nCopies(threads, kind)))
            .as("proof %d, %d threads", i, threads)
            .hasValue(proofs.get(i));
      }
    }
  }

  @Test
  void findsTheSameWithDifferentKernelsAtOnce() throws Exception {
    long seed = 20_100_522;
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    for (int round = 0; round < 40; round++) {
      DecimalPuzzle puzzle =
          new DecimalPuzzle(digits(random, 1 + random.nextInt(70)), "", new Difficulty(4));
      BigInteger alone = DecimalSearch.smallest(puzzle, NEVER).orElseThrow();
      assertThat(found(new DecimalSearch(puzzle), Kernels.all()))
          .as(puzzle.toString())
          .hasValue(alone);
    }
  }

  /** Around the ends of Java's numbers, and where a proof gets a digit more. */
  @ParameterizedTest
  @MethodSource("all")
  void proofsMayHaveAnyLength(KernelKind kind) throws Exception {
    List<BigInteger> firsts = new ArrayList<>();
    for (int bits : new int[] {31, 32, 53, 63, 64, 65, 127, 200}) {
      firsts.add(BigInteger.TWO.pow(bits).divide(BigInteger.valueOf(CandidateRange.SIZE)));
    }
    for (int digits : new int[] {1, 2, 5, 14, 15, 16, 40, 300}) {
      firsts.add(BigInteger.TEN.pow(digits).subtract(BigInteger.ONE));
      firsts.add(BigInteger.TEN.pow(digits));
    }
    boolean longer = false;
    for (int i = 0; i < firsts.size(); i++) {
      BigInteger first = firsts.get(i);
      int fewest = Kernels.LONG ? 1 : 1 + i % 3; // each length with one number of threads only
      int most = Kernels.LONG ? 3 : fewest;
      for (int threads = fewest; threads <= most; threads++) {
        DecimalPuzzle puzzle = new DecimalPuzzle("61" + threads, "", new Difficulty(3));
        BigInteger from = first.multiply(BigInteger.valueOf(CandidateRange.SIZE));
        BigInteger proof = Kernels.byTheTutorialsLoop(puzzle, from);
        DecimalSearch search = new DecimalSearch(puzzle, first);
        assertThat(found(search, Collections.nCopies(threads, kind)))
            .as("from %s", from)
            .hasValue(proof);
        longer |= proof.toString().length() > from.toString().length();
      }
    }
    assertThat(longer).as("some proof has a digit more than where its search began").isTrue();
  }

  // ---- when it is stopped

  @ParameterizedTest
  @MethodSource("all")
  void asksAfterEveryStepWhetherToStop(KernelKind kind) {
    DecimalKernel kernel = kind.newDecimal();
    AtomicInteger sinceLook = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    AtomicInteger looks = new AtomicInteger();
    DecimalKernel counting =
        new DecimalKernel() {
          @Override
          public int lowest(CandidateRange stretch, int from, int to) {
            most.accumulateAndGet(sinceLook.addAndGet(to - from), Math::max);
            return kernel.lowest(stretch, from, to);
          }

          @Override
          public int step() {
            return kernel.step();
          }
        };
    DecimalSearch search = new DecimalSearch(HOPELESS);
    search.work(
        counting,
        () -> {
          sinceLook.set(0);
          return looks.incrementAndGet() > 300;
        });
    assertThat(search.proof()).isEmpty();
    assertThat(looks).hasValue(301);
    assertThat(most).hasValue(kernel.step());
  }

  @ParameterizedTest
  @MethodSource("all")
  void endsOnAllThreadsWhenItIsStopped(KernelKind kind) throws Exception {
    DecimalSearch search = new DecimalSearch(HOPELESS);
    AtomicInteger looks = new AtomicInteger();
    Runnable worker = () -> search.work(kind.newDecimal(), () -> looks.incrementAndGet() > 400);
    atOnce(List.of(worker, worker, worker));
    assertThat(search.proof()).isEmpty();
    assertThat(search.tried()).isPositive();
    assertThat(looks.get()).isBetween(401, 403);
  }

  @Test
  void countsWhatItTriedUntilItWasStopped() {
    DecimalSearch early = new DecimalSearch(HOPELESS);
    AtomicInteger looks = new AtomicInteger();
    // before the first stretch, at its beginning, then after every hundred candidates
    early.work(KernelKind.SCALAR.newDecimal(), () -> looks.incrementAndGet() > 5);
    assertThat(early.tried()).isEqualTo(400);

    DecimalSearch found = new DecimalSearch(new DecimalPuzzle("100", "", Difficulty.TUTORIAL));
    found.work(KernelKind.SCALAR.newDecimal(), NEVER);
    assertThat(found.tried()).isEqualTo(found.proof().orElseThrow().longValueExact() + 1);
  }

  /** What it holds is found, or not, where a test says so; meanwhile others work. */
  private static DecimalKernel scripted(Runnable meanwhile, int... answers) {
    return new DecimalKernel() {
      private int next;

      @Override
      public int lowest(CandidateRange stretch, int from, int to) {
        assertThat(next).as("it is asked no more than this").isLessThan(answers.length);
        meanwhile.run();
        return answers[next++];
      }

      @Override
      public int step() {
        return CandidateRange.SIZE / 2;
      }
    };
  }

  private static DecimalKernel scripted(int... answers) {
    return scripted(() -> {}, answers);
  }

  /** From the second look on. */
  private static BooleanSupplier atTheSecondLook() {
    AtomicInteger looks = new AtomicInteger();
    return () -> looks.incrementAndGet() > 1;
  }

  @Test
  void aProofAboveAnAbandonedStretchIsNone() {
    DecimalSearch search = new DecimalSearch(HOPELESS, BigInteger.ONE);
    Runnable other = () -> search.work(scripted(3), NEVER);
    search.work(scripted(other, DecimalKernel.NONE), atTheSecondLook());
    assertThat(search.proof()).isEmpty();
  }

  @Test
  void anAbandonedStretchIsTheNextWorkers() {
    DecimalSearch search = new DecimalSearch(HOPELESS, BigInteger.ONE);
    search.work(scripted(DecimalKernel.NONE), atTheSecondLook());
    search.work(scripted(7), NEVER);
    assertThat(search.proof()).hasValue(BigInteger.valueOf(10_007));
  }

  @Test
  void whatAKernelWasAtWhenItFailedIsAbandoned() {
    DecimalSearch search = new DecimalSearch(HOPELESS, BigInteger.ONE);
    Runnable otherFindsThenFails =
        () -> {
          search.work(scripted(3), NEVER);
          throw new IllegalStateException("broken");
        };
    assertThatThrownBy(() -> search.work(scripted(otherFindsThenFails, DecimalKernel.NONE), NEVER))
        .hasMessage("broken");
    assertThat(search.proof()).isEmpty();
  }

  @Test
  void aProofBelowAnAbandonedStretchIsTheSmallest() {
    DecimalSearch search = new DecimalSearch(HOPELESS, BigInteger.ONE);
    Runnable other = () -> search.work(scripted(DecimalKernel.NONE), atTheSecondLook());
    search.work(scripted(other, 7), NEVER);
    assertThat(search.proof()).hasValue(BigInteger.valueOf(10_007));
  }

  @Test
  void theHolderOfALowerRangeFinishesItAndWins() {
    DecimalSearch search = new DecimalSearch(HOPELESS, BigInteger.ONE);
    List<Integer> finds = new ArrayList<>(List.of(3));
    Runnable otherFindsOnce =
        () -> {
          if (!finds.isEmpty()) {
            search.work(scripted(finds.removeLast()), NEVER);
            assertThat(search.proof()).hasValue(BigInteger.valueOf(20_003));
          }
        };
    search.work(scripted(otherFindsOnce, DecimalKernel.NONE, 9_999), NEVER);
    assertThat(search.proof()).hasValue(BigInteger.valueOf(19_999));
  }

  @Test
  void theHolderOfALowerRangeWithoutASolutionTakesNoOther() {
    DecimalSearch search = new DecimalSearch(HOPELESS, BigInteger.ONE);
    List<Integer> finds = new ArrayList<>(List.of(3));
    Runnable otherFindsOnce =
        () -> {
          if (!finds.isEmpty()) {
            search.work(scripted(finds.removeLast()), NEVER);
          }
        };
    search.work(scripted(otherFindsOnce, DecimalKernel.NONE, DecimalKernel.NONE), NEVER);
    search.work(scripted(), NEVER);
    assertThat(search.proof()).hasValue(BigInteger.valueOf(20_003));
  }

  @Test
  void aSearchThatIsStoppedAnywhereFindsTheSmallestProofOrNone() throws Exception {
    long seed = 20_260_101;
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    int[] outcomes = new int[2];
    for (int round = 0; round < 200; round++) {
      DecimalPuzzle puzzle =
          new DecimalPuzzle(digits(random, 1 + random.nextInt(30)), "", new Difficulty(3));
      DecimalSearch search = new DecimalSearch(puzzle);
      AtomicInteger looksLeft = new AtomicInteger(random.nextInt(80));
      List<Runnable> workers = new ArrayList<>();
      for (KernelKind kind :
          List.of(KernelKind.SCALAR, KernelKind.preferred(), KernelKind.SCALAR)) {
        workers.add(() -> search.work(kind.newDecimal(), () -> looksLeft.decrementAndGet() < 0));
      }
      atOnce(workers);
      Optional<BigInteger> proof = search.proof();
      outcomes[proof.isPresent() ? 1 : 0]++;
      if (proof.isPresent()) {
        assertThat(proof).isEqualTo(DecimalSearch.smallest(puzzle, NEVER));
      }
    }
    assertThat(outcomes).as("both happened").doesNotContain(0);
  }
}
