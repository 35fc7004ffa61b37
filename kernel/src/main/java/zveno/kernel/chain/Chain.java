package zveno.kernel.chain;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import zveno.kernel.model.Block;
import zveno.kernel.model.BlockId;
import zveno.kernel.model.NewBlock;
import zveno.kernel.model.Work;
import zveno.kernel.rules.BlockEntries;
import zveno.kernel.rules.ChainContext;
import zveno.kernel.rules.RuleSet;
import zveno.kernel.rules.StateTransition;
import zveno.kernel.state.StateChanges;

/**
 * The chain: takes blocks, finds their place, and follows the branch with the most work; of
 * branches with equal work the one seen first. All that changes goes into the caller's batch; if
 * that batch fails to reach the disk, this object is ahead of it and must be thrown away.
 *
 * <p>For one thread at a time: the writer's.
 */
public final class Chain {

  private final RuleSet rules;
  private final ChainStore store;
  private final BranchTree tree;
  private final long sideBlocks;
  private final WriterState state;

  /**
   * Whether blocks that nothing leads to may still lie where the next one would, until they are
   * swept: after {@link #rewind}, and for all that is known when the chain has just been opened.
   */
  private boolean leftOversAbove = true;

  private Tip tip = Tip.ROOT;
  private ChainPath path = ChainPath.EMPTY;
  private Optional<Block> tipBlock = Optional.empty();

  /**
   * Opens the chain that a store holds; of any length, this reads one block.
   *
   * @param sideBlocks how many blocks off the chain are kept, and how far below the tip
   * @throws MissingBlockException if the store lacks what it must have
   */
  public Chain(RuleSet rules, ChainStore store, long sideBlocks) {
    this.rules = rules;
    this.store = store;
    this.sideBlocks = sideBlocks;
    this.state = new WriterState(store);
    this.tree = new BranchTree(store.live().branches());
    store.live().tip().ifPresent(this::goTo);
  }

  private void goTo(BlockPosition where) {
    StoredBlock stored = StoredBlocks.at(store.live(), where);
    become(
        tree.pathTo(where),
        StoredBlocks.decode(rules, stored.bytes(), where.height()),
        stored.chainWork());
  }

  private void become(ChainPath newPath, Block block, Work chainWork) {
    path = newPath;
    tip = new Tip(block.id(), block.height(), chainWork);
    tipBlock = Optional.of(block);
  }

  /** The end of the chain. */
  public Tip tip() {
    return tip;
  }

  /** The last block; nothing while there is none. */
  public Optional<Block> tipBlock() {
    return tipBlock;
  }

  /** The way from the root to the tip. */
  public ChainPath path() {
    return path;
  }

  /**
   * The whole chain as the context of what would follow, with what the batch has so far; to be
   * closed. There must be a block.
   *
   * @param unstored the last blocks of the chain, as far as they are in the batch only
   */
  public StoredContext tipContext(List<Block> unstored, ChainBatch batch) {
    return new StoredContext(
        rules, store.live(), path, tipBlock.orElseThrow(), unstored, state.at(path, batch));
  }

  /** Takes a block from anyone at all, and finds its place, or the reason why it has none. */
  public ImportResult offer(Block block, ChainBatch batch) {
    return offer(NewBlock.of(block), batch);
  }

  /** The same for a block that was made here; no block of the chain has its entries. */
  public ImportResult offer(NewBlock made, ChainBatch batch) {
    return offer(made.block(), rules.identity().entries(made, _ -> false), batch);
  }

  /** Takes blocks that follow the tip, one after the other, as far as they are right. */
  public ChainExtension extend(List<NewBlock> blocks, ChainBatch batch) {
    ChainPath before = path;
    List<Block> unstored = new ArrayList<>();
    EntryRows rows = new EntryRows(rules.identity());
    List<BlockEntries> joined = new ArrayList<>();
    for (NewBlock next : blocks) {
      Block block = next.block();
      if (!block.parent().equals(tip.id()) || block.height() != tip.height() + 1) {
        return new ChainExtension(
            before, path, joined, Optional.of(new ImportResult.Orphan(block.id(), block.parent())));
      }
      BlockEntries entries =
          rows.of(next, key -> store.live().blocksOf(key).stream().anyMatch(before::contains));
      ImportResult result = accept(block, onTip(unstored), entries, batch);
      if (!(result instanceof ImportResult.Extended)) {
        return new ChainExtension(before, path, joined, Optional.of(result));
      }
      rows.add(entries);
      joined.add(entries);
      unstored.add(block);
    }
    return new ChainExtension(before, path, joined, Optional.empty());
  }

