package zveno.node.http.transport;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.NetworkChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a long answer goes: two buffers, one being filled while the client takes the other. A
 * client that is too slow is cut off. For one thread; must be closed.
 */
public final class ResponseStream implements AutoCloseable {

  /** The client has gone away, or was too slow. */
  static final class GoneException extends IOException {

    private static final long serialVersionUID = 1;

    GoneException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  public static final int CHUNK = 64 * 1024;

  private static final Logger LOG = LoggerFactory.getLogger(ResponseStream.class);

  private final Response response;
  private final EndPoint endPoint;
  private final ByteBufferPool pool;
  private final HttpLimits limits;

  private @Nullable RetainableByteBuffer filling;
  private @Nullable RetainableByteBuffer spare;
  private @Nullable Transfer pending;
  private long sent;
  private long waitedNanos;
  private boolean paced = true;
  private @Nullable Gzip gzip;

  public ResponseStream(Request request, Response response, HttpLimits limits) {
    this.response = response;
    this.endPoint = request.getConnectionMetaData().getConnection().getEndPoint();
    this.pool = request.getComponents().getByteBufferPool();
    this.limits = limits;
  }

  /** A buffer on its way to the client. */
  private static final class Transfer implements Callback {

    private final RetainableByteBuffer buffer;
    private final int size;
    private final Semaphore done = new Semaphore(0);
    private volatile @Nullable Throwable failure;

    Transfer(RetainableByteBuffer buffer) {
      this.buffer = buffer;
      this.size = buffer.remaining();
    }

    @Override
    public void succeeded() {
      done.release();
    }

    @Override
    public void failed(Throwable cause) {
      failure = cause;
      done.release();
    }

    @Override
    public InvocationType getInvocationType() {
      return InvocationType.NON_BLOCKING;
    }
  }

  /** From now on it may take the client any time to take little, as long as it takes all. */
  public void unpaced() {
    paced = false;
  }

  /**
   * From now on what is written goes out compressed, if there is room for one more compressor; the
   * limits count what goes out.
   *
   * @param room has a permit for each compressor that there may be
   * @return whether it does
   */
  public boolean compress(Semaphore room) {
    if (!room.tryAcquire()) {
      return false;
    }
    gzip = new Gzip(room::release);
    return true;
  }

  public void write(String text) throws IOException, InterruptedException {
    write(text.getBytes(StandardCharsets.UTF_8));
  }

  public void write(byte[] bytes) throws IOException, InterruptedException {
    write(bytes, 0, bytes.length);
  }

  public void write(byte[] bytes, int start, int end) throws IOException, InterruptedException {
    if (gzip != null) {
      gzip.add(bytes, start, end);
      drain(gzip, false);
      return;
    }
    int from = start;
    while (from < end) {
      ByteBuffer room = room();
      int count = Math.min(room.remaining(), end - from);
      room.put(bytes, from, count);
      from += count;
    }
  }

  private void drain(Gzip from, boolean all) throws IOException, InterruptedException {
    while (from.drain(room(), all)) {
      // the buffer is full, and room() sends it
    }
  }

  /** The buffer at hand, in the mode of writing, with room for at least one byte. */
  private ByteBuffer room() throws IOException, InterruptedException {
    if (filling != null && !filling.getByteBuffer().hasRemaining()) {
      send(false);
    }
    return buffer().getByteBuffer();
  }

  /** The buffer at hand, or a fresh one. */
  private RetainableByteBuffer buffer() {
    RetainableByteBuffer at = filling;
    if (at == null) {
      at = spare != null ? spare : pool.acquire(CHUNK, true);
      spare = null;
      filling = at;
      at.getByteBuffer().clear();
    }
    return at;
  }

  /** Sends what has been written, and waits until the client has taken it. */
  public void flush() throws IOException, InterruptedException {
    if (gzip != null) {
      drain(gzip, true);
    }
    if (filling != null) {
      send(false);
    }
    awaitPending();
  }

  /** Forgets what has been written and not sent, and how it was to be written. */
  public void drop() {
    endGzip();
    if (filling != null) {
      filling.getByteBuffer().clear();
    }
  }

  /** Sends the head of an answer that nothing follows. */
  public void headOnly(boolean last) throws IOException, InterruptedException {
    send(last);
    awaitPending();
  }

  /**
   * Sends what is left, and ends the answer, but does not wait until the client has taken it. For
   * answers that fit in one chunk.
   *
   * @return whether the client has taken it already; otherwise {@link #awaitEnd} must be called
   */
  public boolean finishAtOnce() throws IOException, InterruptedException {
    send(true);
    Transfer transfer = pending;
    if (transfer == null || transfer.done.availablePermits() == 0) {
      return false;
    }
    awaitPending();
    return true;
  }

  /** Waits until the client has taken what {@link #finishAtOnce} has sent. */
  public void awaitEnd() throws IOException, InterruptedException {
    awaitPending();
  }

  /** Sends what is left, and ends the answer. */
  public void finish() throws IOException, InterruptedException {
    if (gzip != null) {
      gzip.end();
      drain(gzip, false);
    }
    send(true);
    awaitPending();
  }

  private void send(boolean last) throws IOException, InterruptedException {
    awaitPending();
    RetainableByteBuffer full = buffer();
    filling = null;
    full.getByteBuffer().flip();
    Transfer transfer = new Transfer(full);
    pending = transfer;
    response.write(last, full.getByteBuffer(), transfer);
  }

  private void awaitPending() throws IOException, InterruptedException {
    Transfer transfer = pending;
    if (transfer == null) {
      return;
    }
    if (!transfer.done.tryAcquire()) {
      long from = System.nanoTime();
      if (!transfer.done.tryAcquire(limits.patience().toNanos(), TimeUnit.NANOSECONDS)) {
        throw tooSlow("the client did not read a chunk within " + limits.patience());
      }
      waitedNanos += System.nanoTime() - from;
    }
    Throwable failure = transfer.failure;
    pending = null;
    if (failure != null) {
      transfer.buffer.release();
      throw new GoneException("the client has disconnected", failure);
    }
    spare = transfer.buffer;
    sent += transfer.size;
    checkPace();
  }

  private void checkPace() throws GoneException {
    long grace = limits.patience().toNanos();
    if (paced && waitedNanos > grace) {
      double seconds = (waitedNanos - grace) / 1e9;
      if (sent < seconds * limits.slowest()) {
        throw tooSlow("less than " + limits.slowest() + " bytes a second were read");
      }
    }
  }

  private static GoneException tooSlow(String why) {
    return new GoneException("the client is too slow", new TimeoutException(why));
  }

  /**
   * Aborts the connection with a reset: the answer cannot be mistaken for a complete one, and
   * unread data of a slow client is dropped.
   */
  public void abort(Throwable cause) {
    if (endPoint.getTransport() instanceof NetworkChannel channel) {
      try {
        channel.setOption(StandardSocketOptions.SO_LINGER, 0);
      } catch (IOException e) {
        LOG.debug("closed already: {}", e.toString());
      }
    }
    endPoint.close(cause);
    Transfer transfer = pending;
    if (transfer != null) {
      // Its failure arrives at once; if not, its buffer is left to the garbage collector.
      pending = null;
      if (transfer.done.tryAcquire()) {
        transfer.buffer.release();
      }
    }
  }

  private void endGzip() {
    if (gzip != null) {
      gzip.close();
      gzip = null;
    }
  }

  /** Gives the buffers back. */
  @Override
  public void close() {
    endGzip();
    if (filling != null) {
      filling.release();
      filling = null;
    }
    if (spare != null) {
      spare.release();
      spare = null;
    }
  }
}
