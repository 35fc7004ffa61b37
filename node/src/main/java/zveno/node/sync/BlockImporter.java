package zveno.node.sync;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zveno.kernel.bytes.Quantity;
import zveno.kernel.chain.Candidate;
import zveno.kernel.chain.Reorg;
import zveno.kernel.model.Block;
import zveno.kernel.model.BlockId;
import zveno.kernel.model.NewBlock;
import zveno.kernel.model.Work;
import zveno.kernel.rules.Verdict;
import zveno.node.protocol.BadChainException;
import zveno.node.protocol.BlockMemoryBudget;
import zveno.node.protocol.ChainLimits;
import zveno.node.service.AdoptResult;
import zveno.node.service.ChainService;
import zveno.node.service.ChainSnapshot;
import zveno.node.service.ExtendResult;
import zveno.node.service.LargeBlockBudget;
import zveno.node.service.UnavailableException;

/**
 * Imports consecutive blocks of one peer. Blocks that follow our tip go straight to the writer, a
 * batch at a time; blocks of a fork, and the first of very many, are staged until they have more
 * work. In both cases blocks that have joined are on disk, so that an interrupted sync resumes
 * there. For one thread; must be closed.
 */
final class BlockImporter implements AutoCloseable {

  /** What becomes of a block. */
  enum Result {
    /** It is ours, or waits to join our chain. */
    TAKEN,
    /** It does not follow: it has not been taken, and something else may be tried. */
    DOES_NOT_FOLLOW,
    /** Its time is ahead of our clock: it has not been taken, and may be sent again. */
    TOO_EARLY,
    /** The block below them all has left our chain: the common ancestor must be found again. */
    OURS_MOVED
  }

  private static final Logger LOG = LoggerFactory.getLogger(BlockImporter.class);

  /** How many blocks go to the writer at once, and how many bytes they may take in memory. */
  private static final int BATCH = 1_000;

  private static final long BATCH_BYTES = 2 << 20;

  /** So many blocks are worth being stored in bulk. */
  private static final long MANY = 10_000;

  /** Staged blocks join our chain after at most this time, if they have more work. */
  private static final long JOIN_NANOS = TimeUnit.SECONDS.toNanos(2);

  /** Of so many blocks one looks at the clock. */
  private static final int LOOK_AT_CLOCK = 64;

  private final ChainService service;
  private final ChainLimits limits;
  private final long until;
  private boolean bulkAllowed;
  private final List<NewBlock> waiting = new ArrayList<>();
  private long waitingBytes;

  /** What the writer is busy with: it writes these blocks while the next are read and verified. */
  private @Nullable Handed handed;

  private long bytes;
  private long joined;

  /** The block that came last, or the one that the first is to follow. */
  private @Nullable Block last;

  private @Nullable EarlyBlock early;
  private @Nullable NewBlock earlyBlock;
  private long wrongAt;
  private Result result = Result.TAKEN;
  private @Nullable ChainSnapshot moment;
  private @Nullable Candidate candidate;

  /** Whether it is stored in bulk; then it joins set by set. */
  private boolean inBulk;

  /** When the set that is being put together was begun. */
  private long setBegan;

  /**
   * @param until up to which height blocks are expected
   * @param bulkAllowed whether very many may be kept aside at first, and stored in bulk
   */
  BlockImporter(ChainService service, ChainLimits limits, long until, boolean bulkAllowed) {
    this.service = service;
    this.limits = limits;
    this.until = until;
    this.bulkAllowed = bulkAllowed;
  }

  /** Blocks that the writer has been given, and what becomes of them. */
  private record Handed(List<NewBlock> blocks, Supplier<ExtendResult> result) {}

  /** How many blocks have joined our chain so far. */
  long joined() {
    return joined;
  }

  /** How many canonical bytes of blocks have come so far. */
  long bytes() {
    return bytes;
  }

  /** The work of the received chain that is not ours yet; empty if all of it has joined. */
  Optional<Work> aside() {
    return Optional.ofNullable(candidate).map(Candidate::chainWork);
  }

  /**
   * Takes the next block; the first may follow any block of our chain. Blocks that our chain has
   * already are passed over as long as no other one has come.
   *
   * @throws BadChainException if the rules or our limits refuse it
   */
  Result take(NewBlock next) throws BadChainException {
    Block block = next.block();
    Standing standing = standing(block);
    if (standing == Standing.NOWHERE) {
      result = Result.DOES_NOT_FOLLOW;
      return result;
    }
    Duration wait = service.tooEarlyFor(block);
    if (wait.isPositive()) {
      early = new EarlyBlock(block.height(), wait);
      earlyBlock = next;
      result = Result.TOO_EARLY;
      return result;
    }
    last = block;
    bytes += block.encoded().length;
    if (bytes > limits.bytes()) {
      throw new BadChainException(
          "it has sent more than " + Quantity.of(limits.bytes(), "byte") + ", which is the limit");
    }
    result = standing == Standing.OURS || add(next) ? Result.TAKEN : Result.OURS_MOVED;
    return result;
  }

