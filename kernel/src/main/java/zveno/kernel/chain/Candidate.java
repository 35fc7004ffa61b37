package zveno.kernel.chain;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import zveno.kernel.model.Block;
import zveno.kernel.model.BlockId;
import zveno.kernel.model.EntryKey;
import zveno.kernel.model.NewBlock;
import zveno.kernel.model.Work;
import zveno.kernel.rules.BlockEntries;
import zveno.kernel.rules.ChainContext;
import zveno.kernel.rules.RuleSet;
import zveno.kernel.rules.StateTransition;
import zveno.kernel.rules.TransactionIdentity;
import zveno.kernel.rules.Verdict;
import zveno.kernel.state.StateChanges;
import zveno.kernel.state.StateView;

/**
 * A whole chain as a peer sends it, from its genesis on or from a block that it shares with ours,
 * checked block by block. What it shares with our chain is compared and not stored; from the fork
 * on its blocks are kept beside the tree, invisible to readers, until the chain is adopted or
 * discarded. So a chain of any length needs the memory of a few blocks.
 *
 * <p>For one thread, which need not be the writer's, except {@link #adopt}.
 */
public final class Candidate implements AutoCloseable {

  /** How many bytes of blocks are collected before they are staged. */
  private static final int PER_WRITE = 256 * 1024;

  /** After so many bytes of blocks, more are expected, and they are staged in bulk if possible. */
  private static final long MANY = 1 << 20;

  /** How many bytes of blocks are staged in bulk at once. */
  private static final int PER_BULK = 8 << 20;

  /** How many transactions they may carry, about: each takes memory for its rows. */
  private static final int PER_BULK_CARRIED = 60_000;

  private record Waiting(
      BlockPosition where,
      StoredBlock block,
      List<TxIndexEntry> carried,
      BlockEntries entries,
      StateChanges changes) {

    void putInto(BlockSink target, TransactionIdentity identity) {
      target.add(where, block, carried);
      EntryRows.put(target, where, entries, identity);
      target.putState(where, changes);
    }
  }

  private final RuleSet rules;
  private final ChainStore store;
  private final ChainView view;
  private final ChainPath ourPath;
  private final PathReader ours;
  private final List<Waiting> waiting = new ArrayList<>();
  private final EntryRows entryRows;

  private boolean shared = true;
  private int waitingBytes;
  private int waitingCarried;
  private long stagedBytes;
  private @Nullable BulkWriter bulk;
  private Work chainWork = Work.NONE;
  private @Nullable Block last;
  private @Nullable Branch branch;
  private @Nullable BlockId firstOwn;

  /** What its own blocks have made of the state; nothing as long as they have left it alone. */
  private @Nullable CandidateState state;

  /**
   * @param view a view that does not move while the candidate grows
   * @param ourPath our chain in that view
   */
  public Candidate(RuleSet rules, ChainStore store, ChainView view, ChainPath ourPath) {
    this(rules, store, view, ourPath, 0);
  }

  /**
   * Begins after a block of ours.
   *
   * @param view a view that does not move while the candidate grows
   * @param ourPath our chain in that view
   * @param forkHeight the height of that block; 0 for the root
   */
  public Candidate(
      RuleSet rules, ChainStore store, ChainView view, ChainPath ourPath, long forkHeight) {
    this.rules = rules;
    this.store = store;
    this.view = view;
    this.ourPath = ourPath;
    this.entryRows = new EntryRows(rules.identity());
    this.ours = PathReader.ascending(view, ourPath, forkHeight + 1, ourPath.length());
    if (forkHeight > 0) {
      BlockPosition fork = ourPath.at(forkHeight);
      StoredBlock stored = StoredBlocks.at(view, fork);
      last = StoredBlocks.decode(rules, stored.bytes(), forkHeight);
      chainWork = stored.chainWork();
    }
  }

  /**
   * Says, before the first block, that thousands will come; else that is seen only when many have.
   *
   * @return whether they will be stored in bulk
   */
  public boolean expectMany() {
    bulk = store.bulk().orElse(null);
    return bulk != null;
  }

  /** How many blocks it has so far. */
  public long length() {
    return last == null ? 0 : last.height();
  }

  /** Its chain work so far. */
  public Work chainWork() {
    return chainWork;
  }

  /** How many of its blocks are our chain's as well. */
  public long sharedLength() {
    return branch == null ? length() : branch.first() - 1;
  }

  /** The next block, which came without a memo. */
  public Verdict add(Block block) {
    return add(NewBlock.of(block));
  }

  /** The next block; its height must be {@link #length} + 1. After a refusal nothing may follow. */
  public Verdict add(NewBlock next) {
    Block block = next.block();
    if (block.height() != length() + 1) {
      throw new IllegalArgumentException(block.height() + " cannot follow " + length());
    }
    if (shared && isOurs(block)) {
      chainWork = ours.chainWork();
      last = block;
      return Verdict.OK;
    }
    return switch (judge(block)) {
      case StateTransition.Rejected(Verdict.Rejected why) -> why;
      case StateTransition.Applied(StateChanges changes) -> {
        chainWork = chainWork.plus(rules.consensus().workOf(block));
        keep(next, changes);
        last = block;
        yield Verdict.OK;
      }
    };
  }

  private StateTransition judge(Block block) {
    Block parent = last;
    if (parent == null) {
      return rules.consensus().judge(block, ChainContext.GENESIS);
    }
    try (Context context = new Context(parent)) {
      return rules.consensus().judge(block, context);
    }
  }

  /** The candidate so far. */
  private final class Context implements ChainContext, AutoCloseable {

    private final Block parent;

    /**
     * The state after the last common block, which is the parent as long as no own has changed it.
     */
    private final StateReader common;

