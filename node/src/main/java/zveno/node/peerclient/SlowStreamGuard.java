package zveno.node.peerclient;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import zveno.kernel.bytes.Quantity;
import zveno.node.peerclient.PeerException.Kind;

/**
 * Breaks off a stream that brings less than it must in any stretch of time, wherever that begins,
 * or takes too long. The stretches are measured in time spent waiting for it: that we ourselves are
 * slow is not held against a peer. One thread reads; any may close.
 */
final class SlowStreamGuard extends InputStream {

  /** The least and the greatest number of checks in each window. */
  private static final int LOOKS = 8;

  private static final long SELDOM_MILLIS = 1_000;

  /** How things stood at a look. */
  private record Look(long waited, long bytes) {}

  private final InputStream stream;
  private final Timeouts patience;
  private final Consumer<PeerException> cut;
  private final LongSupplier nanoTime;
  private final ScheduledFuture<?> watch;
  private final long begin;

  /** When the read that is going on began; none is going on if 0. */
  private volatile long waitingSince;

  private volatile long waited;
  private volatile long bytes;
  private volatile @Nullable PeerException why;

  /** Only the watch uses these: from the last one that is a whole stretch ago. */
  private final Deque<Look> looks = new ArrayDeque<>(List.of(new Look(0, 0)));

  /**
   * @param cut makes a read that hangs end; may be called by the timer's thread
   */
  SlowStreamGuard(
      InputStream stream,
      Timeouts patience,
      ScheduledExecutorService timer,
      Consumer<PeerException> cut) {
    this(stream, patience, timer, System::nanoTime, cut);
  }

  SlowStreamGuard(
      InputStream stream,
      Timeouts patience,
      ScheduledExecutorService timer,
      LongSupplier nanoTime,
      Consumer<PeerException> cut) {
    this.stream = stream;
    this.patience = patience;
    this.cut = cut;
    this.nanoTime = nanoTime;
    this.begin = nanoTime.getAsLong();
    long each = Math.clamp(patience.window().toMillis() / LOOKS, 1, SELDOM_MILLIS);
    this.watch = timer.scheduleWithFixedDelay(this::look, each, each, TimeUnit.MILLISECONDS);
  }

  private void look() {
    long now = nanoTime.getAsLong();
    if (now - begin > patience.whole().toNanos()) {
      giveUp("its answer took longer than " + Quantity.of(patience.whole()));
      return;
    }
    long count = bytes;
    long since = waitingSince;
    long inAll = waited + (since == 0 ? 0 : now - since);
    while (looks.size() > 1 && isStretch(later(looks), inAll)) {
      looks.removeFirst();
    }
    Look then = looks.getFirst();
    if (isStretch(then, inAll) && count - then.bytes() < patience.windowBytes()) {
      giveUp(
          count == then.bytes()
              ? "it was silent for " + Quantity.of(patience.window())
              : "it sent less than %s in %s"
                  .formatted(
                      Quantity.of(patience.windowBytes(), "byte"), Quantity.of(patience.window())));
    }
    looks.addLast(new Look(inAll, count));
  }

  private static Look later(Deque<Look> looks) {
    Iterator<Look> each = looks.iterator();
    each.next();
    return each.next();
  }

  private boolean isStretch(Look from, long inAll) {
    return inAll - from.waited() >= patience.window().toNanos();
  }

  private void giveUp(String message) {
    watch.cancel(false);
    PeerException reason = new PeerException(Kind.TOO_SLOW, message);
    why = reason;
    cut.accept(reason);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  @SuppressWarnings("NonAtomicVolatileUpdate") // one thread reads
  public int read(byte[] target, int offset, int length) throws IOException {
    long now = nanoTime.getAsLong();
    waitingSince = now == 0 ? 1 : now;
    try {
      int read = stream.read(target, offset, length);
      bytes += Math.max(0, read);
      return read;
    } catch (IOException | RuntimeException | AssertionError e) { // the library throws all of these
      PeerException known = why;
      throw known != null ? known : PeerException.of(e, true);
    } finally {
      waited += nanoTime.getAsLong() - now;
      waitingSince = 0;
    }
  }

  @Override
  public void close() throws IOException {
    watch.cancel(false);
    stream.close();
  }
}
