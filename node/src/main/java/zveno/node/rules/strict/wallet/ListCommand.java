package zveno.node.rules.strict.wallet;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import zveno.kernel.json.JsonWriter;
import zveno.node.wallet.WalletException;

/** {@code zveno wallet list}: which keys there are. */
@Command(
    name = "list",
    description =
        "Print the names of all keys. What else is known of a key is encrypted: see zveno wallet"
            + " address.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class ListCommand implements Callable<Integer> {

  @Mixin KeyOptions options = new KeyOptions();
  @Mixin Output output = new Output();

  @Override
  public Integer call() {
    try {
      for (String name : options.keys().names()) {
        output.result(name, new JsonWriter().beginObject().name("name").string(name).endObject());
      }
    } catch (WalletException e) {
      throw ExitCodes.of(e);
    }
    return 0;
  }
}
