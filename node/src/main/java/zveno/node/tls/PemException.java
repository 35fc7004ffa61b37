package zveno.node.tls;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A file does not hold the certificate or the key that is wanted. The message is one line. */
public final class PemException extends Exception {

  @Serial private static final long serialVersionUID = 1;

  PemException(String message) {
    this(message, null);
  }

  PemException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
