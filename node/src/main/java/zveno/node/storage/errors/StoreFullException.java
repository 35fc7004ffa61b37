package zveno.node.storage.errors;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * There is not enough space to write safely. Thrown before anything is written; the store goes on
 * working when there is space again.
 */
public final class StoreFullException extends StoreException {

  @Serial private static final long serialVersionUID = 1;

  public StoreFullException(String message) {
    this(message, null);
  }

  public StoreFullException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
