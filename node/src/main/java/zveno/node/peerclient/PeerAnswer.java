package zveno.node.peerclient;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.http.HttpFields;
import zveno.node.peerclient.PeerException.Kind;

/**
 * What a peer has answered: the head, and the body as it arrives. For one thread. To be closed;
 * closing it before the body's end breaks the connection off.
 */
public final class PeerAnswer implements AutoCloseable {

  /** The header field in which our nodes name themselves. */
  public static final String NODE = "Zveno-Node";

  /** The header field in which a node that listens to another says where it can be reached. */
  public static final String ADDRESS = "Zveno-Address";

  private final int status;
  private final HttpFields fields;
  private final boolean ourselves;
  private final Request request;
  private final SlowStreamGuard body;
  private boolean ended;

  PeerAnswer(
      Response response,
      InputStream stream,
      boolean ourselves,
      Timeouts patience,
      ScheduledExecutorService timer) {
    this.status = response.getStatus();
    this.fields = response.getHeaders();
    this.ourselves = ourselves;
    this.request = response.getRequest();
    this.body = new SlowStreamGuard(new EndSeen(stream), patience, timer, this::breakOff);
  }

  /** The status code, 200 to 999. */
  public int status() {
    return status;
  }

  /** A header field's value; the first one if there are several. */
  public Optional<String> field(String name) {
    return Optional.ofNullable(fields.get(name));
  }

  /** All that a header field says, whichever of its lines says it. */
  String whole(String name) {
    return String.join(",", fields.getValuesList(name));
  }

  /** The node id of the answering node, if it is a Zveno node; not verified. */
  public Optional<String> nodeId() {
    return field(NODE);
  }

  /** Whether the node that has answered says that it is this very one. */
  public boolean isOurselves() {
    return ourselves;
  }

  /**
   * The body as it arrives. Reading it fails with a {@link PeerException} if it is too slow, takes
   * too long or is cut short.
   */
  public InputStream body() {
    return body;
  }

  /**
   * The whole body.
   *
   * @throws PeerException if it is longer than so many bytes, or does not come
   */
  public byte[] bytes(int most) throws PeerException {
    try {
      byte[] bytes = body.readNBytes(most);
      if (body.read() >= 0) {
        throw new PeerException(Kind.WRONG, "its answer is longer than " + most + " bytes");
      }
      return bytes;
    } catch (PeerException e) {
      throw e;
    } catch (IOException e) {
      throw PeerException.of(e, true);
    }
  }

  @Override
  public void close() {
    try {
      if (!ended) {
        breakOff(new PeerException(Kind.BROKEN, "cancelled by this node"));
      }
      body.close();
    } catch (IOException e) {
      // whatever it was, the rest is not needed
    }
  }

  private void breakOff(PeerException why) {
    var _ = request.abort(why);
  }

  /** Notes that the end has been reached. */
  private final class EndSeen extends FilterInputStream {

    EndSeen(InputStream stream) {
      super(stream);
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      int read = super.read(target, offset, length);
      if (read < 0) {
        ended = true;
      }
      return read;
    }
  }
}
