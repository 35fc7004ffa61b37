package zveno.node.cli;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import zveno.node.http.ListenException;
import zveno.node.storage.StoreDamagedException;
import zveno.node.storage.StoreFullException;
import zveno.node.storage.StoreRefusedException;

/** The program {@code zveno}: finds the command, runs it, and turns trouble into one line. */
@Command(
    name = "zveno",
    description = "A blockchain node: the tutorial's, exact and durable.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      NodeCommand.class,
      DemoCommand.class,
      DevnetCommand.class,
      HashCommand.class,
      VerifyCommand.class,
      ExportCommand.class,
      ImportCommand.class,
      BenchCommand.class,
      WarmUpCommand.class,
      ManualCommand.class,
      CommandLine.HelpCommand.class
    })
public final class Main {

  private Main() {}

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] args) {
    if (args.length == 0 || !(args[0].equals("node") || List.of(args).contains("no-chain"))) {
      System.setProperty(LogSetup.QUIET, "true");
    }
    int exitCode = commandLine().execute(args);
    System.out.flush();
    // the logs are written; threads that still wait for a neighbour need not be waited for
    Runtime.getRuntime().halt(exitCode);
  }

  static CommandLine commandLine() {
    return new CommandLine(new Main())
        .setParameterExceptionHandler(Main::refuse)
        .setExecutionExceptionHandler((e, command, parsed) -> report(e, command));
  }

  private static int refuse(ParameterException e, String[] args) {
    String name = e.getCommandLine().getCommandSpec().qualifiedName();
    say(e.getCommandLine(), name + ": " + e.getMessage() + " (see " + name + " --help)");
    return Failure.BAD_INPUT;
  }

  private static int report(Exception e, CommandLine command) {
    String name = command.getCommandSpec().qualifiedName();
    if (System.getenv("ZVENO_DEBUG") != null) {
      e.printStackTrace();
    }
    return switch (e) {
      case Failure failure -> {
        say(command, name + ": " + failure.getMessage());
        yield failure.exitCode();
      }
      case ListenException unheard -> {
        say(command, name + ": " + unheard.getMessage());
        yield Failure.BAD_INPUT;
      }
      case StoreRefusedException refused -> {
        say(command, name + ": " + refused.getMessage());
        yield Failure.BAD_INPUT;
      }
      case StoreDamagedException damaged -> {
        say(command, name + ": " + damaged.getMessage());
        yield Failure.FAILED;
      }
      case StoreFullException full -> {
        say(command, name + ": " + full.getMessage());
        yield Failure.FAILED;
      }
      default -> {
        say(command, name + ": " + e + " (set ZVENO_DEBUG=1 for more)");
        yield Failure.FAILED;
      }
    };
  }

  private static void say(CommandLine command, String message) {
    command.getErr().println(oneLine(message));
    command.getErr().flush();
  }

  private static String oneLine(String message) {
    return message.replaceAll("[\\p{Cntrl}\\u2028\\u2029]+", " ");
  }
}
