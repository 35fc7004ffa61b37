package zveno.node.sync;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import zveno.node.sync.PeerException.Kind;

/**
 * Breaks off a stream that brings less than it must in each stretch of time, or takes too long. The
 * stretches are measured in time spent waiting for it: that we ourselves are slow is not held
 * against a neighbour. One thread reads; any may close.
 */
final class SlowStreamGuard extends InputStream {

  /** How often in each stretch the watch looks. */
  private static final int LOOKS = 8;

  private final InputStream stream;
  private final Patience patience;
  private final Consumer<PeerException> cut;
  private final ScheduledFuture<?> watch;
  private final long begin = System.nanoTime();

  /** When the read that is going on began; none is going on if 0. */
  private volatile long waitingSince;

  private volatile long waited;
  private volatile long bytes;
  private volatile @Nullable PeerException why;

  /** Only the watch uses these: how things stood when the stretch began. */
  private long waitedBefore;

  private long bytesBefore;

  /**
   * @param cut makes a read that hangs end; may be called by the timer's thread
   */
  SlowStreamGuard(
      InputStream stream,
      Patience patience,
      ScheduledExecutorService timer,
      Consumer<PeerException> cut) {
    this.stream = stream;
    this.patience = patience;
    this.cut = cut;
    long each = Math.max(1, patience.window().toMillis() / LOOKS);
    this.watch = timer.scheduleWithFixedDelay(this::look, each, each, TimeUnit.MILLISECONDS);
  }

  private void look() {
    long now = System.nanoTime();
    if (now - begin > patience.whole().toNanos()) {
      giveUp("its answer took longer than " + patience.whole().toSeconds() + " seconds");
      return;
    }
    long since = waitingSince;
    long inAll = waited + (since == 0 ? 0 : now - since);
    if (inAll - waitedBefore < patience.window().toNanos()) {
      return;
    }
    long count = bytes;
    if (count - bytesBefore < patience.windowBytes()) {
      giveUp(
          "it sent less than "
              + patience.windowBytes()
              + " bytes in "
              + patience.window().toSeconds()
              + " seconds");
    }
    waitedBefore = inAll;
    bytesBefore = count;
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
    long now = System.nanoTime();
    waitingSince = now == 0 ? 1 : now;
    try {
      int read = stream.read(target, offset, length);
      bytes += Math.max(0, read);
      return read;
    } catch (IOException | RuntimeException | AssertionError e) { // the library throws all of these
      PeerException known = why;
      throw known != null ? known : PeerException.of(e, true);
    } finally {
      waited += System.nanoTime() - now;
      waitingSince = 0;
    }
  }

  @Override
  public void close() throws IOException {
    watch.cancel(false);
    stream.close();
  }
}
