package zveno.node.rules.strict.wallet;

import java.util.Arrays;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import zveno.kernel.json.JsonWriter;
import zveno.node.config.CommandException;
import zveno.node.wallet.WalletKey;
import zveno.node.wallet.Words;

/** {@code zveno wallet words}: the words of a key. */
@Command(
    name = "words",
    description = "Print the 24 words of a key. Whoever sees them has the key.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class WordsCommand implements Callable<Integer> {

  @Parameters(paramLabel = "NAME", description = "The name of the key.")
  String name = "";

  @Mixin KeyOptions options = new KeyOptions();
  @Mixin Output output = new Output();

  @Override
  public Integer call() {
    try (WalletKey key = options.open(name)) {
      Words words =
          key.words()
              .orElseThrow(
                  () -> CommandException.badInput("key " + name + " was made without words"));
      char[] text = words.text();
      String path = "m/44'/1'/" + key.number().orElseThrow() + "'";
      output.tell("path " + path);
      output.result(
          String.valueOf(text),
          new JsonWriter()
              .beginObject()
              .name("name")
              .string(name)
              .name("path")
              .string(path)
              .name("words")
              .string(String.valueOf(text))
              .endObject());
      Arrays.fill(text, '\0');
    }
    return 0;
  }
}
