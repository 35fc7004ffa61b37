package zveno.node.miner;

import java.time.Duration;
import java.util.Arrays;
import java.util.function.LongSupplier;
import zveno.kernel.mining.CandidateRange;
import zveno.kernel.mining.DecimalKernel;
import zveno.kernel.mining.Placeable;

/**
 * A kernel whose rows lie where it is fastest. That depends on where the JVM has put them, which it
 * may change; so every few seconds each place is tried for some stretches. These are stretches of
 * the search: nothing is done twice.
 */
final class PlacedKernel implements DecimalKernel {

  private static final long BETWEEN_TRIALS = Duration.ofSeconds(5).toNanos();

  /** The best time of so many counts, since the machine may be busy with something else. */
  private static final int ROUNDS = 3;

  private final DecimalKernel kernel;
  private final Placeable rows;
  private final LongSupplier nanos;

  /** The shortest time of a stretch at each place, in nanoseconds. */
  private final long[] shortest = new long[Placeable.PLACES];

  /** How many stretches of the present trial are through. */
  private int through;

  private long resting;

  private PlacedKernel(DecimalKernel kernel, Placeable rows, LongSupplier nanos) {
    this.kernel = kernel;
    this.rows = rows;
    this.nanos = nanos;
    beginTrial();
  }

  /** The kernel itself, if it makes no difference where its rows lie. */
  static DecimalKernel around(DecimalKernel kernel, LongSupplier nanos) {
    return kernel instanceof Placeable rows ? new PlacedKernel(kernel, rows, nanos) : kernel;
  }

  @Override
  public int step() {
    return kernel.step();
  }

  @Override
  public int lowest(CandidateRange stretch, int from, int to) {
    long begin = nanos.getAsLong();
    int found = kernel.lowest(stretch, from, to);
    if (found == NONE && to - from == CandidateRange.SIZE) {
      long end = nanos.getAsLong();
      note(end - begin, end);
    }
    return found;
  }

  private void note(long took, long now) {
    if (through < ROUNDS * shortest.length) {
      int place = through % shortest.length;
      shortest[place] = Math.min(shortest[place], took);
      through++;
      if (through < ROUNDS * shortest.length) {
        rows.place(through % shortest.length);
      } else {
        rows.place(fastest());
        resting = now;
      }
    } else if (now - resting > BETWEEN_TRIALS) {
      beginTrial();
    }
  }

  private void beginTrial() {
    Arrays.fill(shortest, Long.MAX_VALUE);
    through = 0;
    rows.place(0);
  }

  private int fastest() {
    int best = 0;
    for (int place = 1; place < shortest.length; place++) {
      if (shortest[place] < shortest[best]) {
        best = place;
      }
    }
    return best;
  }
}
