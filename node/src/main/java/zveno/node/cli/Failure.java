package zveno.node.cli;

import java.io.Serial;

/** A command cannot do what it was asked. The message is one line for people. */
final class Failure extends RuntimeException {

  @Serial private static final long serialVersionUID = 1;

  /** The exit code for input that the command refuses. */
  static final int BAD_INPUT = 2;

  /** The exit code for what went wrong on the way. */
  static final int FAILED = 1;

  private final int exitCode;

  Failure(int exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  int exitCode() {
    return exitCode;
  }

  static Failure badInput(String message) {
    return new Failure(BAD_INPUT, message);
  }

  static Failure failed(String message) {
    return new Failure(FAILED, message);
  }
}
