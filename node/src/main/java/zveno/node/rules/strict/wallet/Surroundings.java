package zveno.node.rules.strict.wallet;

import java.io.InputStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import zveno.node.wallet.KeyFolder;

/**
 * What the commands find around them; tests put other things there.
 *
 * @param terminal where a person can be asked, if anywhere
 * @param environment variables
 * @param input standard input
 * @param folder keys in a folder
 */
record Surroundings(
    Supplier<Optional<Terminal>> terminal,
    Map<String, String> environment,
    InputStream input,
    KeyFolders folder) {

  /** What tests say instead. */
  static final ScopedValue<Surroundings> OTHERS = ScopedValue.newInstance();

  /** How a folder of keys is opened. */
  @FunctionalInterface
  interface KeyFolders {
    KeyFolder in(Path folder);
  }

  /** Those of this process. */
  static Surroundings here() {
    return OTHERS.isBound()
        ? OTHERS.get()
        : new Surroundings(SystemTerminal::find, System.getenv(), System.in, KeyFolder::in);
  }
}
