package zveno.node.rules.strict.wallet;

import java.security.SecureRandom;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import zveno.kernel.rules.strict.keys.Scheme;
import zveno.node.config.CommandException;
import zveno.node.wallet.KeyFolder;
import zveno.node.wallet.WalletException;
import zveno.node.wallet.WalletKey;
import zveno.node.wallet.Words;

/** {@code zveno wallet new}: a new key. */
@Command(
    name = "new",
    description =
        "Make a key, show its 24 words, ask three of them back, and write it to an encrypted file;"
            + " print its address.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class NewCommand implements Callable<Integer> {

  @Parameters(paramLabel = "NAME", description = "A name for the key; its file is NAME.age.")
  String name = "";

  @Mixin SchemeOption scheme = new SchemeOption();

  @Option(
      names = "--no-words",
      description =
          "Neither show the words nor ask them back, for scripts; zveno wallet words shows them"
              + " later.")
  boolean noWords;

  @Mixin KeyOptions options = new KeyOptions();
  @Mixin Output output = new Output();

  @Override
  public Integer call() {
    KeyFolder keys = options.keys();
    Scheme kind = scheme.scheme();
    int number = scheme.number();
    try (Words words = Words.random(new SecureRandom())) {
      keys.requireFree(name);
      Runnable check = noWords ? () -> {} : check(words);
      KeyOptions.withPassphrase(
          options.newPassphrase(name),
          phrase -> {
            check.run();
            try (WalletKey key = WalletKey.of(words, kind, number)) {
              keys.create(name, key, phrase);
              KeyReport.print(name, key, output);
            }
            return true;
          });
    } catch (WalletException e) {
      throw ExitCodes.of(e);
    }
    return 0;
  }

  private static Runnable check(Words words) {
    Terminal terminal =
        Surroundings.here()
            .terminal()
            .get()
            .orElseThrow(() ->
                CommandException.badInput(
                    "there is no terminal to show the words and ask them back; use --no-words, and"
                        + " write down what zveno wallet words shows"));
    return () -> new WordCheck(terminal).showAndAsk(words);
  }
}
