package zveno.node.service;

import java.math.BigInteger;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zveno.kernel.chain.Candidate;
import zveno.kernel.chain.Chain;
import zveno.kernel.chain.Garbage;
import zveno.kernel.chain.ImportResult;
import zveno.kernel.chain.MissingBlockException;
import zveno.kernel.chain.Reorg;
import zveno.kernel.chain.Tip;
import zveno.kernel.model.Block;
import zveno.kernel.model.BlockId;
import zveno.kernel.model.Transaction;
import zveno.kernel.pool.EntryId;
import zveno.kernel.pool.Pool;
import zveno.kernel.pool.PoolEntry;
import zveno.kernel.rules.Draft;
import zveno.kernel.rules.RuleSet;
import zveno.node.service.Adoption.Adopted;
import zveno.node.service.Adoption.NotHeavier;
import zveno.node.service.Sealing.Refused;
import zveno.node.service.Sealing.Sealed;
import zveno.node.service.Sealing.Stale;
import zveno.node.storage.RocksBatch;
import zveno.node.storage.RocksStore;
import zveno.node.storage.StoreDamagedException;
import zveno.node.storage.StoreFullException;

/**
 * The node's one writer and its many readers. Every change is worked out on the writer's thread,
 * reaches the disk in one batch, and only then becomes visible as a new {@link Moment}; only after
 * that is it answered. All public methods may be called by any thread.
 */
