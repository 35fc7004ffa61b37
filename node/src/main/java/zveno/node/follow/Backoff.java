package zveno.node.follow;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long a peer rests after it has failed: each time twice as long, up to a bound, and never
 * quite as long as another, so that a net does not beat in time.
 */
enum Backoff {

  /** It cannot be reached, or ends its conversations: it may be starting anew. */
  SILENT(Duration.ofSeconds(1), Duration.ofMinutes(1)),

  /** It sent invalid data. */
  WRONG(Duration.ofSeconds(10), Duration.ofHours(1));

  private static final int MAX_DOUBLED = 16;

  private final Duration first;
  private final Duration most;

  Backoff(Duration first, Duration most) {
    this.first = first;
    this.most = most;
  }

  /**
   * @param failures how often it has failed in a row, at least once
   */
  Duration after(int failures, RandomGenerator chance) {
    long millis = first.toMillis() << Math.min(MAX_DOUBLED, failures - 1);
    long bounded = Math.min(most.toMillis(), millis);
    return Duration.ofMillis((long) (bounded * (0.8 + 0.4 * chance.nextDouble())));
  }
}
