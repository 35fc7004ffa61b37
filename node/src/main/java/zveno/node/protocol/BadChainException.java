package zveno.node.protocol;

import java.io.Serial;

/** A chain from a peer is invalid or too long. The message says why. */
public class BadChainException extends Exception {

  @Serial private static final long serialVersionUID = 1;

  public BadChainException(String message) {
    super(message);
  }

  public BadChainException(String message, Throwable cause) {
    super(message, cause);
  }
}
