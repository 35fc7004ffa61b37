package zveno.kernel.rules.classic;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import zveno.kernel.entries.EntryIds;
import zveno.kernel.json.JsonValue;
import zveno.kernel.mining.Difficulty;
import zveno.kernel.model.Block;
import zveno.kernel.model.BlockId;
import zveno.kernel.model.Transaction;
import zveno.kernel.rules.BlockCodec;
import zveno.kernel.rules.Consensus;
import zveno.kernel.rules.RuleSet;
import zveno.kernel.rules.RuleSets;
import zveno.kernel.rules.TransactionIdentity;

/**
 * The tutorial's rules. A chain is right if every block carries the hash of the one before it and a
 * proof that goes with the one before it ({@code valid_chain}); the longest right chain wins
 * ({@code resolve_conflicts}), so every block weighs one.
 */
public final class ClassicRules implements RuleSet {

  static final String DIFFICULTY = "difficulty";

  private final ProofRule proofRule;
  private final Difficulty difficulty;
  private final Optional<BlockId> sharedGenesis;
  private final ClassicConsensus consensus;
  private final ClassicTemplates templates;
  private final EntryIds identity = new EntryIds(ClassicRules::userTransactions);

  private ClassicRules(
      ProofRule proofRule, Difficulty difficulty, Optional<BlockId> sharedGenesis) {
    this.proofRule = proofRule;
    this.difficulty = difficulty;
    this.sharedGenesis = sharedGenesis;
    this.consensus = new ClassicConsensus(proofRule, difficulty, sharedGenesis);
    this.templates = new ClassicTemplates(proofRule, difficulty);
  }

  /** Rules that accept any genesis block, as the tutorial does. */
  public static ClassicRules open(ProofRule proofRule, Difficulty difficulty) {
    return new ClassicRules(proofRule, difficulty, Optional.empty());
  }

  /** Rules of a private net, in which every chain begins with the same block. */
  public static ClassicRules beginningWith(
      BlockId genesis, ProofRule proofRule, Difficulty difficulty) {
    return new ClassicRules(proofRule, difficulty, Optional.of(genesis));
  }

  @Override
  public String name() {
    return proofRule.title();
  }

  @Override
  public SequencedMap<String, String> parameters() {
    SequencedMap<String, String> parameters = new LinkedHashMap<>();
    parameters.put(RuleSets.RULES, name());
    parameters.put(DIFFICULTY, Integer.toString(difficulty.zeros()));
    parameters.put(RuleSets.GENESIS, sharedGenesis.map(BlockId::hex).orElse(RuleSets.OWN));
    return parameters;
  }

  @Override
  public BlockCodec codec() {
    return ClassicCodec.INSTANCE;
  }

  @Override
  public Consensus consensus() {
    return consensus;
  }

  @Override
  public ClassicTemplates templates() {
    return templates;
  }

  @Override
  public TransactionIdentity identity() {
    return identity;
  }

  /**
   * The transactions of a block without the miner's reward: that is its last one, if it is from
   * {@code "0"} and its amount is 1.
   */
  public static List<Transaction> userTransactions(Block block) {
    List<Transaction> all = block.transactions();
    if (all.isEmpty() || !isReward(all.getLast())) {
      return all;
    }
    return all.subList(0, all.size() - 1);
  }

  private static boolean isReward(Transaction transaction) {
    return reads(transaction, "sender", "\"0\"") && reads(transaction, "amount", "1");
  }

  private static boolean reads(Transaction transaction, String name, String canonical) {
    JsonValue json = ClassicTransaction.of(transaction).json();
    return json.member(name).filter(value -> value.isWritten(canonical)).isPresent();
  }
}
