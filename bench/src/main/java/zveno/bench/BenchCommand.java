package zveno.bench;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import zveno.node.cli.AddedCommand;

/** {@code zveno bench}: measures on the user's machine; each thing that can be is a command. */
@Command(
    name = "bench",
    description = "Measure how fast this machine is.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      BenchPowCommand.class,
      BenchHttpCommand.class,
      NoChainCommand.class,
      BenchSyncCommand.class,
      BenchReadsCommand.class,
      BenchNetCommand.class,
      BenchStrictCommand.class,
      BenchStratumCommand.class,
      CommandLine.HelpCommand.class
    })
public final class BenchCommand implements AddedCommand {}
