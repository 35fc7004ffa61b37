package zveno.node.sync;

import java.time.Duration;

/**
 * How long a neighbour may keep us waiting.
 *
 * @param connect until a connection stands
 * @param answer until the status and the headers are here
 * @param window in each stretch of this length ...
 * @param windowBytes ... at least so many bytes must come
 */
public record Patience(Duration connect, Duration answer, Duration window, long windowBytes) {

  /** An explicit resolve is over within 20 seconds, even if nobody answers, or only in drips. */
  public static final Patience DEFAULT =
      new Patience(Duration.ofSeconds(4), Duration.ofSeconds(8), Duration.ofSeconds(8), 256 << 10);
}
