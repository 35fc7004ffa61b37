package zveno.node.rules.strict.wallet;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import zveno.node.cli.AddedCommand;

/** {@code zveno wallet}: keys, and what is signed with them. */
@Command(
    name = "wallet",
    description =
        "Keep keys, and sign transactions of the strict rules. Exit code 4 for a wrong passphrase,"
            + " 5 if the node refuses or drops a transaction, 6 if it is not confirmed in time.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      NewCommand.class,
      ListCommand.class,
      AddressCommand.class,
      ImportKeyCommand.class,
      ExportKeyCommand.class,
      WordsCommand.class,
      PasswdCommand.class,
      SendCommand.class,
      RecordCommand.class,
      SignCommand.class,
      CheckCommand.class
    })
public final class WalletCommand implements AddedCommand, Callable<Integer> {

  @Spec CommandSpec spec;

  @Override
  public Integer call() {
    throw new ParameterException(
        spec.commandLine(), "name one of " + String.join(", ", spec.subcommands().keySet()));
  }
}
