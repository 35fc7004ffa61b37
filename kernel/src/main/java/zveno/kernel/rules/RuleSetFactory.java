package zveno.kernel.rules;

import java.util.List;
import java.util.Map;
import zveno.kernel.bytes.DecodeException;
import zveno.kernel.model.Block;

/**
 * Makes the rule sets of one kind. {@link RuleSets} finds the factories by {@link
 * java.util.ServiceLoader}: a rule set is added by registering its factory, and nothing else has to
 * know its classes.
 */
public interface RuleSetFactory {

  /** The names by which people choose its rule sets, the most usual first. */
  List<String> names();

  /**
   * Makes the rule set that these parameters name.
   *
   * @param parameters some or all of what {@link RuleSet#parameters} gives; what is left out has
   *     its default
   * @throws RuleParameterException if a parameter has a value that it cannot have
   */
  RuleSet create(Map<String, String> parameters);

  /**
   * Reads the file of a first block that all chains of a net share.
   *
   * @throws DecodeException if it is not the file of a first block
   */
  Block readGenesis(byte[] file) throws DecodeException;

  /**
   * May a chain begin with a block that its node makes? Otherwise the file of the first block must
   * be named before a chain can begin.
   */
  default boolean allowsOwnGenesis() {
    return true;
  }
}
