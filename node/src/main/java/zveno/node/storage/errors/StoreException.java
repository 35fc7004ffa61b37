package zveno.node.storage.errors;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** Trouble with a store. The message is one line for people: what happened, where, what to do. */
public abstract class StoreException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1;

  public StoreException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
