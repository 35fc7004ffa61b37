package zveno.node.config;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A setting that was given, and not on the command line.
 *
 * @param text its value, as it stands there; not empty
 * @param source where, in words: {@code ZVENO_RATE}, or {@code rate in /etc/zveno.properties}
 */
record SettingValue(Setting setting, String text, String source) {

  private static final Pattern COMMA = Pattern.compile("\\s*,\\s*");

  /** How it would stand on the command line; nothing where that would say nothing. */
  List<String> arguments() {
    if (setting.flag()) {
      return isTrue() ? List.of(setting.option()) : List.of();
    }
    return values().map(value -> setting.option() + "=" + value).toList();
  }

  private Stream<String> values() {
    return setting.list() ? COMMA.splitAsStream(text.strip()) : Stream.of(text.strip());
  }

  private boolean isTrue() {
    return switch (text.strip().toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw CommandException.badInput(source + " must be true or false, not " + text);
    };
  }

  /** Whether a message is about it, so that it should say where it was given. */
  boolean isMeantBy(String message) {
    return Pattern.compile(Pattern.quote(setting.option()) + "(?![\\w-])").matcher(message).find();
  }

  String origin() {
    return setting.option() + " comes from " + source;
  }
}
