package zveno.node.stratum;

/** A request that is answered with an error. */
final class RefusedException extends Exception {

  @java.io.Serial private static final long serialVersionUID = 1;

  private final StratumError error;

  /**
   * @param message what is wrong, in one line
   */
  RefusedException(StratumError error, String message) {
    super(message);
    this.error = error;
  }

  StratumError error() {
    return error;
  }

  /** Nobody reads where it came from. */
  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}
