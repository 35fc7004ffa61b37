package zveno.node.sync;

import java.time.Duration;
import java.util.ArrayList;
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
import zveno.kernel.chain.StoredContext;
import zveno.kernel.model.BlockId;
import zveno.kernel.model.NewBlock;
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
 * place asks for, and only a few; others are dropped, and may come again. They are in memory only.
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
  private final ChainLimits limits;
  private final ExecutorService threads;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Map<BlockId, NewBlock> kept = new LinkedHashMap<>();
  private long bytes;
  private boolean waiting;
  private boolean closed;

  /**
   * @param limits what bounds a peer's chain
   * @param threads where one waits as long as there are such blocks
   */
  public EarlyBlocks(ChainService service, ChainLimits limits, ExecutorService threads) {
    this.service = service;
    this.limits = limits;
    this.threads = threads;
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
   * Keeps a block that is too early, if there is one, it follows one of ours, and there is room.
   *
   * @throws BadChainException if it would be wrong at any time
   */
  void keep(Optional<NewBlock> early) throws BadChainException {
    if (early.isPresent()) {
      keep(early.get());
    }
  }

  private void keep(NewBlock early) throws BadChainException {
    if (service.tooEarlyFor(early.block()).compareTo(MAX_AHEAD) > 0 || !hasRoomFor(early)) {
      return;
    }
    Optional<Verdict> verdict = judge(early);
    if (verdict.isPresent() && verdict.get() instanceof Verdict.Rejected why) {
      throw new BadChainException(why.detail());
    }
    if (verdict.isPresent()) {
      put(early);
    }
  }

  /** By itself and in its place; nothing if it follows no block of ours. */
  private Optional<Verdict> judge(NewBlock early) {
    long parent = early.block().height() - 1;
    try (ChainSnapshot now = service.look()) {
      if (parent < 1 || now.idAt(parent).filter(early.block().parent()::equals).isEmpty()) {
        return Optional.empty();
      }
      try (StoredContext context =
          StoredContext.at(service.rules(), now.store(), now.path(), parent)) {
        return Optional.of(service.rules().consensus().checkContext(early.block(), context));
      }
    }
  }

  private boolean hasRoomFor(NewBlock early) {
    lock.lock();
    try {
      return !closed
          && kept.size() < MAX
          && bytes + BlockMemoryBudget.memoryOf(early) <= MAX_BYTES
          && !kept.containsKey(early.block().id());
    } finally {
      lock.unlock();
    }
  }

  private void put(NewBlock early) {
    lock.lock();
    try {
      if (!hasRoomFor(early)) {
        return;
      }
      kept.put(early.block().id(), early);
      bytes += BlockMemoryBudget.memoryOf(early);
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
    try {
      for (List<NewBlock> due = nextDue(); !due.isEmpty(); due = nextDue()) {
        due.forEach(this::join);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
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
    for (Iterator<NewBlock> all = kept.values().iterator(); all.hasNext(); ) {
      NewBlock next = all.next();
      if (!service.tooEarlyFor(next.block()).isPositive()) {
        due.add(next);
        bytes -= BlockMemoryBudget.memoryOf(next);
        all.remove();
      }
    }
    return due;
  }

  /** Nobody is to blame if it does not: our chain may have moved. */
  private void join(NewBlock due) {
    try (BlockImporter importer = new BlockImporter(service, limits, due.block().height(), false)) {
      if (importer.take(due) == BlockImporter.Result.TAKEN) {
        importer.flush();
      }
    } catch (BadChainException
        | StoreFullException
        | StoreFailedException
        | UnavailableException e) {
      LOG.debug("block {}, which was too early, does not join: {}", due.block().id(), e.toString());
    }
  }

  /** Forgets all of them. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      kept.clear();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
