package zveno.kernel.rules;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.ServiceLoader;
import zveno.kernel.model.Block;

/** The registry of rule sets, by the names by which people choose them. */
public final class RuleSets {

  /** The parameter that names the rules. */
  public static final String RULES = "rules";

  /** The parameter that says with which block chains begin; see {@link #OWN}. */
  public static final String GENESIS = "genesis";

  /** The value of {@link #GENESIS} if each chain begins with a block of its own. */
  public static final String OWN = "own";

  /** The name that counts where none is given. */
  public static final String DEFAULT = "classic";

  private static final Map<String, RuleSetFactory> FACTORIES = load();

  private RuleSets() {}

  private static Map<String, RuleSetFactory> load() {
    Map<String, RuleSetFactory> found = new LinkedHashMap<>();
    ClassLoader here = RuleSets.class.getClassLoader();
    for (RuleSetFactory factory : ServiceLoader.load(RuleSetFactory.class, here)) {
      factory.names().forEach(name -> found.putIfAbsent(name, factory));
    }
    return found;
  }

  /** All names, the default first. */
  public static List<String> names() {
    List<String> names = new ArrayList<>(FACTORIES.keySet());
    if (names.remove(DEFAULT)) {
      names.addFirst(DEFAULT);
    }
    return names;
  }

  /**
   * The parameters of a net in which every chain begins with this block.
   *
   * @param parameters the parameters beside the first block, complete
   */
  public static SequencedMap<String, String> beginningWith(
      Block genesis, Map<String, String> parameters) {
    SequencedMap<String, String> shared = new LinkedHashMap<>(parameters);
    shared.put(GENESIS, genesis.id().hex());
    return shared;
  }

  /**
   * Makes the rule set that these parameters name; what they leave out has its default.
   *
   * @throws RuleParameterException if a parameter is unknown, or has a value that it cannot have
   */
  public static RuleSet of(Map<String, String> parameters) {
    return factory(parameters).create(parameters);
  }

  /**
   * What makes the rule set that these parameters name.
   *
   * @throws RuleParameterException if no rules have this name
   */
  public static RuleSetFactory factory(Map<String, String> parameters) {
    String name = parameters.getOrDefault(RULES, DEFAULT);
    RuleSetFactory factory = FACTORIES.get(name.toLowerCase(Locale.ROOT));
    if (factory == null) {
      throw new RuleParameterException(
          RULES, "must be " + String.join(" or ", names()) + ", not " + name);
    }
    return factory;
  }
}
