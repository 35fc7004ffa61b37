package zveno.node.storage;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** The store is not opened, and nothing in its folder has been changed. */
public final class StoreRefusedException extends StoreException {

  @Serial private static final long serialVersionUID = 1;

  StoreRefusedException(String message) {
    this(message, null);
  }

  StoreRefusedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
