package zveno.node.sync;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Closes a stream that brings less than it must in each stretch of time, or takes too long. */
final class SlowStreamGuard extends FilterInputStream {

  private final Patience patience;
  private final ScheduledFuture<?> watch;
  private final long begin = System.nanoTime();
  private volatile long bytes;
  private long seen;
  private volatile boolean cut;

  SlowStreamGuard(InputStream stream, Patience patience, ScheduledExecutorService timer) {
    super(stream);
    this.patience = patience;
    long window = patience.window().toMillis();
    this.watch = timer.scheduleAtFixedRate(this::look, window, window, TimeUnit.MILLISECONDS);
  }

  private void look() {
    long now = bytes;
    if (now - seen < patience.windowBytes() || isTooLong()) {
      cut = true;
      closeQuietly();
    }
    seen = now;
  }

  private boolean isTooLong() {
    return System.nanoTime() - begin > patience.whole().toNanos();
  }

  private void closeQuietly() {
    try {
      close();
    } catch (IOException e) {
      // it is given up in any case
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  @SuppressWarnings("NonAtomicVolatileUpdate") // one thread reads
  public int read(byte[] target, int offset, int length) throws IOException {
    try {
      int read = super.read(target, offset, length);
      bytes += Math.max(0, read);
      return read;
    } catch (IOException e) {
      if (cut) {
        throw new IOException(why(), e);
      }
      throw e;
    }
  }

  private String why() {
    return isTooLong()
        ? "its answer took longer than " + patience.whole().toMinutes() + " minutes"
        : "it sent less than "
            + patience.windowBytes()
            + " bytes in "
            + patience.window().toSeconds()
            + " seconds";
  }

  @Override
  public void close() throws IOException {
    watch.cancel(false);
    super.close();
  }
}
