package zveno.node.miner;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import zveno.kernel.mining.DecimalSearch;

/** The threads that search together: the caller's, and helpers that rest in between. */
final class Crew {

  private static final Duration A_MOMENT = Duration.ofMillis(1);

  /** A trial that succeeds takes no longer, on a machine that does nothing else. */
  private static final Duration LONGEST_WAY = Duration.ofSeconds(3);

  private final KernelChoice choice;
  private final ExecutorService helpers =
      Executors.newCachedThreadPool(threads("miner-helper-").factory());

  /** One for each place in the crew; the caller's is the first. */
  private final List<AdaptiveKernel> kernels = new ArrayList<>();

  Crew(KernelChoice choice) {
    this.choice = choice;
  }

  /**
   * Threads that stand back for all others, where the system lets them: a search takes every moment
   * that is left over.
   */
  @SuppressWarnings("ThreadPriorityCheck") // a wish only; nothing depends on it
  static Thread.Builder.OfPlatform threads(String name) {
    return Thread.ofPlatform().name(name, 1).daemon().priority(Thread.MIN_PRIORITY);
  }

  /** What the crew searches with. */
  KernelChoice choice() {
    return choice;
  }

  /**
   * Searches until there is nothing left to do, or all have been stopped. By one thread at a time.
   *
   * @param threads how many, the caller's included
   * @param stop asked by all threads
   * @param between run by the caller's thread every now and then
   */
  void search(DecimalSearch search, int threads, BooleanSupplier stop, Runnable between) {
    choice.beginTrial();
    int members = members(threads);
    while (kernels.size() < members) {
      kernels.add(new AdaptiveKernel(choice));
    }
    AtomicBoolean over = new AtomicBoolean();
    AtomicBoolean broken = new AtomicBoolean();
    List<CompletableFuture<Void>> helping = new ArrayList<>();
    try {
      for (int place = 1; place < members; place++) {
        AdaptiveKernel kernel = kernels.get(place);
        boolean onTheLastProcessor = place + 1 == MinerSettings.processors();
        helping.add(
            CompletableFuture.runAsync(
                () -> {
                  if (onTheLastProcessor) {
                    giveWay(() -> over.get() || stop.getAsBoolean());
                  }
                  work(search, kernel, broken, stop, () -> {});
                },
                helpers));
      }
      work(search, kernels.getFirst(), broken, stop, between);
    } catch (RuntimeException | Error e) {
      broken.set(true);
      throw e;
    } finally {
      over.set(true);
      awaitEnd(helping);
    }
    helping.forEach(CompletableFuture::join); // if one has failed, this search has
  }

  /** Their kernels are the next search's: nobody may still be using one when this one has ended. */
  private static void awaitEnd(List<CompletableFuture<Void>> helping) {
    CompletableFuture.allOf(helping.toArray(CompletableFuture[]::new))
        .exceptionally(problem -> null)
        .join();
  }

  /** While vectors are tried out, more threads than processors would only starve the trial. */
  private int members(int threads) {
    return choice.awaitTrial(Duration.ZERO)
        ? threads
        : Math.min(threads, MinerSettings.processors());
  }

  /**
   * Leaves a processor to the trial of the vectors, and to the compiler that works for it: the
   * sooner these are through the better for all.
   */
  private void giveWay(BooleanSupplier stop) {
    long begin = System.nanoTime();
    while (!stop.getAsBoolean()
        && !choice.awaitTrial(A_MOMENT)
        && System.nanoTime() - begin < LONGEST_WAY.toNanos()) {
      // still going on
    }
  }

  /** If it breaks for one of them, no solution would ever be certain: so all stop. */
  private static void work(
      DecimalSearch search,
      AdaptiveKernel kernel,
      AtomicBoolean broken,
      BooleanSupplier stop,
      Runnable between) {
    try {
      search.work(
          kernel,
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
  void dismiss() {
    helpers.shutdown();
  }
}
