package zveno.node.stratum;

/** How often a miner may do what costs us something: in bursts, and then at a rate. */
final class Budget {

  private final double burst;
  private final double perNano;
  private double left;
  private long at;

  /**
   * @param burst how many at once
   * @param perSecond how many come back in a second
   * @param now in nanoseconds, as {@link System#nanoTime} counts
   */
  Budget(double burst, double perSecond, long now) {
    this.burst = burst;
    this.perNano = perSecond / 1e9;
    this.left = burst;
    this.at = now;
  }

  /** Takes one, if there is one. */
  boolean take(long now) {
    left = Math.min(burst, left + (now - at) * perNano);
    at = now;
    if (left < 1) {
      return false;
    }
    left--;
    return true;
  }
}
