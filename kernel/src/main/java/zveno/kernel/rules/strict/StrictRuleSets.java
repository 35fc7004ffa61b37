package zveno.kernel.rules.strict;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import zveno.kernel.bytes.DecodeException;
import zveno.kernel.bytes.TextEncoding;
import zveno.kernel.model.Block;
import zveno.kernel.model.BlockId;
import zveno.kernel.rules.RuleParameterException;
import zveno.kernel.rules.RuleSet;
import zveno.kernel.rules.RuleSetFactory;
import zveno.kernel.rules.RuleSets;
import zveno.kernel.rules.strict.keys.InstalledVerifier;

/** Makes the strict rules of a net. */
public final class StrictRuleSets implements RuleSetFactory {

  private static final Set<String> PARAMETERS = Set.of(RuleSets.RULES, RuleSets.GENESIS);

  /** For {@link java.util.ServiceLoader}. */
  public StrictRuleSets() {}

  @Override
  public List<String> names() {
    return List.of(StrictRules.NAME);
  }

  /** What else the net has agreed on stands in its first block. */
  @Override
  public RuleSet create(Map<String, String> parameters) {
    for (String name : parameters.keySet()) {
      if (!PARAMETERS.contains(name)) {
        throw new RuleParameterException(
            name, "is no parameter of the strict rules: the first block says what a net agreed on");
      }
    }
    String first = parameters.getOrDefault(RuleSets.GENESIS, RuleSets.OWN);
    Optional<BlockId> genesis =
        first.equals(RuleSets.OWN) ? Optional.empty() : Optional.of(genesis(first));
    return new StrictRules(genesis, InstalledVerifier::get);
  }

  @Override
  public boolean allowsOwnGenesis() {
    return false;
  }

  private static BlockId genesis(String hex) {
    return BlockId.parse(hex)
        .orElseThrow(() ->
            new RuleParameterException(
                RuleSets.GENESIS, "must be 64 lowercase hexadecimal digits, not " + hex));
  }

  /** A genesis in JSON, as people write it. */
  @Override
  public Block readGenesis(byte[] file) throws DecodeException {
    try {
      return GenesisBlock.of(Genesis.parse(TextEncoding.withoutMark(file)));
    } catch (RefusedException e) {
      throw new DecodeException(e.refusal().detail(), e);
    }
  }
}
