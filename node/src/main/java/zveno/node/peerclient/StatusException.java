package zveno.node.peerclient;

import java.io.IOException;
import java.io.Serial;
import java.time.Duration;

/** A peer has answered with a status that is not the one that was hoped for. */
public final class StatusException extends IOException {

  @Serial private static final long serialVersionUID = 1;

  /** It asks for its token. */
  public static final int UNAUTHORIZED = 401;

  /** Its token that it was sent is not for that. */
  public static final int FORBIDDEN = 403;

  /** It is asked too often. */
  public static final int TOO_MANY = 429;

  private final int status;
  private final Duration retryAfter;

  public StatusException(int status, Duration retryAfter) {
    super("it answered with status " + status);
    this.status = status;
    this.retryAfter = retryAfter;
  }

  public int status() {
    return status;
  }

  /** How long it asks us to wait; zero if it does not say. At most ten seconds. */
  public Duration retryAfter() {
    return retryAfter;
  }
}
