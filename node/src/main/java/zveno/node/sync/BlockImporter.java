package zveno.node.sync;

import java.io.Serial;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import zveno.kernel.bytes.Quantity;
import zveno.kernel.chain.Candidate;
import zveno.kernel.model.Block;
import zveno.kernel.model.BlockId;
import zveno.kernel.model.TracedBlock;
import zveno.kernel.model.Work;
import zveno.kernel.rules.Verdict;
import zveno.node.protocol.BadChainException;
import zveno.node.protocol.BlockMemoryBudget;
import zveno.node.protocol.ChainLimits;
import zveno.node.service.Adoption;
import zveno.node.service.ChainService;
import zveno.node.service.Extension;
import zveno.node.service.LargeBlocks;
import zveno.node.service.Moment;

/**
 * Imports consecutive blocks of one peer. Blocks that follow our tip go straight to the writer, a
 * batch at a time; blocks of a fork, and the first of very many, are staged until they have more
 * work. In both cases blocks that have joined are on disk, so that an interrupted sync resumes
 * there. For one thread; must be closed.
 */
final class BlockImporter implements AutoCloseable {

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
  private final List<TracedBlock> waiting = new ArrayList<>();
  private long waitingBytes;
  private long bytes;
  private long joined;

  /** The block that came last, or the one that the first is to follow. */
  private @Nullable Block last;

  private @Nullable Moment moment;
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
    return Optional.ofNullable(candidate).map(Candidate::total);
  }

  /**
   * Takes the next block; the first may follow any block of our chain. Blocks that our chain has
   * already are passed over as long as no other one has come.
   *
   * @return false if it does not follow: nothing has been taken, and something else may be tried
   * @throws BadChainException if the rules or our limits refuse it
   */
  boolean take(TracedBlock next) throws BadChainException {
    Block block = next.block();
    if (last == null ? !isPlaced(block) : !follows(block, last)) {
      return false;
    }
    last = block;
    bytes += block.encoded().length;
    if (bytes > limits.bytes()) {
      throw new BadChainException(
          "it has sent more than " + Quantity.of(limits.bytes(), "byte") + ", which is the limit");
    }
    if (candidate == null && waiting.isEmpty()) {
      if (isOurs(block)) {
        return true;
      }
      if (bulkAllowed && until - block.height() >= MANY && isSmall(block)) {
        beginBulk(block);
      }
    }
    put(next);
    if (inBulk && candidate != null && isTimeToJoin(candidate)) {
      adopt(candidate);
    }
    if (waiting.size() >= BATCH || waitingBytes >= BATCH_BYTES) {
      flush();
    }
    return true;
  }

  private void put(TracedBlock next) throws BadChainException {
    if (candidate == null) {
      waiting.add(next);
      waitingBytes += BlockMemoryBudget.weight(next);
      return;
    }
    if (candidate.add(next) instanceof Verdict.Rejected why) {
      throw new BadChainException(why.detail());
    }
    if (next.block().id().equals(service.tip().id())) {
      // Somebody else has brought the same blocks: this is our own chain, and no other one.
      letGo(true);
      bulkAllowed = false;
    }
  }

  private static boolean isSmall(Block block) {
    return block.encoded().length <= LargeBlocks.SMALL;
  }

  private static boolean follows(Block block, Block before) {
    return block.height() == before.height() + 1 && block.parent().equals(before.id());
  }

  private boolean isPlaced(Block block) {
    try (Moment now = service.look()) {
      return stands(now, block);
    }
  }

  private boolean isOurs(Block block) {
    try (Moment now = service.look()) {
      return now.idAt(block.height()).filter(block.id()::equals).isPresent();
    }
  }

  /** Does a block follow one of ours, or begin a chain? */
  private static boolean stands(Moment moment, Block block) {
    return block.height() == 1
        ? block.parent().equals(BlockId.ROOT)
        : moment.idAt(block.height() - 1).filter(block.parent()::equals).isPresent();
  }

  /** Stores the received blocks, and adopts them if they have more work than our chain. */
  void flush() throws BadChainException {
    if (candidate != null) {
      bulkAllowed = false; // this is the end, or the blocks are large ones
      adopt(candidate);
    } else if (!waiting.isEmpty()) {
      List<TracedBlock> some = List.copyOf(waiting);
      waiting.clear();
      waitingBytes = 0;
      extend(some);
    }
  }

  private void extend(List<TracedBlock> some) throws BadChainException {
    switch (service.extend(some)) {
      case Extension.Extended extended -> joined += extended.blocks();
      case Extension.Stale _ -> forkFrom(some);
      case Extension.Rejected why -> {
        joined += why.taken();
        throw new BadChainException(why.reason());
      }
    }
  }

  /** Our chain ends elsewhere: these blocks fork from it, if they still stand on it at all. */
  private void forkFrom(List<TracedBlock> some) throws BadChainException {
    candidate = beginAfter(some.getFirst().block());
    for (TracedBlock one : some) {
      put(one);
    }
    if (candidate != null) {
      adopt(candidate);
    } else {
      flush(); // it was no fork after all, and these follow our tip as it is now
    }
  }

  /** A candidate whose first block is this one. */
  private Candidate beginAfter(Block first) throws MovedException {
    Moment now = service.look();
    moment = now;
    if (!stands(now, first)) {
      throw new MovedException();
    }
    return service.candidate(now, first.height() - 1);
  }

  /** If another peer's blocks are being stored in bulk, these go to the writer. */
  private void beginBulk(Block first) throws MovedException {
    Candidate begun = beginAfter(first);
    candidate = begun;
    inBulk = begun.expectMany();
    if (inBulk) {
      setBegan = System.nanoTime();
    } else {
      letGo(true);
    }
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

  private void adopt(Candidate heavier) throws MovedException {
    if (heavier.total().compareTo(service.tip().total()) <= 0) {
      return;
    }
    heavier.complete();
    if (service.adoptFork(heavier) instanceof Adoption.Adopted adopted) {
      joined += adopted.reorg().joiningCount();
      letGo(false);
    } else if (heavier.total().compareTo(service.tip().total()) > 0) {
      throw new MovedException(); // it is no fork any more, or what it stands on is forgotten
    }
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

  /** Gives up what has not joined. */
  @Override
  public void close() {
    letGo(true);
  }

  /** What the blocks stood on has left our chain: the search for the fork begins anew. */
  static final class MovedException extends BadChainException {

    @Serial private static final long serialVersionUID = 1;

    MovedException() {
      super("our chain has changed");
    }
  }
}
