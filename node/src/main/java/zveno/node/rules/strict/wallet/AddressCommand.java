package zveno.node.rules.strict.wallet;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import zveno.node.wallet.WalletKey;

/** {@code zveno wallet address}: the address of a key. */
@Command(
    name = "address",
    description = "Print the address of a key, for those who pay it.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class AddressCommand implements Callable<Integer> {

  @Parameters(paramLabel = "NAME", description = "The name of the key.")
  String name = "";

  @Mixin KeyOptions options = new KeyOptions();
  @Mixin Output output = new Output();

  @Override
  public Integer call() {
    try (WalletKey key = options.open(name)) {
      KeyReport.print(name, key, output);
    }
    return 0;
  }
}
