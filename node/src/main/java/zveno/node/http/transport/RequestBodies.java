package zveno.node.http.transport;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import zveno.kernel.bytes.Quantity;

/**
 * Reads the bodies of requests. What is in memory at once is bounded for all requests together, as
 * it arrives and not as it is announced; and large bodies are worked on one after the other, since
 * to read JSON takes several times its size.
 */
public final class RequestBodies {

  private static final int FIRST = 8 * 1024;
  private static final int LARGE = 256 * 1024;

  /** How long a refused client is listened to. */
  private static final Duration LINGER = Duration.ofSeconds(1);

  private final HttpLimits limits;
  private final ConnectionWatch watch;
  private final AtomicLong inMemory = new AtomicLong();
  private final Semaphore large = new Semaphore(1, true);

  public RequestBodies(HttpLimits limits, ConnectionWatch watch) {
    this.limits = limits;
    this.watch = watch;
  }

  public HttpLimits limits() {
    return limits;
  }

  /** A body in memory; to be closed when it is no longer needed. */
  public final class Body implements AutoCloseable {

    private byte[] buffer = new byte[0];
    private int length;
    private boolean holdsLarge;

    public byte[] bytes() {
      int start = startsWithMark() ? 3 : 0;
      return start == 0 && length == buffer.length
          ? buffer
          : Arrays.copyOfRange(buffer, start, length);
    }

    /** Python's JSON reader passes over a byte order mark of UTF-8. */
    private boolean startsWithMark() {
      return length >= 3
          && buffer[0] == (byte) 0xef
          && buffer[1] == (byte) 0xbb
          && buffer[2] == (byte) 0xbf;
    }

    private void add(ByteBuffer chunk, int most, long announced) {
      int more = chunk.remaining();
      if (more > most - length) {
        throw tooLarge(most);
      }
      if (length + more > buffer.length) {
        long room = Math.max(length + more, Math.max(FIRST, 2L * buffer.length));
        grow((int) Math.min(room, announced >= 0 ? announced : most));
      }
      chunk.get(buffer, length, more);
      length += more;
    }

    private void grow(int room) {
      int more = room - buffer.length;
      if (inMemory.addAndGet(more) > limits.bodiesBytes()) {
        inMemory.addAndGet(-more);
        throw HttpException.busy(
                "too much data is being sent to this node at once; try again in a moment")
            .closing();
      }
      buffer = Arrays.copyOf(buffer, room);
    }

    private void takeTurn() throws InterruptedException {
      if (length > LARGE) {
        holdsLarge = large.tryAcquire(limits.patience().toNanos(), TimeUnit.NANOSECONDS);
        if (!holdsLarge) {
          throw HttpException.busy(
              "too many large requests are in progress; try again in a moment");
        }
      }
    }

    @Override
    public void close() {
      inMemory.addAndGet(-buffer.length);
      buffer = new byte[0];
      length = 0;
      if (holdsLarge) {
        holdsLarge = false;
        large.release();
      }
    }
  }

  /**
   * Reads a body to its end.
   *
   * @throws HttpException if it is too large, does not arrive in time, or there is no room for it
   */
  public Body read(Request request, int most) {
    long announced = request.getLength();
    if (announced > most) {
      throw tooLarge(most);
    }
    Connection connection = request.getConnectionMetaData().getConnection();
    Body body = new Body();
    boolean whole = false;
    try {
      watch.listen(connection);
      fill(body, request, most, announced);
      watch.work(connection);
      body.takeTurn();
      whole = true;
      return body;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new HttpException(503, "the node is shutting down");
    } finally {
      if (!whole) {
        body.close();
      }
    }
  }

  private void fill(Body body, Request request, int most, long announced)
      throws InterruptedException {
    long deadline = request.getBeginNanoTime() + limits.patience().toNanos();
    Semaphore arrived = new Semaphore(0);
    while (true) {
      Content.Chunk chunk = request.read();
      if (chunk == null) {
        request.demand(Wakeup.of(arrived));
        long left = deadline - System.nanoTime();
        if (left <= 0 || !arrived.tryAcquire(left, TimeUnit.NANOSECONDS)) {
          throw tooSlow();
        }
        continue;
      }
      if (Content.Chunk.isFailure(chunk)) {
        throw HttpException.badRequest("the body is incomplete or malformed").closing();
      }
      try {
        body.add(chunk.getByteBuffer(), most, announced);
      } finally {
        chunk.release();
      }
      if (chunk.isLast()) {
        return;
      }
      if (System.nanoTime() - deadline > 0) {
        throw tooSlow();
      }
    }
  }

  /**
   * Skips what a client still sends after it has been refused, for a moment: if the connection were
   * reset under its hands it would not see the answer.
   */
  public void discard(Request request) throws InterruptedException {
    if (request.getHeaders().contains(HttpHeader.EXPECT)) {
      return; // it waits for the answer before it sends anything
    }
    watch.listen(request.getConnectionMetaData().getConnection());
    long deadline = System.nanoTime() + LINGER.toNanos();
    Semaphore arrived = new Semaphore(0);
    long left = LINGER.toNanos();
    while (left > 0) {
      Content.Chunk chunk = request.read();
      if (chunk == null) {
        request.demand(Wakeup.of(arrived));
        if (!arrived.tryAcquire(left, TimeUnit.NANOSECONDS)) {
          return;
        }
      } else if (Content.Chunk.isFailure(chunk)) {
        return;
      } else {
        boolean last = chunk.isLast();
        chunk.release();
        if (last) {
          return;
        }
      }
      left = deadline - System.nanoTime();
    }
  }

  private HttpException tooSlow() {
    return new HttpException(
            408,
            "the request did not arrive within "
                + Quantity.of(limits.patience())
                + "; send less at once, or faster")
        .closing();
  }

  private static HttpException tooLarge(int most) {
    return new HttpException(
            413, "a body may have at most " + most + " bytes here; send less at once")
        .closing();
  }
}
