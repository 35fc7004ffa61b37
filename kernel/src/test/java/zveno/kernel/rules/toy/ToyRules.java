package zveno.kernel.rules.toy;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import zveno.kernel.bytes.DecodeException;
import zveno.kernel.bytes.Hash;
import zveno.kernel.mining.DecimalPuzzle;
import zveno.kernel.model.Block;
import zveno.kernel.model.BlockId;
import zveno.kernel.model.Transaction;
import zveno.kernel.model.Work;
import zveno.kernel.rules.BlockCodec;
import zveno.kernel.rules.BlockTemplate;
import zveno.kernel.rules.BlockTemplates;
import zveno.kernel.rules.ChainContext;
import zveno.kernel.rules.Consensus;
import zveno.kernel.rules.RejectReason;
import zveno.kernel.rules.RuleSet;
import zveno.kernel.rules.RuleSets;
import zveno.kernel.rules.SolvedBlock;
import zveno.kernel.rules.StateTransition;
import zveno.kernel.rules.TransactionIdentity;
import zveno.kernel.rules.Verdict;
import zveno.kernel.rules.WaitingTransaction;
import zveno.kernel.rules.WaitingTransactions;
import zveno.kernel.state.StateDraft;
import zveno.kernel.state.StateKey;
import zveno.kernel.state.StateView;

/**
 * A rule set that has nothing in common with the tutorial's: binary blocks, a proof that covers the
 * content, a work of two for each block, and one balance for each account, which no transfer may
 * overdraw. It shows that a rule set needs no edit outside its own room.
 */
public final class ToyRules implements RuleSet, BlockCodec, Consensus, BlockTemplates {

  /** The name of these rules. */
  public static final String NAME = "toy";

  /** Why a block is rejected. */
  public enum Reason implements RejectReason {
    LINK,
    PROOF,
    OVERDRAWN;

    @Override
    public String code() {
      return name().toLowerCase(Locale.ROOT);
    }

    @Override
    public String sentence() {
      return "The block breaks the toy rule " + code() + ".";
    }
  }

  private final String genesis;

  ToyRules(String genesis) {
    this.genesis = genesis;
  }

