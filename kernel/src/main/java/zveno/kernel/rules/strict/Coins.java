package zveno.kernel.rules.strict;

/**
 * A sum of money in the smallest unit, 0 to 2^53 − 1, so that a client that counts in doubles loses
 * no unit. Never negative, and never silently overflowing.
 */
public record Coins(long units) implements Comparable<Coins> {

  /** The largest sum, 2^53 − 1; there is never more money than this. */
  public static final long MAX_UNITS = (1L << 53) - 1;

  /** Nothing. */
  public static final Coins NONE = new Coins(0);

  /** The largest sum. */
  public static final Coins MAX = new Coins(MAX_UNITS);

  public Coins {
    if (units < 0 || units > MAX_UNITS) {
      throw new IllegalArgumentException("a sum is 0 to " + MAX_UNITS + " units, not " + units);
    }
  }

  /**
   * Both together.
   *
   * @throws ArithmeticException if that is more than {@link #MAX}
   */
  public Coins plus(Coins other) {
    long sum = units + other.units; // at most 2^54
    if (sum > MAX_UNITS) {
      throw new ArithmeticException(this + " and " + other + " are more than there can be");
    }
    return new Coins(sum);
  }

  /**
   * What is left of this.
   *
   * @throws ArithmeticException if the other is more than this
   */
  public Coins minus(Coins other) {
    if (other.units > units) {
      throw new ArithmeticException(other + " cannot be taken from " + this);
    }
    return new Coins(units - other.units);
  }

  /** Are these enough for both sums together? */
  public boolean cover(Coins first, Coins second) {
    return first.units <= units && second.units <= units - first.units;
  }

  @Override
  public int compareTo(Coins other) {
    return Long.compare(units, other.units);
  }

  /** The units in decimal digits. */
  @Override
  public String toString() {
    return Long.toString(units);
  }
}
