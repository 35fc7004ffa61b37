package zveno.node.config;

import java.io.Serial;

/** A command cannot do what it was asked. The message is one line for people. */
public final class CommandException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1;

  /** The exit code for input that the command refuses. */
  public static final int BAD_INPUT = 2;

  /** The exit code for what went wrong on the way. */
  public static final int FAILED = 1;

  private final int exitCode;

  private CommandException(int exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  public int exitCode() {
    return exitCode;
  }

  public static CommandException badInput(String message) {
    return new CommandException(BAD_INPUT, message);
  }

  /**
   * For a command that tells several kinds of failure apart.
   *
   * @param exitCode above 2, and not 3: the JVM's, when it runs out of memory
   */
  public static CommandException ended(int exitCode, String message) {
    return new CommandException(exitCode, message);
  }

  public static CommandException failed(String message) {
    return new CommandException(FAILED, message);
  }
}
