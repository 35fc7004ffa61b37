package zveno.node.sync;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zveno.kernel.chain.PathReader;
import zveno.kernel.chain.StoredContext;
import zveno.kernel.model.BlockId;
import zveno.kernel.model.NewBlock;
import zveno.kernel.model.Work;
import zveno.kernel.rules.Consensus;
import zveno.kernel.rules.Verdict;
import zveno.node.protocol.BadChainException;
import zveno.node.protocol.BlockMemoryBudget;
import zveno.node.protocol.ChainLimits;
import zveno.node.service.ChainService;
import zveno.node.service.ChainSnapshot;
import zveno.node.service.UnavailableException;
import zveno.node.storage.errors.StoreFailedException;
import zveno.node.storage.errors.StoreFullException;

/**
 * Keeps blocks whose time is ahead of our clock until they are due, so that they join even if the
 * peer that had them is gone by then. Only blocks that follow one of ours, with the work that their
 * place asks for, and with which our chain would have more work than it has, and only a few, those
 * with the most chain work first; others are dropped, and may come again. They are in memory only.
 * For any number of threads.
 */
public final class EarlyBlocks implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(EarlyBlocks.class);

  /** How many are kept. */
  static final int MAX = 64;

  /** How much memory they may take. */
  static final long MAX_BYTES = 32L << 20;

  /** Blocks that are farther ahead are not kept. */
  static final Duration MAX_AHEAD = Duration.ofHours(2);

  /** Clocks may be set, so ours is looked at that often. */
  private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final ChainService service;
  private final ExecutorService threads;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Joining joining;
  private final Map<BlockId, Kept> kept = new LinkedHashMap<>();
  private long bytes;
  private boolean waiting;
  private boolean closed;

  /**
   * @param limits what bounds a peer's chain
   * @param threads where one waits as long as there are such blocks
   */
  public EarlyBlocks(ChainService service, ChainLimits limits, ExecutorService threads) {
    this(service, threads, due -> join(due, service, limits));
  }

  /**
   * @param joining has a block that is due join our chain
   */
  EarlyBlocks(ChainService service, ExecutorService threads, Joining joining) {
    this.service = service;
    this.threads = threads;
    this.joining = joining;
  }

  /** Has a block join our chain, if it may. */
  @FunctionalInterface
  interface Joining {
    void join(NewBlock due) throws BadChainException;
  }

  /**
   * A block that is too early.
   *
   * @param chainWork the work of the chain that ends with it
   */
  private record Kept(NewBlock block, Work chainWork) {

    long memory() {
      return BlockMemoryBudget.memoryOf(block);
    }
  }

  /** How many are kept at present. */
  int count() {
    lock.lock();
    try {
      return kept.size();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Keeps a block that is too early, if there is one, our chain would have more work with it, and
   * there is room.
   *
   * @throws BadChainException if it would be wrong at any time
   */
  void keep(Optional<NewBlock> early) throws BadChainException {
    if (early.isPresent()) {
      keep(early.get());
    }
  }

  private void keep(NewBlock early) throws BadChainException {
    if (service.tooEarlyFor(early.block()).compareTo(MAX_AHEAD) > 0) {
      return;
    }
    Optional<Kept> better = isKnown(early) ? Optional.empty() : better(early);
    if (better.isPresent()) {
      put(better.get());
    }
  }

  /**
   * Nothing if it follows no block of ours, or our chain would not have more work with it: near the
   * beginning of a chain blocks cost little, and would take the places of others.
   *
   * @throws BadChainException if it is wrong, by itself or in its place
   */
  private Optional<Kept> better(NewBlock early) throws BadChainException {
    long parent = early.block().height() - 1;
    try (ChainSnapshot now = service.look()) {
      Optional<Work> before = workBefore(early, now);
      if (before.isEmpty()) {
        return Optional.empty();
      }
      Consensus consensus = service.rules().consensus();
      try (StoredContext context =
          StoredContext.at(service.rules(), now.store(), now.path(), parent)) {
        if (consensus.checkContext(early.block(), context) instanceof Verdict.Rejected why) {
          throw new BadChainException(why.detail());
        }
      }
      // Only of a right block is it known what its work is.
      Work work = before.get().plus(consensus.workOf(early.block()));
      return work.compareTo(now.tip().chainWork()) > 0
          ? Optional.of(new Kept(early, work))
          : Optional.empty();
    }
  }

  /** The work of our chain up to the block that this one follows; nothing if it follows none. */
  private static Optional<Work> workBefore(NewBlock early, ChainSnapshot now) {
    long parent = early.block().height() - 1;
    if (parent < 1 || parent > now.tip().height()) {
      return Optional.empty();
    }
    try (PathReader block = now.blocks(parent, parent)) {
      return block.next() && block.id().equals(early.block().parent())
          ? Optional.of(block.chainWork())
          : Optional.empty();
    }
  }

  private boolean isKnown(NewBlock early) {
    lock.lock();
    try {
      return closed || kept.containsKey(early.block().id());
    } finally {
      lock.unlock();
    }
  }

  /** Is there room, or would there be without those that lead to less work? */
  private boolean isWanted(Kept early) {
    List<Kept> stay = kept.values().stream().filter(one -> !isLess(one, early)).toList();
    return !closed
        && !kept.containsKey(early.block().block().id())
        && stay.size() < MAX
        && stay.stream().mapToLong(Kept::memory).sum() + early.memory() <= MAX_BYTES;
  }

  private static boolean isLess(Kept one, Kept other) {
    return one.chainWork().compareTo(other.chainWork()) < 0;
  }

  private boolean isRoomFor(Kept early) {
    return kept.size() < MAX && bytes + early.memory() <= MAX_BYTES;
  }

  private void put(Kept early) {
    lock.lock();
    try {
      if (!isWanted(early)) {
        return;
      }
      while (!isRoomFor(early)) {
        Kept least = Collections.min(kept.values(), Comparator.comparing(Kept::chainWork));
        kept.remove(least.block().block().id());
        bytes -= least.memory();
      }
      kept.put(early.block().block().id(), early);
      bytes += early.memory();
      changed.signalAll();
      if (!waiting) {
        var _ = threads.submit(this::await);
        waiting = true;
      }
    } catch (RejectedExecutionException e) {
      LOG.debug("the node is closing: {}", e.toString());
    } finally {
      lock.unlock();
    }
  }

  /** Has blocks join when they are due, until none is left. */
  private void await() {
    boolean ended = false;
    try {
      for (List<NewBlock> due = nextDue(); !due.isEmpty(); due = nextDue()) {
        due.forEach(this::join);
      }
      ended = true; // and by now another thread may wait
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      if (!ended) {
        breakOff();
      }
    }
  }

  /** The next block that is kept has another thread wait. */
  private void breakOff() {
    lock.lock();
    try {
      waiting = false;
    } finally {
      lock.unlock();
    }
  }

  /** Waits until some are due, and takes them out; none if none is left. */
  private List<NewBlock> nextDue() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      List<NewBlock> due = takeDue();
      while (due.isEmpty() && !kept.isEmpty() && !closed) {
        var _ = changed.awaitNanos(LOOK_NANOS);
        due = takeDue();
      }
      waiting = !due.isEmpty() && !closed;
      return closed ? List.of() : due;
    } finally {
      lock.unlock();
    }
  }

  private List<NewBlock> takeDue() {
    List<NewBlock> due = new ArrayList<>();
    for (Iterator<Kept> all = kept.values().iterator(); all.hasNext(); ) {
      Kept next = all.next();
      if (!service.tooEarlyFor(next.block().block()).isPositive()) {
        due.add(next.block());
        bytes -= next.memory();
        all.remove();
      }
    }
    return due;
  }

  /**
   * Nobody is to blame if it does not: our chain may have moved. The others are due all the same.
   */
  private void join(NewBlock due) {
    try {
      joining.join(due);
    } catch (BadChainException
        | StoreFullException
        | StoreFailedException
        | UnavailableException e) {
      LOG.debug("block {}, which was too early, does not join: {}", due.block().id(), e.toString());
    } catch (RuntimeException e) {
      LOG.warn(
          "block {}, which was too early, could not join and is dropped: {}",
          due.block().id(),
          e.toString());
    }
  }

  private static void join(NewBlock due, ChainService service, ChainLimits limits)
      throws BadChainException {
    try (BlockImporter importer = new BlockImporter(service, limits, due.block().height(), false)) {
      if (importer.take(due) == BlockImporter.Result.TAKEN) {
        importer.flush();
      }
    }
  }

  /** Forgets all of them. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      kept.clear();
      bytes = 0;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
