package zveno.bench;

/**
 * What has been measured.
 *
 * @param kernel {@code python}, {@code scalar}, {@code vector-8} or {@code vector-16}
 * @param puzzle {@code decimal}, the tutorial's, or {@code header}, Bitcoin's
 * @param lanes how many candidates the kernel tries at once
 * @param threads how many threads searched together
 */
public record Label(String kernel, String puzzle, int lanes, int threads) {

  /** The tutorial's puzzle. */
  public static final String DECIMAL = "decimal";

  /** Bitcoin's; one hash of it is two of SHA-256. */
  public static final String HEADER = "header";

  @Override
  public String toString() {
    return kernel + ", " + puzzle + ", " + threads + (threads == 1 ? " thread" : " threads");
  }
}
