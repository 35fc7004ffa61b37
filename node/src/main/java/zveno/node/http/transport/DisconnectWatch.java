package zveno.node.http.transport;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.io.AbstractEndPoint;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;

/**
 * Detects that a client disconnects while it waits for its answer; the server itself would notice
 * only when it sends something. To be closed before the answer is sent.
 *
 * <p>It reads from the connection, so the request must have arrived completely. A client that
 * closes only its own direction and keeps listening counts as disconnected, as with other servers.
 * Data that a client sends before it has its answer is lost; the connection must then be closed
 * after the answer.
 */
public final class DisconnectWatch implements AutoCloseable {

  private final EndPoint connection;
  private final Runnable gone;
  private boolean closed;
  private boolean lost;

  private DisconnectWatch(EndPoint connection, Runnable gone) {
    this.connection = connection;
    this.gone = gone;
  }

  /**
   * Begins to watch.
   *
   * @param gone run once, by any thread, if the client hangs up; must be quick
   */
  public static DisconnectWatch of(Request request, Runnable gone) {
    DisconnectWatch watch =
        new DisconnectWatch(request.getConnectionMetaData().getConnection().getEndPoint(), gone);
    watch.listen();
    return watch;
  }

  private synchronized void listen() {
    if (!closed) {
      connection.tryFillInterested(Callback.from(this::look, this::failed));
    }
  }

  /** Something has come, or the end. */
  private synchronized void look() {
    if (closed) {
      return;
    }
    try {
      ByteBuffer more = BufferUtil.allocate(1);
      int count = connection.fill(more);
      if (count < 0) {
        gone.run();
      } else if (count == 0) {
        listen(); // a false alarm
      } else {
        lost = true; // and it is here, so there is nothing more to watch
      }
    } catch (IOException e) {
      gone.run();
    }
  }

  private synchronized void failed(Throwable cause) {
    if (closed) {
      return;
    }
    if (cause instanceof TimeoutException) {
      listen(); // it is silent, as it should be
    } else {
      gone.run();
    }
  }

  /** Whether something that the client has sent was lost, so that the connection must end. */
  public synchronized boolean hasLost() {
    return lost;
  }

  /** Leaves the connection to the server again. */
  @Override
  public synchronized void close() {
    closed = true;
    if (connection instanceof AbstractEndPoint ours) {
      ours.getFillInterest().onFail(new CancellationException("answered"));
    }
  }
}
