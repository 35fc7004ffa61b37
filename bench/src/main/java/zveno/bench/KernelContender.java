package zveno.bench;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import zveno.kernel.mining.DecimalKernel;
import zveno.kernel.mining.DecimalPuzzle;
import zveno.kernel.mining.DecimalSearch;
import zveno.kernel.mining.Difficulty;
import zveno.kernel.mining.HeaderKernel;
import zveno.kernel.mining.HeaderPuzzle;
import zveno.kernel.mining.HeaderSearch;
import zveno.kernel.mining.KernelKind;
import zveno.kernel.mining.Placeable;

/**
 * One of our kernels, in any number of threads that share a search, as the miner's do. The puzzles
 * have no solution that can be found.
 */
final class KernelContender implements Contender {

  /** Where candidates have nine digits, and the text still fits into one block of SHA-256. */
  private static final BigInteger FIRST_STRETCH = BigInteger.valueOf(10_000);

  private static final DecimalPuzzle DECIMAL =
      new DecimalPuzzle("35293", "", new Difficulty(Difficulty.MAX));

  private static final HeaderPuzzle HEADER =
      new HeaderPuzzle(
          "zveno".repeat(HeaderPuzzle.LENGTH / 5).getBytes(StandardCharsets.US_ASCII),
          BigInteger.ZERO);

  private static final int PASSES = 3;

  /** A search that has just begun: what a thread does in it, and how far it has come. */
  private record Search(Work work, LongSupplier tried) {}

  private interface Work {
    void in(int thread, BooleanSupplier stop);
  }

  private final Label label;
  private final List<?> kernels;
  private final Supplier<Search> searches;
  private final ExecutorService threads;

  private KernelContender(Label label, List<?> kernels, Supplier<Search> searches) {
    this.label = label;
    this.kernels = kernels;
    this.searches = searches;
    this.threads =
        Executors.newFixedThreadPool(
            label.threads(), Thread.ofPlatform().name("bench-", 0).daemon().factory());
  }

  static KernelContender decimal(KernelKind kind, int threads) {
    List<DecimalKernel> kernels = Stream.generate(kind::newDecimal).limit(threads).toList();
    return new KernelContender(
        label(kind, Label.DECIMAL, threads),
        kernels,
        () -> {
          DecimalSearch search = newDecimalSearch();
          return new Search(
              (thread, stop) -> search.work(kernels.get(thread), stop), search::tried);
        });
  }

  static KernelContender header(KernelKind kind, int threads) {
    List<HeaderKernel> kernels = Stream.generate(kind::newHeader).limit(threads).toList();
    return new KernelContender(
        label(kind, Label.HEADER, threads),
        kernels,
        () -> {
          HeaderSearch search = new HeaderSearch(HEADER);
          return new Search(
              (thread, stop) -> search.work(kernels.get(thread), stop), search::tried);
        });
  }

  static DecimalSearch newDecimalSearch() {
    return new DecimalSearch(DECIMAL, FIRST_STRETCH);
  }

  private static Label label(KernelKind kind, String puzzle, int threads) {
    String name = kind == KernelKind.SCALAR ? "scalar" : "vector-" + kind.lanes();
    return new Label(name, puzzle, kind.lanes(), threads);
  }

  @Override
  public Label label() {
    return label;
  }

  /** All 2^32 nonces of a header are tried in seconds; then another search begins. */
  @Override
  public Sample run(Duration time) {
    long begin = System.nanoTime();
    BooleanSupplier stop = after(begin, time);
    long tried = 0;
    while (!stop.getAsBoolean()) {
      Search search = searches.get();
      inAllThreads(thread -> search.work().in(thread, stop));
      tried += search.tried().getAsLong();
    }
    return new Sample(tried, System.nanoTime() - begin);
  }

  /** Each thread lays its kernel's rows where it is fastest, all at the same time. */
  @Override
  public void settle(Duration time) {
    Duration each = time.dividedBy(PASSES * Placeable.PLACES);
    inAllThreads(thread -> {
      if (kernels.get(thread) instanceof Placeable kernel) {
        kernel.place(bestPlace(kernel, thread, each));
      }
    });
  }

  private int bestPlace(Placeable kernel, int thread, Duration each) {
    int best = 0;
    double bestRate = 0;
    for (int i = 0; i < PASSES * Placeable.PLACES; i++) {
      int place = i % Placeable.PLACES;
      kernel.place(place);
      Search search = searches.get();
      long begin = System.nanoTime();
      search.work().in(thread, after(begin, each));
      double rate = new Sample(search.tried().getAsLong(), System.nanoTime() - begin).perSecond();
      if (rate > bestRate) {
        bestRate = rate;
        best = place;
      }
    }
    return best;
  }

  private void inAllThreads(IntConsumer task) {
    List<CompletableFuture<Void>> all = new ArrayList<>();
    for (int i = 0; i < label.threads(); i++) {
      int thread = i;
      all.add(CompletableFuture.runAsync(() -> task.accept(thread), threads));
    }
    all.forEach(CompletableFuture::join);
  }

  private static BooleanSupplier after(long begin, Duration time) {
    long nanos = time.toNanos();
    return () -> System.nanoTime() - begin >= nanos;
  }

  @Override
  public void close() {
    threads.shutdown();
  }
}
