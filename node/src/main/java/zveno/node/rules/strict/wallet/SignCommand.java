package zveno.node.rules.strict.wallet;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import zveno.kernel.rules.strict.StrictTransaction;
import zveno.kernel.rules.strict.keys.Address;
import zveno.node.config.CommandException;
import zveno.node.wallet.WalletKey;

/** {@code zveno wallet sign}: signs, and calls nobody. */
@Command(
    name = "sign",
    description =
        "Sign a transaction without a network: one that zveno wallet send --unsigned has made, or"
            + " one that options say completely. Print it signed, for zveno wallet send --signed.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class SignCommand implements Callable<Integer> {

  @Parameters(index = "0", paramLabel = "NAME", description = "The name of the key that signs.")
  String name = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "FILE",
      description = "The unsigned transaction; - for standard input.")
  @Nullable String file;

  @Mixin PaymentOptions payment = new PaymentOptions();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "A new file for the signed transaction; default: standard output.")
  @Nullable Path target;

  @Mixin KeyOptions options = new KeyOptions();
  @Mixin Output output = new Output();

  @Override
  public Integer call() {
    if (file != null && !payment.isEmpty()) {
      throw CommandException.badInput("FILE says all of the transaction; leave the options out");
    }
    if (file == null && !payment.isComplete()) {
      throw CommandException.badInput(
          "give FILE, or all of --to, --amount, --nonce, --expires and --genesis");
    }
    Optional<Draft> read = Optional.ofNullable(file).map(f -> Draft.read(f, Documents.read(f)));
    try (WalletKey key = options.open(name)) {
      Draft draft = read.orElseGet(() -> said(key.address()));
      output.tell(draft.words());
      output.tell("signed is\n" + draft.signedText(key.publicKey()));
      StrictTransaction signed = draft.signed(key);
      Path to = target;
      if (to == null) {
        output.print(signed.toString());
      } else {
        NewFile.write(to, signed.encoded());
        output.tell(signed.id().hex());
      }
    }
    return 0;
  }

  private Draft said(Address sender) {
    return payment.draft(sender, Optional.empty(), 0);
  }
}
