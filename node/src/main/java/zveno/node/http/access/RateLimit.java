package zveno.node.http.access;

import java.io.Serial;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import zveno.node.http.transport.Caller;
import zveno.node.http.transport.Quota;

/**
 * So many requests a second for each caller, on average: what has not been used for a while may be
 * used at once, up to {@link #BURST}. Of each caller one number is known, the time at which all
 * that it has used will have been paid for; the callers that were heard of longest ago are
 * forgotten when there are too many.
 */
final class RateLimit {

  /** The burst: how long a client that was idle may exceed the rate. */
  static final Duration BURST = Duration.ofSeconds(10);

  /** How many callers are remembered. */
  static final int CALLERS = 8_192;

  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private final Quota quota;
  private final LongSupplier nanoTime;
  private final Map<Caller, Long> paid = new Latest();

  /** The latest callers. */
  private static final class Latest extends LinkedHashMap<Caller, Long> {

    @Serial private static final long serialVersionUID = 1;

    Latest() {
      super(16, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<Caller, Long> eldest) {
      return size() > CALLERS;
    }
  }

  /**
   * @param quota requests a second
   * @param nanoTime a clock like {@link System#nanoTime}
   */
  RateLimit(Quota quota, LongSupplier nanoTime) {
    this.quota = quota;
    this.nanoTime = nanoTime;
  }

  Quota quota() {
    return quota;
  }

  /** How many callers are remembered at present. */
  synchronized int callers() {
    return paid.size();
  }

  /** Lets a request through, and returns 0; or refuses it, and returns the seconds to wait. */
  synchronized int refuse(Caller caller) {
    if (!quota.limits(caller)) {
      return 0;
    }
    long now = nanoTime.getAsLong();
    long until = paid.getOrDefault(caller, now);
    long debt = Math.max(0, until - now) + SECOND / quota.most();
    long tooMuch = debt - BURST.toNanos();
    if (tooMuch > 0) {
      return (int) Math.ceilDiv(tooMuch, SECOND);
    }
    paid.put(caller, now + debt);
    return 0;
  }
}
