package zveno.node.config;

import java.util.Locale;
import picocli.CommandLine.Model.OptionSpec;

/**
 * An option of a node that can also be given by the environment and by a file. Both of these names
 * are derived from the option's.
 *
 * @param name as it stands in a file: {@code data-dir}
 * @param flag whether it is only said or not said, and so is {@code true} or {@code false}
 * @param list whether it may be repeated; elsewhere its values are separated by commas
 */
public record Setting(String name, boolean flag, boolean list) {

  /** What the names of all variables begin with. */
  static final String PREFIX = "ZVENO_";

  private static final String DASHES = "--";

  static Setting of(OptionSpec option) {
    String name = option.longestName().substring(DASHES.length());
    boolean flag = option.arity().max() == 0;
    return new Setting(name, flag, !flag && option.isMultiValue());
  }

  /** On the command line: {@code --data-dir}. */
  public String option() {
    return DASHES + name;
  }

  /** In the environment: {@code ZVENO_DATA_DIR}. */
  String variable() {
    return PREFIX + name.replace('-', '_').toUpperCase(Locale.ROOT);
  }
}