  /**
   * The same for the blocks of one answer: only the first one may fail to follow.
   *
   * @param from the height of the first one
   * @throws BadChainException also if another one does not follow the one before it
   */
  Result takeInOrder(NewBlock next, long from) throws BadChainException {
    Result taken = take(next);
    if (taken == Result.DOES_NOT_FOLLOW && next.block().height() != from) {
      wrongAt = next.block().height();
      throw new BadChainException(
          "block " + next.block().height() + " does not follow the one before it");
    }
    return taken;
  }

  /** The same while an answer is read: a large block is written while its memory is claimed. */
  Result takeStreamed(NewBlock next, long from) throws BadChainException {
    Result taken = takeInOrder(next, from);
    if (taken == Result.TAKEN && !isSmall(next.block())) {
      flush();
    }
    return result;
  }

  /** The block that was too early; empty if there was none. */
  Optional<EarlyBlock> early() {
    return Optional.ofNullable(early);
  }

  /** The height of the block that the rules have refused; 0 if there is none. */
  long wrongAt() {
    return wrongAt;
  }

  /** The id of the block that came last; empty if none has. */
  Optional<BlockId> lastId() {
    return Optional.ofNullable(last).map(Block::id);
  }

  /** These will be taken next: what is costly about them is done together. */
  void expect(List<NewBlock> next) {
    if (candidate != null) {
      service.prepare(next); // others are prepared before they go to the writer
    }
  }

  /** That block itself. */
  Optional<NewBlock> earlyBlock() {
    return Optional.ofNullable(earlyBlock);
  }

  /** What became of the block that came last, or of the last {@link #flush}. */
  Result result() {
    return result;
  }

  /** Where a block stands. */
  private enum Standing {
    OURS,
    FOLLOWS,
    NOWHERE
  }

  /** Our chain is looked at once, and not at all while other blocks wait. */
  private Standing standing(Block block) {
    boolean follows = last != null && follows(block, last);
    if (last != null && (!follows || candidate != null || !waiting.isEmpty() || handed != null)) {
      return follows ? Standing.FOLLOWS : Standing.NOWHERE;
    }
    try (ChainSnapshot now = service.look()) {
      if (!follows && !stands(now, block)) {
        return Standing.NOWHERE;
      }
      return now.idAt(block.height()).filter(block.id()::equals).isPresent()
          ? Standing.OURS
          : Standing.FOLLOWS;
    }
  }

  /** False if our chain has moved. */
  private boolean add(NewBlock next) throws BadChainException {
    Block block = next.block();
    if (candidate == null
        && waiting.isEmpty()
        && handed == null
        && bulkAllowed
        && until - block.height() >= MANY
        && isSmall(block)
        && !beginBulk(block)) {
      return false;
    }
    put(next);
    if (inBulk && candidate != null && isTimeToJoin(candidate) && !adopt(candidate)) {
      return false;
    }
    return (waiting.size() < BATCH && waitingBytes < BATCH_BYTES) || joinLater();
  }

  private void put(NewBlock next) throws BadChainException {
    if (candidate == null) {
      waiting.add(next);
      waitingBytes += BlockMemoryBudget.memoryOf(next);
      return;
    }
    if (candidate.add(next) instanceof Verdict.Rejected why) {
      wrongAt = next.block().height();
      throw new BadChainException(why.detail());
    }
    if (next.block().id().equals(service.tip().id())) {
      // Another peer has brought the same blocks: this is our own chain, and no other one.
      letGo(true);
      bulkAllowed = false;
    }
  }

  private static boolean isSmall(Block block) {
    return block.encoded().length <= LargeBlockBudget.SMALL;
  }

  private static boolean follows(Block block, Block before) {
    return block.height() == before.height() + 1 && block.parent().equals(before.id());
  }

  /** Does a block follow one of ours, or begin a chain? */
  private static boolean stands(ChainSnapshot moment, Block block) {
    return block.height() == 1
        ? block.parent().equals(BlockId.ROOT)
        : moment.idAt(block.height() - 1).filter(block.parent()::equals).isPresent();
  }

