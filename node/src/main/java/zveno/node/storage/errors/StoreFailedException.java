package zveno.node.storage.errors;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * The disk, or the engine, has failed in some other way. Whether what was being written has arrived
 * is known when the store is opened again.
 */
public final class StoreFailedException extends StoreException {

  @Serial private static final long serialVersionUID = 1;

  public StoreFailedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
