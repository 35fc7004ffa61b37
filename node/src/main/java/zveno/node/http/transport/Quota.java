package zveno.node.http.transport;

/**
 * How much of something one remote address may have.
 *
 * @param most 0 for as much as it likes
 * @param onLoopback whether it counts for this machine's own programs too
 */
public record Quota(int most, boolean onLoopback) {

  /** The greatest number that makes sense. */
  public static final int GREATEST = 1_000_000;

  public Quota {
    if (most < 0 || most > GREATEST) {
      throw new IllegalArgumentException("a limit is 0 (none) to " + GREATEST + ", not " + most);
    }
  }

  /** For everyone but the programs of this machine. */
  public static Quota forOthers(int most) {
    return new Quota(most, false);
  }

  /** For everyone. */
  public static Quota forAll(int most) {
    return new Quota(most, true);
  }

  /** Whether it limits this one at all. */
  public boolean limits(Caller caller) {
    return most > 0 && (onLoopback || !caller.loopback());
  }
}
