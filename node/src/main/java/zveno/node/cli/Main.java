package zveno.node.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.UnmatchedArgumentException;
import zveno.node.assembly.Version;
import zveno.node.config.CommandException;
import zveno.node.config.ConfigOptions;
import zveno.node.config.DidYouMean;
import zveno.node.config.ExternalSettings;
import zveno.node.http.transport.ListenException;
import zveno.node.logging.LogSetup;
import zveno.node.logging.LogText;
import zveno.node.signatures.WrongAnswersException;
import zveno.node.storage.errors.StoreDamagedException;
import zveno.node.storage.errors.StoreFullException;
import zveno.node.storage.errors.StoreRefusedException;

/** The program {@code zveno}: finds the command, runs it, and turns trouble into one line. */
@Command(
    name = "zveno",
    description = "A durable, exact node for the blockchain tutorial.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      NodeCommand.class,
      DemoCommand.class,
      DevnetCommand.class,
      MineCommand.class,
      HealthCommand.class,
      HashCommand.class,
      VerifyCommand.class,
      ExportCommand.class,
      ImportCommand.class,
      RewindCommand.class,
      BackupCommand.class,
      RestoreCommand.class,
      WarmUpCommand.class
    })
public final class Main {

  private Main() {}

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] args) {
    if (args.length == 0 || !args[0].equals("node")) {
      System.setProperty(LogSetup.QUIET, "true");
    }
    int exitCode = commandLine().execute(args);
    System.out.flush();
    // the logs are written; threads that still wait for a peer need not be waited for
    Runtime.getRuntime().halt(exitCode);
  }

  /** The command line, for programs that run a command in their own process. */
  public static CommandLine commandLine() {
    return commandLine(System.getenv());
  }

  /** The command line where the environment says this of the settings. */
  static CommandLine commandLine(Map<String, String> environment) {
    return commandLine(ExternalSettings.NOTHING)
        .setExecutionStrategy(parsed -> runAsToldElsewhere(parsed, environment));
  }

  private static CommandLine commandLine(ExternalSettings told) {
    CommandLine all = new CommandLine(new Main());
    ServiceLoader.load(AddedCommand.class, Main.class.getClassLoader()).stream()
        .sorted(Comparator.comparing(added -> added.type().getSimpleName()))
        .forEach(added -> all.addSubcommand(added.get()));
    return all.addSubcommand(new CommandLine.HelpCommand())
        .setParameterExceptionHandler((e, args) -> refuse(e, told))
        .setExecutionExceptionHandler((e, command, parsed) -> report(e, command, told));
  }

  /** Runs a command; what its environment and its file say is put before what was typed. */
  private static int runAsToldElsewhere(ParseResult all, Map<String, String> environment) {
    ParseResult parsed = all.hasSubcommand() ? all.subcommand() : all;
    CommandSpec command = parsed.commandSpec();
    if (isHelp(all) || isHelp(parsed) || command.findOption(ConfigOptions.NAME) == null) {
      return new RunLast().execute(all);
    }
    ExternalSettings told = told(parsed, environment);
    if (told.given().isEmpty()) {
      return new RunLast().execute(all);
    }
    List<String> typed = all.originalArgs();
    List<String> arguments = new ArrayList<>();
    arguments.add(typed.getFirst()); // the command: before it nothing can stand but a call for help
    arguments.addAll(told.arguments());
    arguments.addAll(typed.subList(1, typed.size()));
    return commandLine(told)
        .setErr(all.commandSpec().commandLine().getErr())
        .setOut(all.commandSpec().commandLine().getOut())
        .execute(arguments.toArray(String[]::new));
  }

  private static boolean isHelp(ParseResult parsed) {
    return parsed.isUsageHelpRequested() || parsed.isVersionHelpRequested();
  }

  private static ExternalSettings told(ParseResult parsed, Map<String, String> environment) {
    try {
      ExternalSettings told = ExternalSettings.to(parsed, NodeCommand.settings(), environment);
      var _ = told.arguments(); // says what it cannot say now, rather than later
      return told;
    } catch (CommandException e) {
      throw new ParameterException(parsed.commandSpec().commandLine(), e.getMessage(), e);
    }
  }

  private static int refuse(ParameterException e, ExternalSettings told) {
    String name = e.getCommandLine().getCommandSpec().qualifiedName();
    String message = told.explain(e.getMessage() + suggestion(e));
    say(e.getCommandLine(), name + ": " + message + " (see " + name + " --help)");
    return CommandException.BAD_INPUT;
  }

  /** What may have been meant by what is not known. */
  private static String suggestion(ParameterException e) {
    if (!(e instanceof UnmatchedArgumentException unmatched)) {
      return "";
    }
    String typed = unmatched.getUnmatched().getFirst().replaceFirst("=.*", "");
    CommandSpec command = e.getCommandLine().getCommandSpec();
    List<String> known = new ArrayList<>(command.subcommands().keySet());
    command.options().stream().flatMap(o -> Arrays.stream(o.names())).forEach(known::add);
    return DidYouMean.to(typed, known).orElse("");
  }

  private static int report(Exception e, CommandLine command, ExternalSettings told) {
    String name = command.getCommandSpec().qualifiedName();
    if (System.getenv("ZVENO_DEBUG") != null) {
      e.printStackTrace();
    }
    return switch (e) {
      case CommandException failure -> {
        say(command, name + ": " + told.explain(String.valueOf(failure.getMessage())));
        yield failure.exitCode();
      }
      case ListenException unheard -> {
        say(command, name + ": " + unheard.getMessage());
        yield CommandException.BAD_INPUT;
      }
      case StoreRefusedException refused -> {
        say(command, name + ": " + refused.getMessage());
        yield CommandException.BAD_INPUT;
      }
      case StoreDamagedException damaged -> {
        say(command, name + ": " + damaged.getMessage());
        yield CommandException.FAILED;
      }
      case WrongAnswersException wrong -> {
        say(command, name + ": " + wrong.getMessage());
        yield CommandException.FAILED;
      }
      case StoreFullException full -> {
        say(command, name + ": " + full.getMessage());
        yield CommandException.FAILED;
      }
      default -> {
        say(command, name + ": " + e + " (set ZVENO_DEBUG=1 for more)");
        yield CommandException.FAILED;
      }
    };
  }

  /** One line; in the log, if that is for programs, and else where everything else is said. */
  private static void say(CommandLine command, String message) {
    if (LogSetup.isForPrograms()) {
      LoggerFactory.getLogger(Main.class).error("{}", message);
      return;
    }
    command.getErr().println(LogText.escaped(message));
    command.getErr().flush();
  }
}
