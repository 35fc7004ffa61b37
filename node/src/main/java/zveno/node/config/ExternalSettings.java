package zveno.node.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * The settings of a command from the environment and, where that has none, from a file. The command
 * line overrides both.
 *
 * @param given the effective settings, each once
 */
public record ExternalSettings(List<SettingValue> given) {

  public static final ExternalSettings NOTHING = new ExternalSettings(List.of());

  /**
   * Looks at both sources, and checks all that is in them, also what another command would take.
   *
   * @param parsed the command line of a command that has a {@code --config}
   * @throws CommandException if anything there is not as it should be
   */
  public static ExternalSettings to(
      ParseResult parsed, Settings settings, Map<String, String> environment) {
    CommandSpec command = parsed.commandSpec();
    List<SettingValue> sources = new ArrayList<>(settings.in(environment));
    file(parsed, environment)
        .ifPresent(path -> sources.addAll(settings.in(new SettingsFile(path))));
    Set<Setting> taken = new HashSet<>();
    List<SettingValue> given = new ArrayList<>();
    for (SettingValue one : sources) {
      OptionSpec option = command.findOption(one.setting().option());
      boolean spoken = option != null && parsed.hasMatchedOption(option);
      if (option != null && !spoken && taken.add(one.setting())) {
        given.add(one);
      }
    }
    return new ExternalSettings(given);
  }

  private static Optional<Path> file(ParseResult parsed, Map<String, String> environment) {
    Path named = parsed.matchedOptionValue(ConfigOptions.NAME, null);
    return named != null
        ? Optional.of(named)
        : Optional.ofNullable(environment.get(Settings.FILE))
            .filter(text -> !text.isEmpty())
            .map(Path::of);
  }

  /** How all that would stand on the command line. */
  public List<String> arguments() {
    return given.stream().flatMap(one -> one.arguments().stream()).toList();
  }

  /** A message that names options, and where they come from if that is not the command line. */
  public String explain(String message) {
    List<String> origins =
        given.stream().filter(one -> one.isMeantBy(message)).map(SettingValue::origin).toList();
    return origins.isEmpty() ? message : message + " (" + String.join("; ", origins) + ")";
  }
}
