package zveno.node.config;

import ch.qos.logback.classic.Level;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;
import zveno.node.logging.LogFormat;
import zveno.node.logging.LogSetup;

/** How a node keeps its log. */
public final class LogOptions {

  private static final List<Level> LEVELS =
      List.of(Level.DEBUG, Level.INFO, Level.WARN, Level.ERROR);

  @Option(
      names = "--log-format",
      paramLabel = "text|json",
      defaultValue = "text",
      description = "Format of the log: text (default), or json with one object per line.")
  String format = "text";

  @Option(
      names = "--log-level",
      paramLabel = "LEVEL",
      defaultValue = "info",
      description = "The lowest level that is logged: debug, info (default), warn or error.")
  String level = "info";

  /** Has the log written that way from now on. */
  public void apply() {
    LogSetup.use(chosenFormat(), chosenLevel());
  }

  private LogFormat chosenFormat() {
    return Arrays.stream(LogFormat.values())
        .filter(one -> one.title().equals(format.toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(
            () -> CommandException.badInput("--log-format must be text or json, not " + format));
  }

  private Level chosenLevel() {
    return LEVELS.stream()
        .filter(one -> one.toString().equalsIgnoreCase(level))
        .findFirst()
        .orElseThrow(() ->
            CommandException.badInput(
                "--log-level must be "
                    + LEVELS.stream()
                        .map(one -> one.toString().toLowerCase(Locale.ROOT))
                        .collect(Collectors.joining(", "))
                    + ", not "
                    + level));
  }
}
