package zveno.node.http.api;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import zveno.kernel.bytes.DecodeException;
import zveno.kernel.chain.BlockCursor;
import zveno.kernel.chain.BlockPosition;
import zveno.kernel.chain.Branch;
import zveno.kernel.chain.ChainPath;
import zveno.kernel.chain.ChainView;
import zveno.kernel.chain.MissingBlockException;
import zveno.kernel.chain.PathReader;
import zveno.kernel.chain.StoredBlock;
import zveno.kernel.chain.StoredContext;
import zveno.kernel.chain.Tip;
import zveno.kernel.model.Block;
import zveno.kernel.model.BlockId;
import zveno.kernel.model.EntryKey;
import zveno.kernel.pool.PoolState;
import zveno.kernel.pool.PoolView;
import zveno.kernel.rules.RuleSet;
import zveno.node.rules.RuleViews;
import zveno.node.rules.RuleViewsProvider;
import zveno.node.service.ChainService;
import zveno.node.service.ChainSnapshot;
import zveno.node.service.LargeBlockBudget;

/** What the API sees of the node at one moment. Must be closed. */
public final class ApiSnapshot implements AutoCloseable {

  /** How many times its own size a block needs while it is shown, about. */
  private static final long TIMES = 6;

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final RuleSet rules;
  private final RuleViews views;
  private final ChainSnapshot moment;
  private final LargeBlockBudget large;

  /** What the large block at hand needs. */
  private LargeBlockBudget.@Nullable Claim claim;

  /** Where that block lies, if it was asked for by its place. */
  private @Nullable BlockPosition claimedFor;

  public ApiSnapshot(ChainService service) {
    this.rules = service.rules();
    this.views = RuleViewsProvider.viewsOf(rules);
    this.moment = service.look();
    this.large = service.largeBlocks();
  }

  /** How blocks and transactions are shown. */
  RuleViews views() {
    return views;
  }

  Tip tip() {
    return moment.tip();
  }

  Block tipBlock() {
    return moment.tipBlock();
  }

  ChainView chain() {
    return moment.store();
  }

  PoolView pool() {
    return moment.store();
  }

  /** The bounds and sums of the pool. */
  PoolState poolState() {
    return moment.pool();
  }

  /** The block of the chain that has this entry. */
  Optional<BlockPosition> blockOf(EntryKey entry) {
    return moment.blockOf(entry);
  }

  /** Whether a place lies on the chain, not beside it. */
  boolean onChain(BlockPosition where) {
    return moment.path().contains(where);
  }

  /** Where the block of this height lies, if there is one. */
  public Optional<BlockPosition> locate(long height) {
    return height < 1 || height > tip().height()
        ? Optional.empty()
        : Optional.of(moment.path().at(height));
  }

  /** Where the block of this identity lies, if it is on the chain. */
  public Optional<BlockPosition> locate(BlockId id) {
    return chain().find(id).stream().filter(this::onChain).findFirst();
  }

  /** Where the block of this identity lies in the tree, on the chain if it does, or beside it. */
  Optional<BlockPosition> locateInTree(BlockId id) {
    List<BlockPosition> places = chain().find(id);
    return places.stream()
        .filter(this::onChain)
        .findFirst()
        .or(() -> {
          List<Branch> branches = places.isEmpty() ? List.of() : chain().branches();
          return places.stream()
              .filter(place -> branches.stream().anyMatch(branch -> holds(branch, place)))
              .findFirst();
        });
  }

  private static boolean holds(Branch branch, BlockPosition where) {
    return branch.id() == where.branch()
        && where.height() >= branch.first()
        && where.height() <= branch.last();
  }

  /**
   * The block that lies there, and must. Blocks are looked at one after the other: the memory that
   * a large one was given is given back when the next one is asked for.
   */
  public Block block(BlockPosition where) {
    return decode(stored(where).bytes(), where.height());
  }

  public StoredBlock stored(BlockPosition where) {
    claim(where);
    return chain()
        .block(where)
        .orElseThrow(() -> new MissingBlockException("the store has no block at " + where));
  }

  private void claim(BlockPosition where) {
    if (where.equals(claimedFor)) {
      return;
    }
    int size = moment.store().blockSize(where);
    if (size >= 0) {
      claim(size);
      claimedFor = where;
    }
  }

  /**
   * A large block, what is read from it and what is printed of it need memory. A holder of memory
   * never waits for more, so no deadlock is possible.
   */
  private void claim(long size) {
    giveBack();
    if (size > LargeBlockBudget.SMALL) {
      claim = large.claim(TIMES * size, PATIENCE);
    }
  }

  private void giveBack() {
    if (claim != null) {
      claim.close();
      claim = null;
    }
    claimedFor = null;
  }

  /** The block that a reader of the chain has come to; see {@link #block}. */
  public Block decode(BlockCursor at) {
    claim(at.size());
    return decode(at.bytes(), at.height());
  }

  private Block decode(byte[] canonical, long height) {
    try {
      return rules.codec().block(canonical, height);
    } catch (DecodeException e) {
      throw new MissingBlockException("the stored block " + height + " is unreadable", e);
    }
  }

  /** The chain from this height on, as stretches of branches, lowest first. */
  List<ChainPath.Stretch> stretches(long from) {
    return moment.path().stretches(from, tip().height());
  }

  PathReader ascending(long from, long to) {
    return moment.blocks(from, to);
  }

  public PathReader descending(long from, long to) {
    return PathReader.descending(moment.store(), moment.path(), from, to);
  }

  /** The chain as a rule set sees it when it judges the next block. Must be closed. */
  StoredContext context() {
    return new StoredContext(rules, moment.store(), moment.path(), moment.tipBlock());
  }

  /** Whether the chain has this block at this height. */
  boolean leadsTo(long height, BlockId id) {
    return moment.idAt(height).filter(id::equals).isPresent();
  }

  /** The number of the last event that belongs to this moment. */
  long newestEvent() {
    return moment.store().nextEventId() - 1;
  }

  /** How many blocks say that this one is right, itself included; 0 if it has left the chain. */
  long confirmations(long height) {
    return Math.max(0, tip().height() - height + 1);
  }

  @Override
  public void close() {
    giveBack();
    moment.close();
  }
}
