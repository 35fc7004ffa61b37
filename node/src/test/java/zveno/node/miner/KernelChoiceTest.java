package zveno.node.miner;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import zveno.kernel.mining.CandidateRange;
import zveno.kernel.mining.DecimalKernel;
import zveno.kernel.mining.DecimalPuzzle;
import zveno.kernel.mining.DecimalSearch;
import zveno.kernel.mining.Difficulty;
import zveno.kernel.mining.KernelKind;
import zveno.kernel.mining.PowKernels;

/** The searches go over to vectors once these are faster, and find the same proofs all the time. */
@Tag("slow")
class KernelChoiceTest {

  private static final DecimalPuzzle TUTORIALS = new DecimalPuzzle("100", "", Difficulty.TUTORIAL);

  /** A clock that only the kernels here let go on. */
  private final AtomicLong clock = new AtomicLong();

  /** A scalar kernel that takes so many nanoseconds for each candidate. */
  private final class Paced implements DecimalKernel {

    private final DecimalKernel inner = KernelKind.SCALAR.newDecimal();
    private final int step;
    private final AtomicLong pace;

    Paced(int step, AtomicLong pace) {
      this.step = step;
      this.pace = pace;
    }

    @Override
    public int step() {
      return step;
    }

    @Override
    public int lowest(CandidateRange stretch, int from, int to) {
      clock.addAndGet((to - from) * pace.get());
      return inner.lowest(stretch, from, to);
    }
  }

  private final AtomicLong scalarPace = new AtomicLong(200);
  private final AtomicLong vectorPace = new AtomicLong(20);

  private DecimalKernel paced(KernelKind kind) {
    return kind == KernelKind.SCALAR ? new Paced(100, scalarPace) : new Paced(10_000, vectorPace);
  }

  private KernelChoice choice(KernelKind preferred, Function<KernelKind, DecimalKernel> decimals) {
    return new KernelChoice(
        () -> preferred,
        kind -> new PowKernels(decimals.apply(kind), KernelKind.SCALAR.newHeader()),
        TrialPuzzles.DECIMAL,
        clock::get);
  }

  private KernelChoice choice() {
    return choice(KernelKind.VECTOR_8, this::paced);
  }

  @Test
  void vectorsThatAreFasterAreChosen() {
    KernelChoice choice = choice();
    assertThat(choice.best()).isEqualTo(KernelKind.SCALAR);
    choice.tryOut();
    assertThat(choice.best()).isEqualTo(KernelKind.VECTOR_8);
  }

  @Test
  void vectorsThatBecomeFasterAreChosenThen() {
    AtomicInteger made = new AtomicInteger();
    vectorPace.set(100_000); // a second for a stretch, as before the compiler has come
    KernelChoice choice =
        choice(
            KernelKind.VECTOR_16,
            kind -> {
              DecimalKernel inner = paced(kind);
              return kind == KernelKind.SCALAR
                  ? inner
                  : new DecimalKernel() {
                    @Override
                    public int step() {
                      return inner.step();
                    }

                    @Override
                    public int lowest(CandidateRange stretch, int from, int to) {
                      if (made.incrementAndGet() == 10) {
                        vectorPace.set(20);
                      }
                      return inner.lowest(stretch, from, to);
                    }
                  };
            });
    choice.tryOut();
    assertThat(choice.best()).isEqualTo(KernelKind.VECTOR_16);
    assertThat(made.get()).isGreaterThanOrEqualTo(10 - 1 + 9);
  }

  @Test
  void vectorsThatStaySlowAreGivenUp() {
    vectorPace.set(50_000);
    KernelChoice choice = choice();
    choice.tryOut();
    assertThat(choice.best()).isEqualTo(KernelKind.SCALAR);
    assertThat(Duration.ofNanos(clock.get()))
        .isBetween(Duration.ofMinutes(1), Duration.ofMinutes(2));
  }

  @Test
  void vectorsThatAreFastAndPassOverSolutionsAreNotUsed() {
    KernelChoice choice =
        choice(
            KernelKind.VECTOR_8,
            kind -> kind == KernelKind.SCALAR ? paced(kind) : passingOver(paced(kind)));
    choice.tryOut();
    assertThat(choice.best()).isEqualTo(KernelKind.SCALAR);
  }

  /** A kernel that does not see the first solution of a stretch. */
  private static DecimalKernel passingOver(DecimalKernel inner) {
    return new DecimalKernel() {
      @Override
      public int step() {
        return inner.step();
      }

      @Override
      public int lowest(CandidateRange stretch, int from, int to) {
        int first = inner.lowest(stretch, from, to);
        return first == NONE ? NONE : inner.lowest(stretch, first + 1, to);
      }
    };
  }

  @Test
  void vectorsThatCannotBeLoadedAreNotUsed() {
    KernelChoice choice =
        choice(
            KernelKind.VECTOR_8,
            kind -> {
              if (kind != KernelKind.SCALAR) {
                throw new NoClassDefFoundError("jdk/incubator/vector/IntVector");
              }
              return paced(kind);
            });
    choice.tryOut();
    assertThat(choice.best()).isEqualTo(KernelKind.SCALAR);
  }

  @Test
  void aKernelThatFailsLaterIsReplacedAndNothingIsPassedOver() {
    AtomicInteger left = new AtomicInteger(1_000_000);
    KernelChoice choice =
        choice(
            KernelKind.VECTOR_8,
            kind -> kind == KernelKind.SCALAR ? paced(kind) : failingAfter(left));
    choice.tryOut();
    assertThat(choice.best()).isEqualTo(KernelKind.VECTOR_8);
    left.set(2); // in the third stretch; the proof is in the fourth

    DecimalSearch search = new DecimalSearch(TUTORIALS);
    search.work(new AdaptiveKernel(choice).forAll(), () -> false);

    assertThat(search.proof().orElseThrow()).isEqualTo(35293);
    assertThat(choice.best()).isEqualTo(KernelKind.SCALAR);
  }

  private DecimalKernel failingAfter(AtomicInteger left) {
    DecimalKernel inner = paced(KernelKind.VECTOR_8);
    return new DecimalKernel() {
      @Override
      public int step() {
        return inner.step();
      }

      @Override
      public int lowest(CandidateRange stretch, int from, int to) {
        if (left.getAndDecrement() == 0) {
          throw new IncompatibleClassChangeError("for the test");
        }
        return inner.lowest(stretch, from, to);
      }
    };
  }

  @Test
  void aSearchThatIsUnderWayGoesOverWithoutPassingAnythingOver() {
    KernelChoice choice = choice();
    DecimalSearch search = new DecimalSearch(TUTORIALS);
    AtomicInteger steps = new AtomicInteger();
    search.work(
        new AdaptiveKernel(choice).forAll(),
        () -> {
          if (steps.incrementAndGet() == 150) {
            choice.tryOut();
          }
          return false;
        });
    assertThat(search.proof().orElseThrow()).isEqualTo(35293);
    assertThat(choice.best()).isEqualTo(KernelKind.VECTOR_8);
  }
}