  /** Rules under which any chain may begin. */
  public static ToyRules open() {
    return new ToyRules(RuleSets.OWN);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public SequencedMap<String, String> parameters() {
    SequencedMap<String, String> parameters = new LinkedHashMap<>();
    parameters.put(RuleSets.RULES, NAME);
    parameters.put(RuleSets.GENESIS, genesis);
    return parameters;
  }

  @Override
  public BlockCodec codec() {
    return this;
  }

  @Override
  public Consensus consensus() {
    return this;
  }

  @Override
  public BlockTemplates templates() {
    return this;
  }

  @Override
  public TransactionIdentity identity() {
    return TransactionIdentity.selfNamed(Block::transactions);
  }

  // Bytes.

  @Override
  public Form form() {
    return Form.BINARY;
  }

  @Override
  public ToyBlock block(byte[] encoded, long height) throws DecodeException {
    return ToyBlock.decode(encoded, height);
  }

  @Override
  public ToyTransfer transaction(byte[] bytes, int from) {
    try {
      return ToyTransfer.decode(bytes, from);
    } catch (DecodeException e) {
      throw new IllegalArgumentException(e);
    }
  }

  @Override
  public ToyTransfer relayed(byte[] encoded) throws DecodeException {
    if (encoded.length != ToyTransfer.LENGTH) {
      throw new DecodeException("a transfer has " + ToyTransfer.LENGTH + " bytes");
    }
    return ToyTransfer.decode(encoded, 0);
  }

  @Override
  public List<byte[]> addresses(Transaction transaction) {
    ToyTransfer transfer = (ToyTransfer) transaction;
    byte[] payer = ToyTransfer.address(transfer.payer());
    return transfer.payer() == transfer.payee()
        ? List.of(payer)
        : List.of(payer, ToyTransfer.address(transfer.payee()));
  }

  // What makes a block right.

  @Override
  public Verdict checkContext(Block block, ChainContext context) {
    BlockId below = context.parent().map(Block::id).orElse(BlockId.ROOT);
    if (!block.parent().equals(below)) {
      return Verdict.rejected(Reason.LINK, "block " + block.height() + " follows another block");
    }
    ToyBlock toy = (ToyBlock) block;
    if (context.parent().isPresent() && !toy.isProven()) {
      return Verdict.rejected(Reason.PROOF, "the proof of block " + block.height() + " is wrong");
    }
    return Verdict.OK;
  }

  @Override
  public StateTransition connect(Block block, ChainContext context) {
    ToyBlock toy = (ToyBlock) block;
    StateDraft balances = new StateDraft(context.state());
    for (ToyTransfer transfer : toy.transfers()) {
      if (!move(transfer, balances)) {
        return new StateTransition.Rejected(
            new Verdict.Rejected(
                Reason.OVERDRAWN,
                "account " + ToyTransfer.hex(transfer.payer()) + " has not so much"));
      }
    }
    add(toy.miner(), ToyBlock.REWARD, balances);
    return new StateTransition.Applied(balances.changes());
  }

  /** The balance of an account. */
  public static long balance(StateView state, long account) {
    return state.value(key(account)).map(bytes -> ByteBuffer.wrap(bytes).getLong()).orElse(0L);
  }

  private static StateKey key(long account) {
    return StateKey.of(ToyTransfer.address(account));
  }

  private static boolean move(ToyTransfer transfer, StateDraft balances) {
    if (balance(balances, transfer.payer()) < transfer.amount()) {
      return false;
    }
    add(transfer.payer(), -transfer.amount(), balances);
    add(transfer.payee(), transfer.amount(), balances);
    return true;
  }

  private static void add(long account, long amount, StateDraft balances) {
    long sum = balance(balances, account) + amount;
    balances.put(key(account), ByteBuffer.allocate(Long.BYTES).putLong(sum).array());
  }

  @Override
  public Work workOf(Block block) {
    return Work.of(2);
  }

  // How the next block is made.

  @Override
  public ToyBlock genesis(Instant now) {
    byte[] bytes = ToyBlock.unproven(BlockId.ROOT, 1, now.getEpochSecond(), 0, List.of());
    return ToyBlock.proven(bytes, 0);
  }

  /** The account that a name stands for. */
  public static long account(String name) {
    byte[] digest = Hash.of(name.getBytes(StandardCharsets.UTF_8)).toBytes();
    return ByteBuffer.wrap(digest).getLong();
  }

  /** Takes what the accounts can pay for. */
  @Override
  public BlockTemplate template(
      ChainContext context, WaitingTransactions waiting, String recipient, InstantSource clock) {
    StateDraft balances = new StateDraft(context.state());
    List<WaitingTransaction> carried = new ArrayList<>();
    List<ToyTransfer> transfers = new ArrayList<>();
    for (WaitingTransaction one : waiting.front()) {
      ToyTransfer transfer = (ToyTransfer) one.transaction();
      if (move(transfer, balances)) {
        carried.add(one);
        transfers.add(transfer);
      }
    }
    Block parent = context.parent().orElseThrow();
    long second = clock.instant().getEpochSecond();
    byte[] unproven =
        ToyBlock.unproven(parent.id(), parent.height() + 1, second, account(recipient), transfers);
    return new Template(parent, unproven, carried);
  }

  private record Template(Block parent, byte[] unproven, List<WaitingTransaction> carried)
      implements BlockTemplate {

    @Override
    public DecimalPuzzle puzzle() {
      return ToyBlock.puzzle(unproven);
    }

    @Override
    public boolean isOpen() {
      return false;
    }

    @Override
    public SolvedBlock solvedBy(BigInteger solution) {
      return new SolvedBlock(ToyBlock.proven(unproven, solution.longValueExact()), carried);
    }
  }
}
