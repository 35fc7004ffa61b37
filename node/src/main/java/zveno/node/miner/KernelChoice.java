package zveno.node.miner;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zveno.kernel.mining.DecimalSearch;
import zveno.kernel.mining.HeaderSearch;
import zveno.kernel.mining.KernelKind;
import zveno.kernel.mining.PowKernels;
import zveno.kernel.mining.PowSearch;

/**
 * Which kernel is the fastest here and now, for one kind of puzzle. At first that is the scalar
 * one: a vector kernel is a thousand times slower until the JVM's last compiler is through with it.
 * So one is tried out in the background, on a puzzle of its own, from the first search on; the
 * searches go over to it once it has proved faster.
 */
final class KernelChoice {

  private static final Logger LOG = LoggerFactory.getLogger(KernelChoice.class);

  /** The compiler never needs so long; where vectors are still slow then, they always will be. */
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  /** The JVM compiles for all nodes that run in it. */
  private static final KernelChoice FOR_DECIMALS =
      new KernelChoice(
          KernelKind::preferred, KernelKind::newKernels, TrialPuzzles.DECIMAL, System::nanoTime);

  private static final KernelChoice FOR_HEADERS =
      new KernelChoice(
          KernelKind::preferred, KernelKind::newKernels, TrialPuzzles.HEADER, System::nanoTime);

  private final Supplier<KernelKind> preferred;
  private final Function<KernelKind, PowKernels> kernels;
  private final TrialPuzzles puzzles;
  private final LongSupplier nanos;
  private final AtomicBoolean begun = new AtomicBoolean();
  private final AtomicBoolean failed = new AtomicBoolean();
  private final CountDownLatch trialEnded = new CountDownLatch(1);
  private volatile KernelKind best = KernelKind.SCALAR;

  /**
   * @param preferred the kind that should be the fastest on this processor
   * @param kernels makes kernels
   * @param puzzles by which they are compared
   * @param nanos a clock that goes evenly, in nanoseconds
   */
  KernelChoice(
      Supplier<KernelKind> preferred,
      Function<KernelKind, PowKernels> kernels,
      TrialPuzzles puzzles,
      LongSupplier nanos) {
    this.preferred = preferred;
    this.kernels = kernels;
    this.puzzles = puzzles;
    this.nanos = nanos;
  }

  /** The choice of this process for searches of this kind. */
  static KernelChoice of(PowSearch search) {
    return switch (search) {
      case DecimalSearch _ -> FOR_DECIMALS;
      case HeaderSearch _ -> FOR_HEADERS;
    };
  }

  /** The fastest kind at present. */
  KernelKind best() {
    return best;
  }

  /** New kernels for one thread, placed well if places make a difference. */
  PowKernels newKernels(KernelKind kind) {
    PowKernels made = kernels.apply(kind);
    return new PowKernels(PlacedKernel.around(made.decimal(), nanos), made.header());
  }

  /** Begins to try vectors out in the background, once. */
  void beginTrial() {
    if (!best.equals(KernelKind.SCALAR) || !begun.compareAndSet(false, true)) {
      return;
    }
    SearchThreads.named("kernel-trial-").start(this::tryOut);
  }

  /** Tries vectors out, on this thread. */
  void tryOut() {
    try {
      KernelKind kind = preferred.get();
      if (kind == KernelKind.SCALAR) {
        LOG.debug("no vector instructions");
        return;
      }
      KernelComparison race =
          new KernelComparison(
              kernels.apply(KernelKind.SCALAR), kernels.apply(kind), puzzles, nanos);
      if (race.isWonWithin(PATIENCE)) {
        if (!race.agree()) {
          throw new IllegalStateException("the vector kernel finds wrong proofs");
        }
        best = failed.get() ? KernelKind.SCALAR : kind;
        LOG.debug("mining with {} vector lanes from now on", best.lanes());
      } else {
        LOG.info("mining without vectors: they are not faster on this machine");
      }
    } catch (RuntimeException | LinkageError e) {
      failed(e);
    } finally {
      trialEnded.countDown();
    }
  }

  /**
   * Waits for the end of the trial.
   *
   * @return true if it has ended
   */
  boolean awaitTrial(Duration atMost) {
    try {
      return trialEnded.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      return true; // these threads are not interrupted; if one is, it continues without a trial
    }
  }

  /** A vector kernel does not work: it is not used any more. */
  void failed(Throwable problem) {
    best = KernelKind.SCALAR;
    if (failed.compareAndSet(false, true)) {
      LOG.warn("mining without vectors: {}", problem.toString());
    }
  }
}
