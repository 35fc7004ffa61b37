package zveno.node.miner;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import zveno.kernel.mining.PowKernels;
import zveno.kernel.mining.PowSearch;

/** The threads that search together: the caller's, and helpers that rest in between. */
public final class ParallelSearch {

  private static final Duration TRIAL_WAIT = Duration.ofMillis(1);

  /** A trial that succeeds takes no longer, on a machine that does nothing else. */
  private static final Duration MAX_WAY = Duration.ofSeconds(3);

  private final Function<PowSearch, KernelChoice> choices;
  private final ExecutorService helpers =
      Executors.newCachedThreadPool(SearchThreads.named("miner-helper-").factory());

  /** For each kind of puzzle one for each place in the crew; the caller's is the first. */
  private final Map<KernelChoice, List<PowKernels>> kernels = new HashMap<>();

  /**
   * @param choices what to search with
   */
  ParallelSearch(Function<PowSearch, KernelChoice> choices) {
    this.choices = choices;
  }

  /** Searches with whatever is the fastest on this machine. */
  public static ParallelSearch withFastestKernels() {
    return new ParallelSearch(KernelChoice::of);
  }

  /**
   * Searches until there is nothing left to do, or all have been stopped. By one thread at a time.
   *
   * @param threads how many, the caller's included, 1 to {@link SearchThreads#MAX}
   * @param stop asked by all threads
   * @param between run by the caller's thread every now and then
   */
  public void search(PowSearch search, int threads, BooleanSupplier stop, Runnable between) {
    KernelChoice choice = choices.apply(search);
    choice.beginTrial();
    int members = members(threads, choice);
    List<PowKernels> ours = kernels.computeIfAbsent(choice, _ -> new ArrayList<>());
    while (ours.size() < members) {
      ours.add(new AdaptiveKernel(choice).forAll());
    }
    AtomicBoolean over = new AtomicBoolean();
    AtomicBoolean broken = new AtomicBoolean();
    List<CompletableFuture<Void>> helping = new ArrayList<>();
    try {
      for (int place = 1; place < members; place++) {
        PowKernels own = ours.get(place);
        boolean onTheLastProcessor = place + 1 == SearchThreads.processors();
        helping.add(
            CompletableFuture.runAsync(
                () -> {
                  if (onTheLastProcessor) {
                    giveWay(choice, () -> over.get() || stop.getAsBoolean());
                  }
                  work(search, own, broken, stop, () -> {});
                },
                helpers));
      }
      work(search, ours.getFirst(), broken, stop, between);
    } catch (RuntimeException | Error e) {
      broken.set(true);
      throw e;
    } finally {
      over.set(true);
      awaitEnd(helping);
    }
    helping.forEach(CompletableFuture::join); // if one has failed, this search has
  }

  /** Their kernels are reused by the next search: none may be in use when this one has ended. */
  private static void awaitEnd(List<CompletableFuture<Void>> helping) {
    CompletableFuture.allOf(helping.toArray(CompletableFuture[]::new))
        .exceptionally(problem -> null)
        .join();
  }

  /** While vectors are tried out, more threads than processors would only starve the trial. */
  private static int members(int threads, KernelChoice choice) {
    return choice.awaitTrial(Duration.ZERO)
        ? threads
        : Math.min(threads, SearchThreads.processors());
  }

  /**
   * Leaves a processor to the trial of the vectors, and to the compiler that works for it: the
   * sooner these are through the better for all.
   */
  private static void giveWay(KernelChoice choice, BooleanSupplier stop) {
    long begin = System.nanoTime();
    while (!stop.getAsBoolean()
        && !choice.awaitTrial(TRIAL_WAIT)
        && System.nanoTime() - begin < MAX_WAY.toNanos()) {
      // still going on
    }
  }

  /** If it breaks for one of them, no solution would ever be certain: so all stop. */
  private static void work(
      PowSearch search,
      PowKernels kernels,
      AtomicBoolean broken,
      BooleanSupplier stop,
      Runnable between) {
    try {
      search.work(
          kernels,
          () -> {
            between.run();
            return broken.get() || stop.getAsBoolean();
          });
    } catch (RuntimeException | Error e) {
      broken.set(true);
      throw e;
    }
  }

  /** Lets the helpers go. */
  public void dismiss() {
    helpers.shutdown();
  }
}
