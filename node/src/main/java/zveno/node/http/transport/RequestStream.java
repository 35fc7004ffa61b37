package zveno.node.http.transport;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/**
 * A request's body of any length, as it comes. A client that sends too slowly is disconnected: each
 * piece has the server's patience, the whole its least pace, and nothing takes longer than a
 * quarter of an hour. For one thread.
 */
public final class RequestStream extends InputStream {

  private static final long MAX_NANOS = TimeUnit.MINUTES.toNanos(15);

  private final Request request;
  private final HttpLimits limits;
  private final Semaphore arrived = new Semaphore(0);
  private Content.@Nullable Chunk chunk;
  private final long begin = System.nanoTime();
  private boolean ended;
  private long waitedNanos;
  private long bytes;

  public RequestStream(Request request, HttpLimits limits) {
    this.request = request;
    this.limits = limits;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (chunk == null || !chunk.getByteBuffer().hasRemaining()) {
      if (chunk != null) {
        chunk.release();
        chunk = null;
      }
      if (ended) {
        return -1;
      }
      next();
    }
    ByteBuffer from = chunk.getByteBuffer();
    int count = Math.min(length, from.remaining());
    from.get(target, offset, count);
    return count;
  }

  private void next() throws IOException {
    Content.Chunk next = request.read();
    while (next == null) {
      request.demand(Wakeup.of(arrived));
      await();
      next = request.read();
    }
    if (Content.Chunk.isFailure(next)) {
      throw new IOException("the body is incomplete or malformed");
    }
    if (System.nanoTime() - begin > MAX_NANOS) {
      next.release();
      throw new IOException("the body takes too long; send less at once");
    }
    bytes += next.remaining();
    ended = next.isLast();
    chunk = next;
  }

  private void await() throws IOException {
    long waitingSince = System.nanoTime();
    try {
      if (!arrived.tryAcquire(limits.patience().toNanos(), TimeUnit.NANOSECONDS)) {
        throw tooSlow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("the node is shutting down");
    }
    waitedNanos += System.nanoTime() - waitingSince;
    double seconds = (waitedNanos - limits.patience().toNanos()) / 1e9;
    if (bytes < seconds * limits.slowest()) {
      throw tooSlow();
    }
  }

  private IOException tooSlow() {
    return new IOException("the body comes too slowly; send it faster");
  }

  @Override
  public void close() {
    if (chunk != null) {
      chunk.release();
      chunk = null;
    }
    ended = true;
  }
}
