package zveno.node.service;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** The node cannot write at present. The message says why, and what to do. */
public final class UnavailableException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1;

  /** Why. */
  public enum Reason {
    /** Too much is waiting; try again. */
    BUSY,
    /** The disk is full; make room and try again. */
    DISK_FULL,
    /** The node was started without something that this needs. */
    UNCONFIGURED,
    /** The disk has failed, or the node is shutting down. */
    STOPPED
  }

  private final Reason reason;

  public UnavailableException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  public UnavailableException(Reason reason, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  /** Why. */
  public Reason reason() {
    return reason;
  }
}
