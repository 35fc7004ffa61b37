package zveno.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import zveno.bench.Contender.Sample;
import zveno.kernel.mining.DecimalKernel;
import zveno.kernel.mining.DecimalSearch;
import zveno.kernel.mining.KernelKind;

/**
 * The first search of a JVM, watched: vector kernels begin slowly, and are fast once the JVM has
 * compiled them. Says something only if no kernel has run before.
 */
final class ColdStart {

  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(5);

  /** The least time over which speed is judged. */
  private static final long WINDOW_NANOS = 50_000_000;

  private record Look(long nanos, long tried) {}

  private final List<Look> looks = new ArrayList<>();

  private ColdStart() {}

  /** One thread searches for this long with the preferred kernel, and is looked at all the time. */
  static ColdStart watch(Duration time) throws InterruptedException {
    ColdStart cold = new ColdStart();
    DecimalSearch search = KernelContender.newDecimalSearch();
    long begin = System.nanoTime();
    Thread thread =
        Thread.ofPlatform()
            .name("bench-cold")
            .daemon()
            .start(() -> {
              DecimalKernel kernel = KernelKind.preferred().newDecimal();
              search.work(kernel, () -> System.nanoTime() - begin >= time.toNanos());
            });
    while (!thread.join(BETWEEN_LOOKS)) {
      cold.looks.add(new Look(System.nanoTime() - begin, search.tried()));
    }
    return cold;
  }

  /** When, in seconds from the beginning, it had been at this speed for a twentieth of a second. */
  OptionalDouble secondsTo(double perSecond) {
    int from = 0;
    for (int to = 1; to < looks.size(); to++) {
      Look look = looks.get(to);
      while (look.nanos() - looks.get(from + 1).nanos() >= WINDOW_NANOS) {
        from++;
      }
      Look before = looks.get(from);
      Sample sample = new Sample(look.tried() - before.tried(), look.nanos() - before.nanos());
      if (sample.nanos() >= WINDOW_NANOS && sample.perSecond() >= perSecond) {
        return OptionalDouble.of(look.nanos() / 1e9);
      }
    }
    return OptionalDouble.empty();
  }
}
