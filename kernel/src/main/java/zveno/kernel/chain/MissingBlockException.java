package zveno.kernel.chain;

import java.io.Serial;

/** The store lacks what it must have: it is damaged. */
public final class MissingBlockException extends IllegalStateException {

  @Serial private static final long serialVersionUID = 1;

  public MissingBlockException(String message) {
    super(message);
  }

  public MissingBlockException(String message, Throwable cause) {
    super(message, cause);
  }
}
