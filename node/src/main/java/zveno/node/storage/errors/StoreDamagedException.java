package zveno.node.storage.errors;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * A file of the store is missing, or does not hold what was written to it. The message names the
 * file when the engine tells it.
 */
public final class StoreDamagedException extends StoreException {

  @Serial private static final long serialVersionUID = 1;

  public StoreDamagedException(String message) {
    this(message, null);
  }

  public StoreDamagedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
