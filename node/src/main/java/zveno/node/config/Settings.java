package zveno.node.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Settings of a node beside its command line: each of its options is also an environment variable
 * and a line of a properties file. A new option needs no change here.
 */
public final class Settings {

  /** What our variables begin with. */
  private static final String PREFIX = Setting.PREFIX;

  /** The variable that names the file. */
  static final String FILE = PREFIX + "CONFIG";

  /**
   * What would do harm if it were said once and held for ever, or means nothing there: these are
   * for the command line alone.
   */
  private static final Set<String> SPOKEN_ONLY =
      Set.of("--help", "--version", "--config", "--accept-loss");

  /** Variables that are no settings: the launcher's, and what is better not in a file. */
  private static final Set<String> OTHERS =
      Stream.of(
              "CONFIG",
              "TOKEN",
              "DEBUG",
              "HEAP",
              "DIRECT",
              "JAVA_HOME",
              "JAVA_OPTS",
              "CACHE",
              "WALLET_PASSWORD")
          .map(PREFIX::concat)
          .collect(Collectors.toUnmodifiableSet());

  private final SortedMap<String, Setting> byName = new TreeMap<>();
  private final SortedMap<String, Setting> byVariable = new TreeMap<>();

  private Settings(Iterable<Setting> settings) {
    for (Setting setting : settings) {
      byName.put(setting.name(), setting);
      byVariable.put(setting.variable(), setting);
    }
  }

  /** All settings that a command knows. */
  public static Settings of(CommandSpec command) {
    return new Settings(
        command.options().stream()
            .filter(option -> !option.hidden())
            .filter(option -> option.longestName().startsWith("--"))
            .filter(option -> !SPOKEN_ONLY.contains(option.longestName()))
            .map(Setting::of)
            .toList());
  }

  /**
   * Is this variable a setting of a node, or does it name their file? A program that starts nodes
   * of its own keeps these from them.
   */
  public static boolean isOne(String variable) {
    return variable.equals(FILE) || (variable.startsWith(PREFIX) && !OTHERS.contains(variable));
  }

  /** All of them, in the order of their names. */
  public List<Setting> all() {
    return List.copyOf(byName.values());
  }

  /**
   * What the environment says.
   *
   * @throws CommandException if a variable of ours is none that is known, or has a value that it
   *     cannot have
   */
  List<SettingValue> in(Map<String, String> environment) {
    List<SettingValue> found = new ArrayList<>();
    for (Map.Entry<String, String> variable : new TreeMap<>(environment).entrySet()) {
      String name = variable.getKey();
      if (!name.startsWith(PREFIX) || OTHERS.contains(name)) {
        continue;
      }
      Setting setting =
          Optional.ofNullable(byVariable.get(name))
              .orElseThrow(() -> unknown("environment variable " + name, name, variables()));
      if (!variable.getValue().isEmpty()) { // empty is how many tools say "not set"
        found.add(new SettingValue(setting, variable.getValue(), name));
      }
    }
    return found;
  }

  private Set<String> variables() {
    return Stream.concat(byVariable.keySet().stream(), OTHERS.stream())
        .collect(Collectors.toUnmodifiableSet());
  }

  /**
   * What a file says.
   *
   * @throws CommandException if it cannot be read, names a setting that is not known, or gives one
   *     a value that it cannot have
   */
  List<SettingValue> in(SettingsFile file) {
    List<SettingValue> found = new ArrayList<>();
    file.read()
        .forEach((name, value) -> {
          Setting setting =
              Optional.ofNullable(byName.get(name))
                  .orElseThrow(() ->
                      unknown("setting " + name + " in " + file.path(), name, byName.keySet()));
          if (value.isEmpty()) {
            throw CommandException.badInput(name + " in " + file.path() + " has no value");
          }
          found.add(new SettingValue(setting, value, name + " in " + file.path()));
        });
    return found;
  }

  private static CommandException unknown(String what, String name, Set<String> known) {
    return CommandException.badInput("unknown " + what + DidYouMean.to(name, known).orElse(""));
  }
}