  /**
   * Writes down what has come so far, and moves to it if it has more work than our chain.
   *
   * @return {@link Result#TAKEN} or {@link Result#OURS_MOVED}
   * @throws BadChainException if the rules refuse one of the blocks
   */
  Result flush() throws BadChainException {
    result = joinLater() && settle() ? Result.TAKEN : Result.OURS_MOVED;
    return result;
  }

  /** Has what waits join, at once or when the writer is done with it; false if ours has moved. */
  private boolean joinLater() throws BadChainException {
    if (candidate != null) {
      bulkAllowed = false; // this is the end, or the blocks are large ones
      return adopt(candidate);
    }
    if (waiting.isEmpty()) {
      return true;
    }
    List<NewBlock> some = List.copyOf(waiting);
    waiting.clear();
    waitingBytes = 0;
    service.prepare(some); // while the writer is busy with those before them
    if (!settle()) {
      return false;
    }
    if (candidate == null) {
      handed = new Handed(some, service.extendLater(some));
      return true;
    }
    for (NewBlock one : some) {
      put(one);
    }
    return candidate == null || adopt(candidate);
  }

  /** Waits for the writer; false if our chain has moved. */
  private boolean settle() throws BadChainException {
    Handed before = handed;
    handed = null;
    return before == null || settled(before.blocks(), before.result().get());
  }

  private boolean settled(List<NewBlock> some, ExtendResult outcome) throws BadChainException {
    return switch (outcome) {
      case ExtendResult.Extended extended -> {
        joined += extended.blocks();
        yield true;
      }
      case ExtendResult.Stale _ -> forkFrom(some);
      case ExtendResult.Rejected why -> {
        joined += why.taken();
        wrongAt = why.height();
        throw new BadChainException(why.reason());
      }
    };
  }

  /** Our chain ends elsewhere: these blocks fork from it, if they still stand on it at all. */
  private boolean forkFrom(List<NewBlock> some) throws BadChainException {
    candidate = beginAfter(some.getFirst().block());
    if (candidate == null) {
      return false;
    }
    for (NewBlock one : some) {
      put(one);
    }
    return candidate == null
        ? joinLater() && settle() // it was no fork, and these follow our tip as it is now
        : adopt(candidate);
  }

  /** A candidate whose first block is this one; none if it stands on our chain no longer. */
  private @Nullable Candidate beginAfter(Block first) {
    ChainSnapshot now = service.look();
    moment = now;
    return stands(now, first) ? service.candidate(now, first.height() - 1) : null;
  }

  /**
   * If another peer's blocks are being stored in bulk, these go to the writer, as others do.
   *
   * @return false if our chain has moved
   */
  private boolean beginBulk(Block first) {
    Candidate begun = beginAfter(first);
    candidate = begun;
    if (begun == null) {
      return false;
    }
    inBulk = begun.expectMany();
    if (inBulk) {
      setBegan = System.nanoTime();
    } else {
      letGo(true);
    }
    return true;
  }

  /** When a set of blocks has just been stored, or takes too long to come. */
  private boolean isTimeToJoin(Candidate bulk) {
    if (bulk.isStaged()) {
      setBegan = System.nanoTime();
      return true;
    }
    if (bulk.length() % LOOK_AT_CLOCK != 0 || System.nanoTime() - setBegan < JOIN_NANOS) {
      return false;
    }
    bulkAllowed = false; // they come so slowly that it is not worth it
    return true;
  }

  private boolean adopt(Candidate fork) throws BadChainException {
    if (fork.chainWork().compareTo(service.tip().chainWork()) <= 0) {
      return true;
    }
    fork.complete();
    switch (service.adoptFork(fork)) {
      case AdoptResult.Adopted(Reorg reorg) -> {
        joined += reorg.joiningCount();
        letGo(false);
        return true;
      }
      case AdoptResult.TooDeep refused -> throw new BadChainException(refused.reason());
      case AdoptResult.NoMoreWork _ -> {}
    }
    // It may be no fork any more, or what it stands on is forgotten.
    return fork.chainWork().compareTo(service.tip().chainWork()) <= 0;
  }

  private void letGo(boolean discard) {
    if (candidate != null) {
      candidate.close();
      if (discard) {
        service.discard(candidate);
      }
      candidate = null;
      inBulk = false;
    }
    if (moment != null) {
      moment.close();
      moment = null;
    }
  }

  /** Gives up what has not joined. What the writer has been given may still join. */
  @Override
  public void close() {
    Handed before = handed;
    handed = null;
    if (before != null) {
      try {
        if (before.result().get() instanceof ExtendResult.Extended extended) {
          joined += extended.blocks();
        }
      } catch (UnavailableException e) {
        LOG.debug("the last blocks were not written: {}", e.toString());
      }
    }
    letGo(true);
  }
}
