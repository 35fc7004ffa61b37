package zveno.node.peerclient;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import zveno.node.peerclient.PeerException.Kind;

/**
 * How long a Zveno node may take while a client waits: some seconds for all calls, and longer the
 * more blocks it sends. For any number of threads.
 */
public final class Deadline {

  /** With the eight seconds for identification, a resolve ends within 20. */
  private static final Duration FIRST = Duration.ofSeconds(9);

  private static final long BYTES_PER_SECOND = 32 * 1024;

  private final Timeouts usual;
  private final long begin = System.nanoTime();
  private long bytes;

  /**
   * @param usual for each call; shortened to what is left
   */
  public Deadline(Timeouts usual) {
    this.usual = usual;
  }

  /** So many canonical bytes of right blocks have come in all. */
  public synchronized void brought(long inAll) {
    bytes = Math.max(bytes, inAll);
  }

  /**
   * Patience with the next call.
   *
   * @throws PeerException if there is none left
   */
  public synchronized Timeouts next() throws PeerException {
    long earned = TimeUnit.SECONDS.toNanos(bytes) / BYTES_PER_SECOND;
    long left = FIRST.toNanos() + earned - (System.nanoTime() - begin);
    if (left <= 0) {
      throw new PeerException(Kind.TOO_SLOW, "it takes too long to announce its blocks");
    }
    Duration most = Duration.ofNanos(left);
    return new Timeouts(
        usual.connect(),
        shorter(usual.answer(), most),
        usual.window(),
        usual.windowBytes(),
        shorter(usual.whole(), most));
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
