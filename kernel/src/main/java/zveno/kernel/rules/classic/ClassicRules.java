package zveno.kernel.rules.classic;

import java.math.BigInteger;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import zveno.kernel.bytes.DecodeException;
import zveno.kernel.json.JsonValue;
import zveno.kernel.json.JsonWriter;
import zveno.kernel.mining.DecimalPuzzle;
import zveno.kernel.mining.Difficulty;
import zveno.kernel.model.Block;
import zveno.kernel.model.BlockId;
import zveno.kernel.model.Transaction;
import zveno.kernel.model.Work;
import zveno.kernel.rules.BlockCodec;
import zveno.kernel.rules.Draft;
import zveno.kernel.rules.Objection;
import zveno.kernel.rules.Place;
import zveno.kernel.rules.RuleSet;
import zveno.kernel.rules.Verdict;

/**
 * The tutorial's rules. A chain is right if every block carries the hash of the one before it and a
 * proof that goes with the one before it ({@code valid_chain}); the longest right chain wins
 * ({@code resolve_conflicts}), so every block weighs one.
 */
public final class ClassicRules implements RuleSet {

  /** {@code new_transaction(sender="0", ...)}: who pays the reward. */
  private static final String MINT = "0";

  private static final long GENESIS_PROOF = 100;

  private final ProofRule proofRule;
  private final Difficulty difficulty;
  private final Optional<BlockId> sharedGenesis;

  private ClassicRules(
      ProofRule proofRule, Difficulty difficulty, Optional<BlockId> sharedGenesis) {
    this.proofRule = proofRule;
    this.difficulty = difficulty;
    this.sharedGenesis = sharedGenesis;
  }

  /** Rules under which anybody may begin a chain, as in the tutorial. */
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
    parameters.put("rules", name());
    parameters.put("difficulty", Integer.toString(difficulty.zeros()));
    parameters.put("genesis", sharedGenesis.map(BlockId::hex).orElse("own"));
    return parameters;
  }

  @Override
  public BlockCodec codec() {
    return ClassicCodec.INSTANCE;
  }

  @Override
  public Verdict checkInPlace(Block block, Place place) {
    if (place.parent().isEmpty()) {
      return checkGenesis(block);
    }
    Block parent = place.parent().get();
    if (!block.parent().equals(parent.id())) {
      return Verdict.refused(
          Objection.BROKEN_LINK,
          "block "
              + block.height()
              + " carries previous_hash "
              + block.parent()
              + ", but the block before it hashes to "
              + parent.id());
    }
    if (!puzzle(parent).isSolvedBy(classic(block).proof())) {
      return Verdict.refused(
          Objection.WRONG_PROOF,
          "the proof of block "
              + block.height()
              + " does not give "
              + difficulty.zeros()
              + " leading zeros after the proof of the block before it");
    }
    return Verdict.OK;
  }

  /** {@code valid_chain} asks nothing of a first block; only a private net does. */
  private Verdict checkGenesis(Block block) {
    if (sharedGenesis.isPresent() && !sharedGenesis.get().equals(block.id())) {
      return Verdict.refused(
          Objection.FOREIGN_GENESIS,
          "the chain begins with "
              + block.id()
              + ", but this net begins with "
              + sharedGenesis.get());
    }
    return Verdict.OK;
  }

  @Override
  public Work workOf(Block block) {
    return Work.ONE;
  }

  @Override
  public Block genesis(Instant now) {
    JsonWriter json = new JsonWriter();
    json.beginObject().name("index").integer(1).name("previous_hash");
    proofRule.writeGenesisPreviousHash(json);
    json.name("proof").integer(GENESIS_PROOF);
    json.name("timestamp").number(pythonTime(now));
    json.name("transactions").beginArray().endArray().endObject();
    return own(json, 1);
  }

  @Override
  public DecimalPuzzle puzzle(Block parent) {
    ClassicBlock last = classic(parent);
    return new DecimalPuzzle(last.proof(), proofRule.tail(last), difficulty);
  }

  @Override
  public Block assemble(Draft draft, BigInteger proof) {
    long height = draft.parent().height() + 1;
    JsonWriter json = new JsonWriter();
    json.beginObject().name("index").integer(height);
    json.name("previous_hash").string(draft.parent().id().hex());
    json.name("proof").integer(proof);
    json.name("timestamp").number(pythonTime(draft.now()));
    json.name("transactions").beginArray();
    for (Transaction transaction : draft.transactions()) {
      json.value(ClassicTransaction.of(transaction).json());
    }
    writeReward(json, draft.rewardTo());
    json.endArray().endObject();
    return own(json, height);
  }

  private static void writeReward(JsonWriter json, String rewardTo) {
    json.beginObject().name("amount").integer(1);
    json.name("recipient").string(rewardTo);
    json.name("sender").string(MINT).endObject();
  }

  /** A reward is a block's last transaction, from {@code "0"}, amount 1. */
  @Override
  public List<Transaction> requests(Block block) {
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

  /** {@code time()} of CPython: nanoseconds since 1970 as a double, divided by 1e9 as doubles. */
  private static double pythonTime(Instant now) {
    long nanos =
        Math.addExact(Math.multiplyExact(now.getEpochSecond(), 1_000_000_000L), now.getNano());
    return (double) nanos / 1e9;
  }

  private static ClassicBlock own(JsonWriter json, long height) {
    try {
      return ClassicBlock.decode(json.toBytes(), height);
    } catch (DecodeException e) {
      throw new IllegalStateException("a block of our own making must be readable", e);
    }
  }

  private static ClassicBlock classic(Block block) {
    if (block instanceof ClassicBlock classic) {
      return classic;
    }
    throw new IllegalArgumentException("not a block of these rules: " + block);
  }
}