  private ImportResult offer(Block block, BlockEntries entries, ChainBatch batch) {
    // A child of the tip that were known would be the tip.
    if (!block.parent().equals(tip.id()) && find(block.id()).isPresent()) {
      return new ImportResult.AlreadyKnown(block.id());
    }
    Optional<Stand> stand = standOf(block);
    return stand.isPresent()
        ? accept(block, stand.get(), entries, batch)
        : new ImportResult.Orphan(block.id(), block.parent());
  }

  /** Takes a block that is not known yet, whose parent has been looked up. */
  private ImportResult accept(Block block, Stand stand, BlockEntries entries, ChainBatch batch) {
    StateTransition outcome = judge(block, stand, batch);
    if (outcome instanceof StateTransition.Rejected rejected) {
      return new ImportResult.Rejected(block.id(), rejected.why());
    }
    Work chainWork = stand.chainWork().plus(rules.consensus().workOf(block));
    BlockPosition where = keep(block, entries, stand, chainWork, batch);
    if (outcome instanceof StateTransition.Applied(StateChanges changes)) {
      state.put(where, changes, batch);
    }
    if (chainWork.compareTo(tip.chainWork()) <= 0) {
      return new ImportResult.KeptAside(block.id(), where);
    }
    leftOversAbove = false; // the tip's branch is new, or nothing lies there
    return moveTo(where, block, chainWork, batch);
  }

  /**
   * What a new block would stand on.
   *
   * @param unstored the last blocks of the path, as far as they are in the caller's batch only
   */
  private record Stand(
      Optional<BlockPosition> parent,
      Work chainWork,
      ChainPath path,
      Optional<Block> block,
      List<Block> unstored) {

    static final Stand ROOT =
        new Stand(Optional.empty(), Work.NONE, ChainPath.EMPTY, Optional.empty(), List.of());
  }

  /** What a block that follows the tip stands on. */
  private Stand onTip(List<Block> unstored) {
    return tipBlock.isPresent()
        ? new Stand(Optional.of(path.at(tip.height())), tip.chainWork(), path, tipBlock, unstored)
        : Stand.ROOT;
  }

  private Optional<Stand> standOf(Block block) {
    if (block.parent().equals(BlockId.ROOT)) {
      return Optional.of(Stand.ROOT);
    }
    if (block.parent().equals(tip.id())) {
      return Optional.of(onTip(List.of()));
    }
    return find(block.parent())
        .map(where -> {
          StoredBlock stored = StoredBlocks.at(store.live(), where);
          Block parent = StoredBlocks.decode(rules, stored.bytes(), where.height());
          return new Stand(
              Optional.of(where),
              stored.chainWork(),
              tree.pathTo(where),
              Optional.of(parent),
              List.of());
        });
  }

  private StateTransition judge(Block block, Stand stand, ChainBatch batch) {
    if (stand.block().isEmpty()) {
      return rules.consensus().judge(block, ChainContext.GENESIS);
    }
    try (StoredContext context =
        new StoredContext(
            rules,
            store.live(),
            stand.path(),
            stand.block().get(),
            stand.unstored(),
            state.at(stand.path(), batch))) {
      return rules.consensus().judge(block, context);
    }
  }

  private BlockPosition keep(
      Block block, BlockEntries entries, Stand stand, Work chainWork, ChainBatch batch) {
    // Only the tip's branch grows: another one may have been cut, with blocks that wait to be swept
    // where the next one would lie.
    Branch branch =
        stand
            .parent()
            .filter(parent -> block.parent().equals(tip.id()))
            .flatMap(tree::endingAt)
            .filter(this::isFreeAbove)
            .map(open -> open.endingAt(block.height()))
            .orElseGet(() -> new Branch(store.newBranch(), stand.parent(), block.height()));
    BlockPosition where = new BlockPosition(branch.id(), block.height());
    batch.add(
        where,
        new StoredBlock(block.id(), chainWork, block.encoded()),
        TxIndexEntry.of(rules, block));
    EntryRows.put(batch, where, entries, rules.identity());
    tree.put(branch);
    batch.putBranch(branch);
    return where;
  }