    Context(Block parent) {
      this.parent = parent;
      this.common = new LazyState(() -> view.state(ourPath.upTo(sharedLength())));
    }

    @Override
    public StateView state() {
      CandidateState own = state;
      return own == null ? common : own;
    }

    @Override
    public void close() {
      common.close();
    }

    @Override
    public Optional<Block> parent() {
      return Optional.of(parent);
    }

    @Override
    public Block ancestor(long height) {
      if (height == parent.height()) {
        return parent;
      }
      if (height > parent.height()) {
        throw new IndexOutOfBoundsException("block " + height + " is not below this context");
      }
      Branch own = branch;
      if (own == null || height < own.first()) {
        return StoredBlocks.read(rules, view, ourPath.at(height));
      }
      return staged(new BlockPosition(own.id(), height));
    }

    private Block staged(BlockPosition where) {
      long first = waiting.isEmpty() ? Long.MAX_VALUE : waiting.getFirst().where().height();
      if (where.height() >= first) {
        byte[] bytes = waiting.get((int) (where.height() - first)).block().bytes();
        return StoredBlocks.decode(rules, bytes, where.height());
      }
      if (bulk != null && !isStaged()) {
        stage(); // what is brought in bulk cannot be read before
      }
      return StoredBlocks.read(rules, store.live(), where);
    }
  }

  private boolean isOurs(Block block) {
    shared = ours.next() && ours.id().equals(block.id());
    return shared;
  }

  private void keep(NewBlock next, StateChanges changes) {
    Block block = next.block();
    Branch longer;
    if (branch == null) {
      longer = newBranch();
      firstOwn = block.id();
    } else {
      longer = branch.endingAt(block.height());
    }
    branch = longer;
    BlockEntries entries = entryRows.of(next, key -> isStored(key, longer));
    Waiting row =
        new Waiting(
            new BlockPosition(longer.id(), block.height()),
            new StoredBlock(block.id(), chainWork, block.encoded()),
            TxIndexEntry.of(rules, block),
            entries,
            changes);
    note(changes, longer);
    if (bulk == null && isStaged() && stagedBytes >= MANY) {
      bulk = store.bulk().orElse(null);
    }
    if (bulk == null) {
      waiting.add(row);
    } else {
      row.putInto(bulk, rules.identity());
    }
    entryRows.add(entries);
    waitingBytes += block.encoded().length;
    waitingCarried += block.transactionCount();
    if (bulk == null
        ? waitingBytes >= PER_WRITE
        : waitingBytes >= PER_BULK || waitingCarried >= PER_BULK_CARRIED) {
      stage();
    }
  }

  private void note(StateChanges changes, Branch own) {
    CandidateState known = state;
    if (known == null) {
      if (changes.isEmpty()) {
        return;
      }
      known = new CandidateState(store, view, ourPath.upTo(own.first() - 1), own.id());
      state = known;
    }
    known.add(own.last(), changes);
  }

  /** Does the candidate so far have this entry, in a block that is stored? */
  private boolean isStored(EntryKey key, Branch own) {
    return store.live().blocksOf(key).stream()
        .anyMatch(where ->
            where.branch() == own.id()
                || (where.height() < own.first() && ourPath.contains(where)));
  }

  private Branch newBranch() {
    ours.close();
    Optional<BlockPosition> parent =
        last == null ? Optional.empty() : Optional.of(ourPath.at(last.height()));
    return new Branch(store.newBranch(), parent, length() + 1);
  }

  private void stage() {
    if (bulk == null) {
      store.stage(batch -> waiting.forEach(one -> one.putInto(batch, rules.identity())));
    } else {
      bulk.finish();
      closeBulk();
    }
    if (state != null) {
      state.stored();
    }
    waiting.clear();
    entryRows.clear();
    stagedBytes += waitingBytes;
    waitingBytes = 0;
    waitingCarried = 0;
  }

  /** Is nothing of it in memory only? */
  public boolean isStaged() {
    return waitingBytes == 0;
  }

  private void closeBulk() {
    BulkWriter open = bulk;
    if (open != null) {
      bulk = null;
      open.close();
    }
  }

  /** Writes down what is still in memory; to be called before {@link #adopt}. */
  public void complete() {
    if (!isStaged()) {
      stage();
    }
  }

  /**
   * Makes this the chain, if it has more work than the present one. On the writer's thread.
   *
   * @return nothing if it has no more work, or if the block it forks from has been forgotten
   */
  public Optional<Reorg> adopt(Chain chain, ChainBatch batch) {
    if (!isStaged()) {
      throw new IllegalStateException("complete() comes first");
    }
    return branch == null || last == null
        ? Optional.empty()
        : chain.adopt(branch, last, chainWork, batch);
  }

  /** How many blocks would leave the chain if this became it. On the writer's thread. */
  public long removes(Chain chain) {
    return branch == null ? 0 : chain.removedBy(branch);
  }

  /** The first of its blocks that was not our chain's when it was added. */
  public Optional<BlockId> firstOwn() {
    return Optional.ofNullable(firstOwn);
  }

  /** What is to be swept if the candidate is given up. */
  public Optional<StaleBlocks> garbage() {
    return Optional.ofNullable(branch)
        .map(b -> new StaleBlocks(new ChainPath.Stretch(b.id(), b.first(), b.last())));
  }

  /** The identity of its last block. */
  public BlockId lastId() {
    return last == null ? BlockId.ROOT : last.id();
  }

  /** Lets go of what it reads; what it has stored stays. */
  @Override
  public void close() {
    closeBulk();
    ours.close();
    if (state != null) {
      state.close();
    }
  }
}
