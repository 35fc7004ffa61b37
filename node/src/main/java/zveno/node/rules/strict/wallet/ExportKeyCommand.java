package zveno.node.rules.strict.wallet;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import zveno.node.wallet.WalletException;
import zveno.node.wallet.WalletKey;

/** {@code zveno wallet export}: a key as the encrypted file that it is. */
@Command(
    name = "export",
    description =
        "Write a key as an encrypted file, which zveno wallet import, the explorer and age"
            + " --decrypt open with its passphrase.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class ExportKeyCommand implements Callable<Integer> {

  @Parameters(paramLabel = "NAME", description = "The name of the key.")
  String name = "";

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "A new file; default: standard output.")
  @Nullable Path file;

  @Mixin KeyOptions options = new KeyOptions();
  @Mixin Output output = new Output();

  @Override
  public Integer call() {
    try (WalletKey _ = options.open(name)) { // who does not know the passphrase gets nothing
      byte[] encrypted = options.keys().encrypted(name);
      Path target = file;
      if (target == null) {
        output.print(new String(encrypted, StandardCharsets.US_ASCII).strip());
      } else {
        NewFile.write(target, encrypted);
      }
    } catch (WalletException e) {
      throw ExitCodes.of(e);
    }
    return 0;
  }
}