public final class ChainService implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ChainService.class);

  private static final Duration SWEEP_AGAIN = Duration.ofSeconds(10);

  /** How many canonical bytes may wait for the writer; a larger one may wait alone. */
  private static final long MOST_WAITING_BYTES = 32 << 20;

  private final RuleSet rules;
  private final RocksStore store;
  private final ServiceLimits limits;
  private final Clock clock;
  private final Supplier<EntryId> ids;
  private final EventLog events;
  private final BlockLog blockLog;
  private final Tally tally;
  private final Consumer<Throwable> onFailure;
  private final Writer writer;
  private final ScheduledThreadPoolExecutor sweeper =
      new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().name("sweeper").daemon().factory());

  private final LargeBlocks largeBlocks = new LargeBlocks(Runtime.getRuntime().maxMemory() / 4);

  private final AtomicLong waitingBytes = new AtomicLong();

  private Chain chain;
  private Pool pool;
  private volatile Moment current;
  private volatile boolean closed;

  /**
   * Opens the chain in the store; a store without blocks gets this genesis block.
   *
   * @param genesis asked for only if the store is new
   * @param ids new identities for entries of the pool
   * @param onFailure hears of a failure of the disk, after which nothing can be written any more,
   *     and of damage, whoever has found it
   */
  public ChainService(
      RuleSet rules,
      RocksStore store,
      Supplier<Block> genesis,
      ServiceLimits limits,
      Clock clock,
      Supplier<EntryId> ids,
      Consumer<Throwable> onFailure) {
    this.sweeper.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    this.rules = rules;
    this.store = store;
    this.limits = limits;
    this.clock = clock;
    this.ids = ids;
    this.onFailure = onFailure;
    this.events = new EventLog(store);
    this.blockLog = new BlockLog(clock);
    this.tally = new Tally(clock);
    this.chain = openChain();
    this.pool = openPool();
    this.writer = new Writer(this::commitSubmissions, this::reopen, onFailure);
    if (chain.tip().equals(Tip.ROOT)) {
      begin(genesis.get());
    }
    this.current = freeze();
    sweep(Garbage.in(store.live()));
  }

  private Chain openChain() {
    return new Chain(rules, store, limits.sideBlocks());
  }

  private Pool openPool() {
    return new Pool(store, limits.pool(), ids);
  }

  private void begin(Block genesis) {
    RocksBatch batch = store.begin();
    ImportResult result = chain.offer(genesis, batch);
    if (!(result instanceof ImportResult.Extended)) {
      throw new IllegalStateException("the first block was not taken: " + result);
    }
    store.commit(batch);
  }

  /** To be told when somebody who reads has found damage. */
  public void damaged(RuntimeException damage) {
    onFailure.accept(damage);
  }

  /** Begins to take work. */
  public void start() {
    writer.start();
  }

  /** The rules of this chain. */
  public RuleSet rules() {
    return rules;
  }

  /** What keeps large blocks from filling the memory. */
  public LargeBlocks largeBlocks() {
    return largeBlocks;
  }

  /** What happened last. */
  public EventLog events() {
    return events;
  }

  /** What has happened since the start, in numbers. */
  public Tally tally() {
    return tally;
  }

  /** How many pieces of work wait for the writer. */
  public int waiting() {
    return writer.waiting();
  }

  /** Why nothing is written any more; nothing as long as it is. */
  public Optional<String> stopped() {
    return writer.stopped();
  }

  /** The node as it is now; to be closed by the caller. */
  public Moment look() {
    while (!closed) {
      Moment moment = current;
      if (moment.hold()) {
        return moment;
      }
    }
    throw new UnavailableException(
        UnavailableException.Reason.STOPPED, "the node is shutting down");
  }

  /** The end of the chain, as of now. */
  public Tip tip() {
    return current.tip();
  }

  /** The last block, as of now. */
  public Block tipBlock() {
    return current.tipBlock();
  }

  /**
   * Puts transactions into the pool, in this order, and returns when they are on disk.
   *
   * @throws UnavailableException if that cannot be done at present; then none of them is taken
   */
  public Submission submit(List<Transaction> transactions) {
    long bytes = transactions.stream().mapToLong(Transaction::size).sum();
    try {
      if (waitingBytes.addAndGet(bytes) > Math.max(MOST_WAITING_BYTES, bytes)) {
        throw new UnavailableException(
            UnavailableException.Reason.BUSY, "too much is waiting to be written; try again");
      }
      PendingSubmission pending =
          new PendingSubmission(List.copyOf(transactions), new CompletableFuture<>());
      writer.submit(pending);
      return await(pending.done());
    } finally {
      waitingBytes.addAndGet(-bytes);
    }
  }

  private void commitSubmissions(List<PendingSubmission> together) {
    long block = chain.tip().height() + 1;
    List<Submission> outcomes = new ArrayList<>();
    RocksBatch batch = store.begin();
    for (PendingSubmission pending : together) {
      outcomes.add(take(pending.transactions(), block, batch));
    }
    commit(batch);
    tally.countAccepted(outcomes.stream().mapToLong(outcome -> outcome.accepted().size()).sum());
    for (int i = 0; i < outcomes.size(); i++) {
      together.get(i).done().complete(outcomes.get(i));
    }
  }

  private Submission take(List<Transaction> transactions, long block, RocksBatch batch) {
    List<PoolEntry> accepted = new ArrayList<>();
    for (Transaction transaction : transactions) {
      Optional<PoolEntry> entry = pool.submit(transaction, clock.instant(), batch);
      if (entry.isEmpty()) {
        break;
      }
      accepted.add(entry.get());
      events.accepted(entry.get(), block);
    }
    return new Submission(accepted, transactions.size() - accepted.size(), block);
  }

  /**
   * Makes a block of the whole pool, if the chain still ends where the proof was searched for, and
   * returns when it is on disk.
   *
   * @param parent the block that the proof goes with
   * @param rewardTo who earns the reward
   * @throws UnavailableException if that cannot be done at present
   */
  public Sealing seal(BlockId parent, BigInteger proof, String rewardTo) {
    return onWriter(() -> sealNow(parent, proof, rewardTo));
  }

  private Sealing sealNow(BlockId parent, BigInteger proof, String rewardTo) {
    if (!chain.tip().id().equals(parent)) {
      return new Stale();
    }
    List<PoolEntry> front = pool.front(limits.blockEntries(), limits.blockBytes());
    List<Transaction> transactions = front.stream().map(PoolEntry::transaction).toList();
    Block last = chain.tipBlock().orElseThrow();
    Block block = rules.assemble(new Draft(last, transactions, rewardTo, clock.instant()), proof);
    RocksBatch batch = store.begin();
    ImportResult result = chain.offer(block, batch);
    if (!(result instanceof ImportResult.Extended)) {
      return new Refused(result);
    }
    pool.taken(front, batch);
    events.block(block);
    commit(batch);
    tally.countMined();
    blockLog.mined(block);
    return new Sealed(block);
  }

  /** A candidate beside the chain as it is now; the caller closes both. */
  public Candidate candidate(Moment moment) {
    return new Candidate(rules, store, moment.store(), moment.path());
  }

  /**
   * Moves to a candidate's chain if it is heavier than ours, and returns when that is on disk. The
   * candidate must be complete. If it is not taken, what it has stored is swept away.
   *
   * @throws UnavailableException if that cannot be done at present
   */
  public Adoption adopt(Candidate candidate) {
    return onWriter(() -> adoptNow(candidate));
  }

  private Adoption adoptNow(Candidate candidate) {
    RocksBatch batch = store.begin();
    Optional<Reorg> moved = candidate.adopt(chain, batch);
    if (moved.isEmpty()) {
      return new NotHeavier();
    }
    Reorg reorg = moved.get();
    follow(reorg, batch);
    List<Garbage> garbage = chain.prune(batch);
    events.reorganised(reorg);
    commit(batch);
    tally.countAdopted(reorg);
    sweep(garbage);
    LOG.info(
        "adopted a chain of {} blocks: {} left, {} joined",
        reorg.after().length(),
        reorg.leavingCount(),
        reorg.joiningCount());
    return new Adopted(reorg);
  }

  private void follow(Reorg reorg, RocksBatch batch) {
    pool.reorganise(
        BlockRequests.lastFirst(rules, () -> reorg.leaving(store.live())),
        BlockRequests.firstFirst(rules, () -> reorg.joining(store.live())),
        clock.instant(),
        batch);
  }

  /**
   * Takes what a candidate has stored, and nobody has adopted, out of the store. Whether somebody
   * has is asked of the store: an adoption that failed may have reached the disk all the same.
   */
  public void discard(Candidate candidate) {
    sweep(candidate.garbage().stream().toList());
  }

  /** In the background; what is still there when the node is closed, the next start sweeps. */
  private void sweep(List<Garbage> garbage) {
    if (garbage.isEmpty()) {
      return;
    }
    try {
      garbage.forEach(one -> sweeper.execute(() -> sweepNow(one)));
    } catch (RejectedExecutionException e) {
      LOG.debug("left for the next start: {}", garbage);
    }
  }

  private void sweepNow(Garbage garbage) {
    try {
      if (!closed && garbage.isOutside(store.live())) {
        garbage.sweep(rules, store);
        store.compact(garbage.stretch());
      }
    } catch (StoreFullException e) {
      LOG.warn("no room to clear blocks that nothing leads to, for now: {}", e.getMessage());
      var _ =
          sweeper.schedule(() -> sweepNow(garbage), SWEEP_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
    } catch (StoreDamagedException | MissingBlockException e) {
      onFailure.accept(e);
    } catch (RuntimeException e) {
      if (!closed) {
        LOG.warn("could not clear blocks that nothing leads to: {}", e.getMessage());
      }
    }
  }

  private void commit(RocksBatch batch) {
    events.writeTo(batch);
    store.commit(batch);
    Moment before = current;
    current = freeze();
    before.close();
    events.committed();
  }

  private Moment freeze() {
    return new Moment(store.snapshot(), chain.tip(), chain.path(), chain.tipBlock().orElseThrow());
  }

  /** The disk is where it was before: so must be what stands for it in memory. */
  private void reopen() {
    events.undone();
    chain = openChain();
    pool = openPool();
  }

  private <T> T onWriter(Supplier<T> work) {
    CompletableFuture<T> done = new CompletableFuture<>();
    writer.alone(() -> done.complete(work.get()), done);
    return await(done);
  }

  private static <T> T await(CompletableFuture<T> done) {
    try {
      return done.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof UnavailableException why) {
        throw new UnavailableException(why.reason(), String.valueOf(why.getMessage()), why);
      }
      throw e;
    }
  }

  /** Finishes what was handed in, and ends the writer. The store stays open for its readers. */
  @Override
  public void close() {
    closed = true;
    writer.close();
    sweeper.shutdown();
    current.close();
  }
}
