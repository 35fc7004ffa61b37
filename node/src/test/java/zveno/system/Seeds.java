package zveno.system;

import java.util.Random;
import java.util.SplittableRandom;

/** Chance that can be repeated: {@code -Dzveno.seed}. */
final class Seeds {

  private static final long SEED = Long.getLong("zveno.seed", 20171L);

  private Seeds() {}

  /** A generator of this test's own; says how to have the same again. */
  static Random random(String test) {
    System.out.println(test + ": -Dzveno.seed=" + SEED);
    // Neighbouring seeds of Random begin alike; those of SplittableRandom do not.
    return new Random(new SplittableRandom(SEED ^ test.hashCode()).nextLong());
  }
}
