package zveno.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.SortedSet;
import java.util.function.Consumer;
import zveno.kernel.mining.KernelKind;

/**
 * Measures all kernels that this machine can run, and the tutorial's loop where there is Python.
 *
 * <p>All are warmed until they become no faster. Then they take turns in short rounds, so that a
 * machine that is busy with something else for a while is busy for all of them alike; what counts
 * is the median of the rounds, and for ratios, the median of the ratios round by round.
 */
public final class PowBench {

  private static final Duration MAX_ROUND = Duration.ofMillis(250);
  private static final int FEWEST_ROUNDS = 5;

  private static final Duration MAX_SETTLING = Duration.ofMillis(200);

  private static final Duration WARM_UP_SLICE = Duration.ofMillis(50);

  /** So many slices without a better one, and a contender is warm. */
  private static final int SLICES_NO_BETTER = 10;

  private static final double BETTER = 1.02;

  /** A warm-up takes at most so many times as long as the measurement. */
  private static final int MAX_WARM_UP = 10;

  private static final double FULL_SPEED = 0.9;

  private final Duration time;
  private final SortedSet<Integer> threads;
  private final Consumer<String> progress;

  /**
   * @param time how long each contender is measured, without its warm-up
   * @param threads the numbers of threads to measure with, each 1 or more
   * @param progress hears every now and then, in a few words, what is being done
   */
  public PowBench(Duration time, SortedSet<Integer> threads, Consumer<String> progress) {
    this.time = time;
    this.threads = threads;
    this.progress = progress;
  }

  /**
   * Measures; to be called once in a JVM, before anything else has searched.
   *
   * @throws IOException if Python stops in the middle
   */
  public List<PowResult> run() throws IOException, InterruptedException {
    progress.accept("a first search, cold");
    ColdStart cold = ColdStart.watch(time);
    KernelKind preferred = KernelKind.preferred();

    List<Contender> contenders = new ArrayList<>();
    try {
      enter(preferred, contenders);
      for (Contender contender : contenders) {
        progress.accept("warming: " + contender.label());
        warmUp(contender);
      }
      System.gc(); // what lives now is not moved any more, and settles for good
      for (Contender contender : contenders) {
        progress.accept("settling: " + contender.label());
        contender.settle(shorter(time, MAX_SETTLING));
      }
      double[][] rates = measure(contenders);
      return results(contenders, rates, preferred, cold);
    } finally {
      contenders.forEach(Contender::close);
    }
  }

  /** Kernels with more lanes than the processor has are left out: they would never end. */
  private void enter(KernelKind preferred, List<Contender> contenders) throws IOException {
    PythonContender.find().ifPresent(contenders::add);
    List<KernelKind> kinds =
        Arrays.stream(KernelKind.values())
            .filter(kind -> kind.lanes() <= preferred.lanes())
            .toList();
    for (KernelKind kind : kinds) {
      threads.forEach(count -> contenders.add(KernelContender.decimal(kind, count)));
    }
    for (KernelKind kind : kinds) {
      threads.forEach(count -> contenders.add(KernelContender.header(kind, count)));
    }
  }

  private void warmUp(Contender contender) throws IOException {
    long end = System.nanoTime() + time.multipliedBy(MAX_WARM_UP).toNanos();
    double best = 0;
    int slicesNoBetter = 0;
    while (slicesNoBetter < SLICES_NO_BETTER && System.nanoTime() - end < 0) {
      double rate = contender.run(shorter(time, WARM_UP_SLICE)).perSecond();
      slicesNoBetter = rate > best * BETTER ? 0 : slicesNoBetter + 1;
      best = Math.max(best, rate);
    }
  }

  /** For each contender, its rate in each round. */
  private double[][] measure(List<Contender> contenders) throws IOException {
    int rounds = Math.max(FEWEST_ROUNDS, Math.toIntExact(time.toMillis() / MAX_ROUND.toMillis()));
    double[][] rates = new double[contenders.size()][rounds];
    for (int round = 0; round < rounds; round++) {
      for (int i = 0; i < rates.length; i++) {
        Contender contender = contenders.get(i);
        progress.accept("round " + (round + 1) + " of " + rounds + ": " + contender.label());
        rates[i][round] = contender.run(time.dividedBy(rounds)).perSecond();
      }
    }
    return rates;
  }

  private static List<PowResult> results(
      List<Contender> contenders, double[][] rates, KernelKind preferred, ColdStart cold) {
    List<Label> labels = contenders.stream().map(Contender::label).toList();
    List<PowResult> results = new ArrayList<>();
    for (int i = 0; i < rates.length; i++) {
      Label label = labels.get(i);
      double rate = median(rates[i]);
      boolean first =
          label.puzzle().equals(Label.DECIMAL)
              && label.threads() == 1
              && label.lanes() == preferred.lanes()
              && !label.kernel().equals("python");
      results.add(
          new PowResult(
              label,
              rate,
              ratio(rates, i, find(labels, "python", label.puzzle())),
              ratio(rates, i, find(labels, "scalar", label.puzzle())),
              label.threads() == 1
                  ? OptionalDouble.empty()
                  : ratio(rates, i, find(labels, label.kernel(), label.puzzle())),
              first ? cold.secondsTo(FULL_SPEED * rate) : OptionalDouble.empty()));
    }
    return results;
  }

  /** Where the kernel in one thread is, if it was measured. */
  private static OptionalInt find(List<Label> labels, String kernel, String puzzle) {
    for (int i = 0; i < labels.size(); i++) {
      Label label = labels.get(i);
      if (label.kernel().equals(kernel) && label.puzzle().equals(puzzle) && label.threads() == 1) {
        return OptionalInt.of(i);
      }
    }
    return OptionalInt.empty();
  }

  private static OptionalDouble ratio(double[][] rates, int of, OptionalInt to) {
    if (to.isEmpty()) {
      return OptionalDouble.empty();
    }
    double[] ratios = new double[rates[of].length];
    for (int round = 0; round < ratios.length; round++) {
      ratios[round] = rates[of][round] / rates[to.getAsInt()][round];
    }
    return OptionalDouble.of(median(ratios));
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  private static Duration shorter(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }
}
