package zveno.node.storage.errors;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** The store is not opened, and nothing in its folder has been changed. */
public final class StoreRefusedException extends StoreException {

  @Serial private static final long serialVersionUID = 1;

  public StoreRefusedException(String message) {
    this(message, null);
  }

  public StoreRefusedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /** Another process, or this one, has it open. */
  public static StoreRefusedException inUse(String store, @Nullable Throwable cause) {
    return new StoreRefusedException(
        store + " is in use by another node; stop that one, or choose another folder", cause);
  }
}
