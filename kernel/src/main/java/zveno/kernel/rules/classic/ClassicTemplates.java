package zveno.kernel.rules.classic;

import java.math.BigInteger;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import zveno.kernel.bytes.DecodeException;
import zveno.kernel.json.JsonWriter;
import zveno.kernel.mining.DecimalPuzzle;
import zveno.kernel.mining.Difficulty;
import zveno.kernel.mining.PowPuzzle;
import zveno.kernel.model.Block;
import zveno.kernel.model.Transaction;
import zveno.kernel.rules.BlockTemplate;
import zveno.kernel.rules.BlockTemplates;
import zveno.kernel.rules.ChainContext;
import zveno.kernel.rules.SolvedBlock;
import zveno.kernel.rules.WaitingTransaction;
import zveno.kernel.rules.WaitingTransactions;

/**
 * {@code mine} and {@code new_block}: the proof is searched for first, and covers nothing of the
 * block; then the block takes all that waits, and the reward.
 */
public final class ClassicTemplates implements BlockTemplates {

  /** {@code new_transaction(sender="0", ...)}: the sender of rewards. */
  private static final String MINT = "0";

  private static final long GENESIS_PROOF = 100;

  private final ProofRule proofRule;
  private final Difficulty difficulty;

  ClassicTemplates(ProofRule proofRule, Difficulty difficulty) {
    this.proofRule = proofRule;
    this.difficulty = difficulty;
  }

  @Override
  public ClassicBlock genesis(Instant now) {
    JsonWriter json = new JsonWriter();
    json.beginObject().name("index").integer(1).name("previous_hash");
    proofRule.writeGenesisPreviousHash(json);
    json.name("proof").integer(GENESIS_PROOF);
    json.name("timestamp").number(pythonTime(now));
    json.name("transactions").beginArray().endArray().endObject();
    return own(json, 1);
  }

  /** What has to be solved for a block that follows {@code parent}. */
  public DecimalPuzzle puzzle(Block parent) {
    return proofRule.puzzle(ClassicBlock.of(parent), difficulty);
  }

  @Override
  public BlockTemplate template(
      ChainContext context, WaitingTransactions waiting, String recipient, InstantSource clock) {
    Block parent = context.parent().orElseThrow();
    return new OpenTemplate(parent, puzzle(parent), waiting, recipient, clock);
  }

  /** Collects what waits, and takes the time, when it is solved. */
  private record OpenTemplate(
      Block parent,
      PowPuzzle puzzle,
      WaitingTransactions waiting,
      String recipient,
      InstantSource clock)
      implements BlockTemplate {

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public SolvedBlock solvedBy(BigInteger solution) {
      List<? extends WaitingTransaction> carried = waiting.front();
      List<Transaction> transactions =
          carried.stream().<Transaction>map(WaitingTransaction::transaction).toList();
      return new SolvedBlock(
          assemble(parent, transactions, recipient, clock.instant(), solution), carried);
    }
  }

  /**
   * The block that these make; nothing is checked.
   *
   * @param transactions what it carries, in order, the reward not included
   * @param recipient the address that earns the reward
   */
  public static ClassicBlock assemble(
      Block parent,
      List<Transaction> transactions,
      String recipient,
      Instant now,
      BigInteger proof) {
    long height = parent.height() + 1;
    JsonWriter json = new JsonWriter();
    json.beginObject().name("index").integer(height);
    json.name("previous_hash").string(parent.id().hex());
    json.name("proof").integer(proof);
    json.name("timestamp").number(pythonTime(now));
    json.name("transactions").beginArray();
    for (Transaction transaction : transactions) {
      json.value(ClassicTransaction.of(transaction).json());
    }
    writeReward(json, recipient);
    json.endArray().endObject();
    return own(json, height);
  }

  private static void writeReward(JsonWriter json, String recipient) {
    json.beginObject().name("amount").integer(1);
    json.name("recipient").string(recipient);
    json.name("sender").string(MINT).endObject();
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
}
