package zveno.node.rules.strict.wallet;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import zveno.node.wallet.WalletException;
import zveno.node.wallet.WalletKey;

/** {@code zveno wallet passwd}: another passphrase. */
@Command(
    name = "passwd",
    description =
        "Change the passphrase of a key. Copies of the old file still open with the old"
            + " passphrase.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class PasswdCommand implements Callable<Integer> {

  @Parameters(paramLabel = "NAME", description = "The name of the key.")
  String name = "";

  @Option(
      names = "--new-password-file",
      paramLabel = "FILE",
      description = "Read the new passphrase from the first line of this file; default: a prompt.")
  @Nullable Path newFile;

  @Mixin KeyOptions options = new KeyOptions();
  @Mixin Output output = new Output();

  @Override
  public Integer call() {
    try (WalletKey key = options.open(name)) {
      Path file = newFile;
      byte[] next = file == null ? KeyOptions.typedTwice(name) : KeyOptions.read(file);
      KeyOptions.withPassphrase(
          next,
          phrase -> {
            options.keys().replace(name, key, phrase);
            return true;
          });
      output.tell("the passphrase of " + name + " is another one now");
    } catch (WalletException e) {
      throw ExitCodes.of(e);
    }
    return 0;
  }
}
