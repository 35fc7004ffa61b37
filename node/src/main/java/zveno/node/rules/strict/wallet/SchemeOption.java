package zveno.node.rules.strict.wallet;

import picocli.CommandLine.Option;
import zveno.kernel.bytes.OneLine;
import zveno.kernel.rules.strict.keys.Scheme;
import zveno.node.config.CommandException;
import zveno.node.wallet.SchemeNames;
import zveno.node.wallet.WalletKey;

/** Which key of some words is meant. */
final class SchemeOption {

  @Option(
      names = "--scheme",
      paramLabel = "SCHEME",
      defaultValue = SchemeNames.ED25519,
      description =
          "How it signs: ed25519, or ml-dsa-44, which no quantum computer breaks and whose"
              + " transactions are 60 times as long; default ${DEFAULT-VALUE}.")
  String scheme = SchemeNames.ED25519;

  @Option(
      names = "--number",
      paramLabel = "N",
      defaultValue = "0",
      description = "The n of the path m/44'/1'/n', 0 to 2147483647; default ${DEFAULT-VALUE}.")
  long number;

  Scheme scheme() {
    return SchemeNames.parse(scheme)
        .orElseThrow(() ->
            CommandException.badInput(
                "--scheme must be ed25519 or ml-dsa-44, not " + OneLine.of(scheme)));
  }

  int number() {
    if (number < 0 || number > WalletKey.MAX_NUMBER) {
      throw CommandException.badInput(
          "--number must be 0 to " + WalletKey.MAX_NUMBER + ", not " + number);
    }
    return (int) number;
  }
}
