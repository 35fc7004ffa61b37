package zveno.kernel.model;

import java.math.BigInteger;

/**
 * The expected cost of making a block or a chain, in units of the rule set's choice. Never
 * negative, and without an upper limit. Where every block counts one, the chain with the most work
 * is the longest.
 */
public record Work(BigInteger units) implements Comparable<Work> {

  /** The work of nothing. */
  public static final Work NONE = new Work(BigInteger.ZERO);

  /** The work of a block where all blocks count the same. */
  public static final Work ONE = new Work(BigInteger.ONE);

  public Work {
    if (units.signum() < 0) {
      throw new IllegalArgumentException("work cannot be " + units + " units");
    }
  }

  /** Work of {@code units}, which must not be negative. */
  public static Work of(long units) {
    return new Work(BigInteger.valueOf(units));
  }

  /** Both together. */
  public Work plus(Work other) {
    return new Work(units.add(other.units));
  }

  @Override
  public int compareTo(Work other) {
    return units.compareTo(other.units);
  }
}
