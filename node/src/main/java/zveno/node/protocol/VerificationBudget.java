package zveno.node.protocol;

import java.io.Serial;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Bounds the processor time that each party outside can make this node spend in vain: on signatures
 * that are wrong, or right ones of what the pool does not take. What is taken is not counted, since
 * the pool's policy bounds that. On average a party may waste a quarter of one processor, and after
 * a while of rest {@link #BURST} at once; a party that has used more is refused until it is paid
 * for. Of each party one number is known; those heard of longest ago are forgotten when there are
 * too many. For any number of threads.
 *
 * @param <K> what stands for a party
 */
public final class VerificationBudget<K> {

  /** What a party that has wasted nothing for a while may waste at once. */
  public static final Duration BURST = Duration.ofSeconds(1);

  /** For each nanosecond that was wasted so many must pass. */
  static final int PRICE = 4;

  /** How many parties are remembered. */
  static final int MAX_KNOWN = 8_192;

  private final LongSupplier nanoTime;
  private final Map<K, Long> paidAt = new Latest<>();

  /** The latest parties, and when all that they have used will have been paid for. */
  private static final class Latest<K> extends LinkedHashMap<K, Long> {

    @Serial private static final long serialVersionUID = 1;

    Latest() {
      super(16, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, Long> eldest) {
      return size() > MAX_KNOWN;
    }
  }

  public VerificationBudget() {
    this(System::nanoTime);
  }

  /**
   * @param nanoTime a clock like {@link System#nanoTime}
   */
  VerificationBudget(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** How many nanoseconds a party has to wait until it may cause work again; 0 for none. */
  public synchronized long nanosToWait(K party) {
    Long paid = paidAt.get(party);
    return paid == null ? 0 : Math.max(0, paid - nanoTime.getAsLong() - PRICE * BURST.toNanos());
  }

  /**
   * Notes what a party has wasted.
   *
   * @param nanos of processor time
   */
  public synchronized void charge(K party, long nanos) {
    if (nanos > 0) {
      long now = nanoTime.getAsLong();
      Long paid = paidAt.get(party);
      paidAt.put(party, (paid == null || paid - now < 0 ? now : paid) + PRICE * nanos);
    }
  }

  /** How many parties are remembered at present. */
  synchronized int known() {
    return paidAt.size();
  }
}