  /** Those that are swept go highest first: where the lowest is gone, all are. */
  private boolean isFreeAbove(Branch branch) {
    return !leftOversAbove
        || store.live().block(new BlockPosition(branch.id(), branch.last() + 1)).isEmpty();
  }

  private ImportResult moveTo(BlockPosition where, Block block, Work chainWork, ChainBatch batch) {
    boolean extends_ = block.parent().equals(tip.id());
    ChainPath before = path;
    boolean sameBranch = extends_ && tip.height() > 0 && isInTipBranch(where);
    become(sameBranch ? path.lengthened() : tree.pathTo(where), block, chainWork);
    batch.moveTip(where);
    return extends_
        ? new ImportResult.Extended(block.id(), where)
        : new ImportResult.Reorganised(new Reorg(before, path, block.id()));
  }

  private boolean isInTipBranch(BlockPosition where) {
    return path.at(path.length()).branch() == where.branch();
  }

  /** Where a block of the tree lies, on the chain rather than beside it. */
  public Optional<BlockPosition> find(BlockId id) {
    List<BlockPosition> known = store.live().find(id).stream().filter(tree::holds).toList();
    return known.stream().filter(path::contains).findFirst().or(() -> known.stream().findFirst());
  }

  /** How many blocks would leave the chain with a move to this branch. */
  long removedBy(Branch branch) {
    long fork =
        branch
            .parent()
            .filter(tree::holds)
            .map(parent -> path.forkHeight(tree.pathTo(parent)))
            .orElse(0L);
    return tip.height() - fork;
  }

  /**
   * Moves to the chain that a candidate has built, if it has more work than ours.
   *
   * @return nothing if it has no more work, or if what it stands on is gone
   */
  Optional<Reorg> adopt(Branch branch, Block last, Work chainWork, ChainBatch batch) {
    boolean stands = branch.parent().map(tree::holds).orElse(true);
    if (!stands || chainWork.compareTo(tip.chainWork()) <= 0) {
      return Optional.empty();
    }
    ChainPath before = path;
    tree.put(branch);
    batch.putBranch(branch);
    BlockPosition where = new BlockPosition(branch.id(), branch.last());
    become(tree.pathTo(where), last, chainWork);
    batch.moveTip(where);
    return Optional.of(new Reorg(before, path, last.id()));
  }

  /**
   * Takes the last blocks off the chain. They can be offered again, until {@link #forgetSides} has
   * forgotten them.
   *
   * @param height the height of the block that is to be the last, 1 to the tip's
   */
  public Reorg rewind(long height, ChainBatch batch) {
    ChainPath before = path;
    BlockPosition where = path.at(height);
    goTo(where);
    leftOversAbove = true;
    batch.moveTip(where);
    return new Reorg(before, path, tip.id());
  }

  /**
   * Forgets all side branches, as {@link #prune} does: some may have more work than a chain cut
   * off.
   */
  public List<StaleBlocks> forgetSides(ChainBatch batch) {
    return prune(0, batch);
  }

  /**
   * Forgets side branches that are too many or too far behind. Their blocks stay in the store until
   * {@link StaleBlocks#sweep} has taken them out, which any thread may do once the batch is
   * committed.
   */
  public List<StaleBlocks> prune(ChainBatch batch) {
    return prune(sideBlocks, batch);
  }

  private List<StaleBlocks> prune(long most, ChainBatch batch) {
    List<StaleBlocks> garbage = new ArrayList<>();
    for (BranchTree.Pruned pruned : tree.prune(path, most)) {
      pruned
          .rest()
          .ifPresentOrElse(batch::putBranch, () -> batch.removeBranch(pruned.gone().branch()));
      garbage.add(new StaleBlocks(pruned.gone()));
    }
    return garbage;
  }
}
