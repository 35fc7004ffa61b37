package zveno.kernel.rules.strict;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Supplier;
import zveno.kernel.model.Block;
import zveno.kernel.model.BlockId;
import zveno.kernel.model.Transaction;
import zveno.kernel.rules.AccountRules;
import zveno.kernel.rules.BlockCodec;
import zveno.kernel.rules.BlockTemplates;
import zveno.kernel.rules.ChainContext;
import zveno.kernel.rules.Consensus;
import zveno.kernel.rules.EncodedAddress;
import zveno.kernel.rules.HeaderRules;
import zveno.kernel.rules.PaceReader;
import zveno.kernel.rules.PoolPolicy;
import zveno.kernel.rules.RuleSet;
import zveno.kernel.rules.RuleSets;
import zveno.kernel.rules.TransactionIdentity;
import zveno.kernel.rules.VerificationCounts;
import zveno.kernel.rules.strict.keys.Address;
import zveno.kernel.rules.strict.keys.SignatureVerifier;

/**
 * The strict rules, version 1: signed transactions between accounts, a header that Bitcoin's miners
 * can search, and the most work wins. All chains of a net begin with the same block, which states
 * what else the net has agreed on.
 */
public final class StrictRules implements RuleSet {

  /** The name of these rules. */
  public static final String NAME = "strict";

  private static final TransactionIdentity IDENTITY =
      TransactionIdentity.selfNamed(StrictRules::userTransactions);

  private final SharedGenesis shared;
  private final Supplier<SignatureVerifier> verifier;
  private final StrictCodec codec;
  private final StrictConsensus consensus;
  private final StrictTemplates templates;
  private final StrictHeaders headers;
  private final StrictPoolPolicy poolPolicy;
  private final StrictPace pace;
  private final ImmatureRewards immature = new ImmatureRewards();

  /**
   * @param genesis the hash of the block with which all chains begin; without one, no chain can
   * @param verifier asked for when the first signature is to be verified; the same each time
   */
  public StrictRules(Optional<BlockId> genesis, Supplier<SignatureVerifier> verifier) {
    ChainPoints points = new ChainPoints();
    this.shared = new SharedGenesis(genesis);
    this.verifier = verifier;
    this.codec = new StrictCodec(shared, verifier);
    this.consensus = new StrictConsensus(shared, points, verifier);
    this.templates = new StrictTemplates(shared, points);
    this.headers = new StrictHeaders(shared, points);
    this.pace = new StrictPace(shared, points);
    this.poolPolicy =
        new StrictPoolPolicy(
            tip -> new StrictState(tip.state()), tip -> shared.of(tip).parameters());
  }

  @Override
  public String name() {
    return NAME;
  }

  /** The name, and the hash of the first block, which says all the rest. */
  @Override
  public SequencedMap<String, String> parameters() {
    SequencedMap<String, String> parameters = new LinkedHashMap<>();
    parameters.put(RuleSets.RULES, NAME);
    parameters.put(RuleSets.GENESIS, shared.id().map(BlockId::hex).orElse(RuleSets.OWN));
    return parameters;
  }

  /** There must be a verifier of signatures, and it must verify rightly. */
  @Override
  public void checkReady() {
    var _ = verifier.get();
  }

  @Override
  public BlockCodec codec() {
    return codec;
  }

  @Override
  public Consensus consensus() {
    return consensus;
  }

  @Override
  public BlockTemplates templates() {
    return templates;
  }

  @Override
  public PoolPolicy poolPolicy() {
    return poolPolicy;
  }

  /** A transaction carries its sender's next nonce: there is none like it. */
  @Override
  public TransactionIdentity identity() {
    return IDENTITY;
  }

  @Override
  public Optional<AccountRules> accounts() {
    return Optional.of(this::due);
  }

  private Optional<EncodedAddress> due(long height, ChainContext tip) {
    long of = height - shared.of(tip).parameters().maturity();
    return of > Genesis.INDEX && of <= tip.parent().orElseThrow().height()
        ? Optional.of(StrictCodec.encoded(new StrictState(tip.state()).reward(of).recipient()))
        : Optional.empty();
  }

  /** The rewards of an account that are not in its balance yet. */
  public Coins immature(Address owner, ChainContext tip) {
    return immature.of(owner, tip, shared.of(tip).parameters().maturity());
  }

  @Override
  public Optional<PaceReader> pace() {
    return Optional.of(pace);
  }

  @Override
  public Optional<VerificationCounts> verifications() {
    SignatureVerifier.Counts counts = verifier.get().counts();
    return Optional.of(new VerificationCounts(counts.right(), counts.wrong(), counts.remembered()));
  }

  @Override
  public Optional<HeaderRules> headers() {
    return Optional.of(headers);
  }

  /** All but the reward, which is the last. */
  private static List<Transaction> userTransactions(Block block) {
    return switch (StrictChainBlock.of(block)) {
      case GenesisBlock _ -> List.of();
      case PlacedBlock placed -> List.copyOf(placed.block().transactions());
    };
  }
}
