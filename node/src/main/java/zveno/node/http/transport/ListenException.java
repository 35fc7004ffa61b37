package zveno.node.http.transport;

import java.io.Serial;

/** The server cannot listen where it should. The message is one line for people. */
public final class ListenException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1;

  public ListenException(String message, Throwable cause) {
    super(message, cause);
  }
}
