package zveno.node.rules.strict.wallet;

import java.util.Optional;

/** Where a person types. */
interface Terminal {

  /** Shows a line. */
  void say(String line);

  /**
   * Asks for what may be seen.
   *
   * @return what was typed; nothing at the end of the input
   */
  Optional<char[]> ask(String prompt);

  /**
   * Asks for what must not be seen.
   *
   * @return what was typed, to be wiped; nothing at the end of the input
   */
  Optional<char[]> askSecretly(String prompt);
}
