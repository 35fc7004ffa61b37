package zveno.node.miner;

import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import zveno.kernel.mining.PowKernels;
import zveno.kernel.mining.PowSearch;

/** Two kernels side by side, until one has caught up with the other for good. */
final class KernelComparison {

  /** How often in a row the one behind must win with each shape of puzzle. */
  private static final int WINS_OF_EACH = 3;

  /** How many wins in a row are enough, however few shapes there are. */
  private static final int MIN_WINS = 9;

  /** How many candidates each tries at a time, about. */
  private static final int MIN_CANDIDATES = 2_000;

  private final PowKernels inFront;
  private final PowKernels behind;
  private final TrialPuzzles puzzles;
  private final LongSupplier nanos;

  KernelComparison(
      PowKernels inFront, PowKernels behind, TrialPuzzles puzzles, LongSupplier nanos) {
    this.inFront = inFront;
    this.behind = behind;
    this.puzzles = puzzles;
    this.nanos = nanos;
  }

  /** Whether the one behind gets in front, in this time; returns as soon as that is certain. */
  boolean isWonWithin(Duration patience) {
    List<Supplier<PowSearch>> shapes = puzzles.hopeless();
    int enough = Math.max(MIN_WINS, WINS_OF_EACH * shapes.size());
    long begin = nanos.getAsLong();
    int wins = 0;
    for (int round = 0; wins < enough; round++) {
      if (nanos.getAsLong() - begin > patience.toNanos()) {
        return false;
      }
      Supplier<PowSearch> shape = shapes.get(round % shapes.size());
      wins = nanosEach(behind, shape.get()) < nanosEach(inFront, shape.get()) ? wins + 1 : 0;
    }
    return true;
  }

  /**
   * Whether both find the same solutions. A kernel that passes over solutions would win every race
   * and never find a block, unnoticed.
   */
  boolean agree() {
    for (Supplier<PowSearch> search : puzzles.easy()) {
      PowSearch first = search.get();
      PowSearch second = search.get();
      first.work(inFront, () -> false);
      second.work(behind, () -> false);
      if (!first.solution().equals(second.solution())) {
        return false;
      }
    }
    return true;
  }

  /** How long a candidate takes, in nanoseconds. */
  private double nanosEach(PowKernels kernels, PowSearch search) {
    long begin = nanos.getAsLong();
    search.work(kernels, () -> search.tried() >= MIN_CANDIDATES);
    return (double) (nanos.getAsLong() - begin) / search.tried();
  }
}
