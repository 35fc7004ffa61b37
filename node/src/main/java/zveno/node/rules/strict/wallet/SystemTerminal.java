package zveno.node.rules.strict.wallet;

import java.io.Console;
import java.util.Optional;

/** The terminal that this process was started in. */
final class SystemTerminal implements Terminal {

  private final Console console;

  private SystemTerminal(Console console) {
    this.console = console;
  }

  /** Nothing where input or output is no terminal. */
  @SuppressWarnings("SystemConsoleNull") // that of JDK 25 is null again where there is no terminal
  static Optional<Terminal> find() {
    Console console = System.console();
    return console != null && console.isTerminal()
        ? Optional.of(new SystemTerminal(console))
        : Optional.empty();
  }

  @Override
  public void say(String line) {
    console.printf("%s%n", line);
    console.flush();
  }

  @Override
  public Optional<char[]> ask(String prompt) {
    return Optional.ofNullable(console.readLine("%s", prompt)).map(String::toCharArray);
  }

  @Override
  public Optional<char[]> askSecretly(String prompt) {
    return Optional.ofNullable(console.readPassword("%s", prompt));
  }
}
