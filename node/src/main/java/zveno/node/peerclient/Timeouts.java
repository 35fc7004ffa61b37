package zveno.node.peerclient;

import java.time.Duration;

/**
 * How long a peer may keep us waiting.
 *
 * @param connect until a connection stands
 * @param answer until the status and the headers are here
 * @param window in each stretch of this length ...
 * @param windowBytes ... at least so many bytes must come
 * @param whole until the body has come whole
 */
public record Timeouts(
    Duration connect, Duration answer, Duration window, long windowBytes, Duration whole) {

  /**
   * A peer that does not answer, or drips, is given up within 20 seconds; a long chain may take a
   * quarter of an hour.
   */
  public static final Timeouts DEFAULT =
      new Timeouts(
          Duration.ofSeconds(4),
          Duration.ofSeconds(8),
          Duration.ofSeconds(8),
          256 << 10,
          Duration.ofMinutes(15));

  /** These with another time until the status and the headers are here. */
  public Timeouts withAnswer(Duration other) {
    return new Timeouts(connect, other, window, windowBytes, whole);
  }
}
