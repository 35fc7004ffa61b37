package zveno.kernel.rules.classic;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import zveno.kernel.bytes.DecodeException;
import zveno.kernel.bytes.TextEncoding;
import zveno.kernel.json.JsonLimits;
import zveno.kernel.json.JsonReader;
import zveno.kernel.mining.Difficulty;
import zveno.kernel.model.Block;
import zveno.kernel.model.BlockId;
import zveno.kernel.rules.RuleParameterException;
import zveno.kernel.rules.RuleSet;
import zveno.kernel.rules.RuleSetFactory;
import zveno.kernel.rules.RuleSets;

/** Makes the tutorial's rules and its upstream repository's. */
public final class ClassicRuleSets implements RuleSetFactory {

  /** For {@link java.util.ServiceLoader}. */
  public ClassicRuleSets() {}

  @Override
  public List<String> names() {
    return Arrays.stream(ProofRule.values()).map(ProofRule::title).toList();
  }

  @Override
  public RuleSet create(Map<String, String> parameters) {
    ProofRule rule = proofRule(parameters.getOrDefault(RuleSets.RULES, RuleSets.DEFAULT));
    Difficulty difficulty =
        Optional.ofNullable(parameters.get(ClassicRules.DIFFICULTY))
            .map(ClassicRuleSets::difficulty)
            .orElse(Difficulty.TUTORIAL);
    String first = parameters.getOrDefault(RuleSets.GENESIS, RuleSets.OWN);
    return first.equals(RuleSets.OWN)
        ? ClassicRules.open(rule, difficulty)
        : ClassicRules.beginningWith(genesis(first), rule, difficulty);
  }

  private static ProofRule proofRule(String name) {
    return Arrays.stream(ProofRule.values())
        .filter(rule -> rule.title().equals(name.toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(() -> new RuleParameterException(RuleSets.RULES, "cannot be " + name));
  }

  private static Difficulty difficulty(String zeros) {
    if (zeros.matches("[0-9]{1,3}") && Integer.parseInt(zeros) <= Difficulty.MAX) {
      return new Difficulty(Integer.parseInt(zeros));
    }
    throw new RuleParameterException(
        ClassicRules.DIFFICULTY, "must be 0 to " + Difficulty.MAX + ", not " + zeros);
  }

  private static BlockId genesis(String hex) {
    return BlockId.parse(hex)
        .orElseThrow(() ->
            new RuleParameterException(
                RuleSets.GENESIS,
                "must be " + RuleSets.OWN + " or 64 lowercase hexadecimal digits, not " + hex));
  }

  /** A block in JSON, as people write it. */
  @Override
  public Block readGenesis(byte[] file) throws DecodeException {
    byte[] text = TextEncoding.withoutMark(file);
    return ClassicBlock.decode(JsonReader.canonicalize(text, JsonLimits.defaults()), 1);
  }
}
