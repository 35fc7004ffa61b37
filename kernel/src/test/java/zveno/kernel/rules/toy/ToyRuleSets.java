package zveno.kernel.rules.toy;

import java.util.List;
import java.util.Map;
import zveno.kernel.bytes.DecodeException;
import zveno.kernel.model.Block;
import zveno.kernel.rules.RuleParameterException;
import zveno.kernel.rules.RuleSet;
import zveno.kernel.rules.RuleSetFactory;
import zveno.kernel.rules.RuleSets;

/** Registers the toy rules, by a file in META-INF/services. */
public final class ToyRuleSets implements RuleSetFactory {

  /** For {@link java.util.ServiceLoader}. */
  public ToyRuleSets() {}

  @Override
  public List<String> names() {
    return List.of(ToyRules.NAME);
  }

  @Override
  public RuleSet create(Map<String, String> parameters) {
    for (String name : parameters.keySet()) {
      if (!name.equals(RuleSets.RULES) && !name.equals(RuleSets.GENESIS)) {
        throw new RuleParameterException(name, "is no parameter of the rules toy");
      }
    }
    return new ToyRules(parameters.getOrDefault(RuleSets.GENESIS, RuleSets.OWN));
  }

  @Override
  public Block readGenesis(byte[] file) throws DecodeException {
    return ToyBlock.decode(file, 1);
  }
}
