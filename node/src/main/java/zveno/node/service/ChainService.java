package zveno.node.service;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import zveno.kernel.bytes.DecodeException;
import zveno.kernel.bytes.Hash;
import zveno.kernel.chain.Candidate;
import zveno.kernel.chain.StoredContext;
import zveno.kernel.chain.Tip;
import zveno.kernel.model.Block;
import zveno.kernel.model.EntryId;
import zveno.kernel.model.EntryKey;
import zveno.kernel.model.NewBlock;
import zveno.kernel.model.Transaction;
import zveno.kernel.pool.ForeignEntry;
import zveno.kernel.rules.BlockTemplate;
import zveno.kernel.rules.ChainPace;
import zveno.kernel.rules.PooledAccount;
import zveno.kernel.rules.RuleSet;
import zveno.node.storage.RocksBatch;
import zveno.node.storage.RocksStore;
import zveno.node.storage.errors.StoreRefusedException;
import zveno.node.storage.schema.LogPosition;

/**
 * The node's one writer and its many readers. Every change is worked out on the writer's thread (by
 * {@link ChainWriter}), reaches the disk in one batch, and only then becomes visible as a new
 * {@link ChainSnapshot}; only after that is it answered. All public methods may be called by any
 * thread.
 */
public final class ChainService implements AutoCloseable {

  /** How many canonical bytes may wait for the writer; a larger one may wait alone. */
  private static final long MAX_WAITING_BYTES = 32 << 20;

  private final RuleSet rules;
  private final RocksStore store;
  private final ServiceLimits limits;
  private final Clock clock;
  private final Consumer<Throwable> onFailure;
  private final Sweeper sweeper;
  private final ChainWriter work;
  private final LatestSnapshot latest;
  private final Writer writer;
  private final LargeBlockBudget largeBlocks =
      new LargeBlockBudget(Runtime.getRuntime().maxMemory() / 4);
  private final EntryContext context;
  private volatile @Nullable Replication replication;
  private final AtomicLong waitingBytes = new AtomicLong();
  private volatile boolean closed;

  /**
   * Opens the chain in the store; a store without blocks gets this genesis block.
   *
   * @param genesis asked for only if the store is new
   * @param ids new identities for entries of the pool
   * @param onFailure hears of a failure of the disk, after which nothing can be written any more,
   *     and of damage, wherever it was found
   */
  public ChainService(
      RuleSet rules,
      RocksStore store,
      Supplier<Block> genesis,
      ServiceLimits limits,
      Clock clock,
      Supplier<EntryId> ids,
      Consumer<Throwable> onFailure) {
    this.rules = rules;
    this.store = store;
    this.limits = limits;
    this.clock = clock;
    this.onFailure = onFailure;
    this.sweeper = new Sweeper(rules, store, onFailure);
    this.context = new EntryContext(clock, ids);
    this.work = new ChainWriter(rules, store, genesis, limits, context, sweeper);
    this.latest = work.latest();
    this.writer = new Writer(work::commitSubmissions, work::reopen, onFailure);
    sweeper.sweepLeftOvers();
  }

  /** To be called when a reader has found damage. */
  public void damaged(RuntimeException damage) {
    onFailure.accept(damage);
  }

  /**
   * From now on the log of a cluster orders what changes chain and pool. To be called before {@link
   * #start}.
   */
  public void replicate(ReplicatedLog log) {
    replication = new Replication(log, chainName(), clock);
  }

  /** What all members of a cluster must have alike: rules, parameters and first block. */
  private Hash chainName() {
    try (ChainSnapshot now = look()) {
      String parts = new TreeMap<>(rules.parameters()) + " " + now.idAt(1);
      return Hash.of(parts.getBytes(StandardCharsets.UTF_8));
    }
  }

  /** The log of the cluster whose member this node is. */
  public Optional<ReplicatedLog> replicatedLog() {
    return Optional.ofNullable(replication).map(Replication::log);
  }

  /** Which entry of the cluster's log was applied last; nothing if none was. */
  public Optional<LogPosition> applied() {
    return store.live().applied();
  }

  /**
   * Applies the next entry of the cluster's log, and returns when it is on disk. One that has been
   * applied before changes nothing.
   *
   * @throws UnavailableException if it cannot be written; then the node must end
   * @throws IllegalStateException if this version does not understand the entry
   */
  public void apply(LogPosition at, byte[] encoded) {
    LogEntry entry;
    try {
      entry = LogEntry.of(encoded, rules.codec());
    } catch (DecodeException e) {
      throw new IllegalStateException(
          "entry " + at.index() + " of the cluster's log cannot be applied: " + e.getMessage(), e);
    }
    if (!entry.chain().equals(chainName())) {
      throw new IllegalStateException(
          "the cluster has another chain: its rules, their parameters or its first block are not"
              + " this member's");
    }
    if (entry.change() instanceof LogEntry.Mined mined) {
      prepare(List.of(mined.block()));
    }
    Replication.Outcome outcome = onWriter(() -> work.apply(entry, at));
    Replication waiters = replication;
    if (waiters != null) {
      waiters.applied(entry.id(), outcome);
    }
  }

  /** An entry of a cluster's log that changes nothing. */
  public byte[] idleEntry() {
    return LogEntry.of(new LogEntry.Idle(), clock.instant(), chainName()).encoded();
  }

  /**
   * Begins to take work.
   *
   * @throws StoreRefusedException if the store is a cluster member's, and this node is none
   */
  public void start() {
    Replication cluster = replication;
    if (cluster == null && applied().isPresent()) {
      throw new StoreRefusedException(
          "this folder is a member's of a cluster, and only zveno node --cluster may change it;"
              + " zveno export writes a copy of its chain");
    }
    writer.start();
    if (cluster != null) {
      exchangeHere();
      cluster.start();
    }
  }

  private void exchangeHere() {
    if (!work.exchangesEntries()) {
      var _ = onWriter(() -> work.take(List.of()));
    }
  }

  /** A member of a cluster takes blocks from its log only, and loses none. */
  private void refuseInCluster() {
    if (replication != null) {
      throw new UnavailableException(
          UnavailableException.Reason.UNCONFIGURED,
          "a member of a cluster takes blocks from the cluster's leader only");
    }
  }

  /**
   * Why this node makes no blocks at present; nothing if it may. In a cluster only the leader makes
   * them.
   */
  public Optional<String> whyNoBlocks() {
    Replication cluster = replication;
    return cluster == null ? Optional.empty() : cluster.log().whyNoBlocks();
  }

  /**
   * Waits until what is read from now on has all that any member of the cluster had acknowledged
   * before; of a single node that is always so.
   *
   * @throws UnavailableException if that cannot be reached
   */
  public void awaitCurrent() {
    Replication cluster = replication;
    if (cluster != null) {
      cluster.log().awaitCurrent();
    }
  }

  /** The rules of this chain. */
  public RuleSet rules() {
    return rules;
  }

  /** What keeps large blocks from filling the memory. */
  public LargeBlockBudget largeBlocks() {
    return largeBlocks;
  }

  /** What happened last. */
  public EventLog events() {
    return work.events();
  }

  /** What has happened since the start, in numbers. */
  public ChainCounters tally() {
    return work.tally();
  }

  /** How many pieces of work wait for the writer. */
  public int waiting() {
    Replication cluster = replication;
    return writer.waiting() + (cluster == null ? 0 : cluster.waiting());
  }

  /** Why nothing is written any more; nothing as long as it is. */
  public Optional<String> stopped() {
    return writer.stopped().or(() -> store.failure().map(Writer::hasStopped));
  }

  /**
   * To be asked before work whose outcome could not be written.
   *
   * @throws UnavailableException if nothing is written any more
   */
  public void insistOnWriting() {
    stopped()
        .ifPresent(why -> {
          throw new UnavailableException(UnavailableException.Reason.STOPPED, why);
        });
  }

  /**
   * Commits what belongs to neither chain nor pool, such as addresses of peers, in its turn with
   * all other work, and returns when it is on disk.
   *
   * @throws UnavailableException if that cannot be done at present
   */
  public void commitBeside(RocksBatch batch) {
    var _ =
        onWriter(() -> {
          store.commit(batch);
          return true;
        });
  }

  /** The node as it is now; to be closed by the caller. */
  public ChainSnapshot look() {
    if (closed) {
      throw new UnavailableException(
          UnavailableException.Reason.STOPPED, "the node is shutting down");
    }
    return latest.hold();
  }

  /** How many entries wait for a block, as of now. */
  public long entriesWaiting() {
    return latest.peek().pool().count();
  }

  /** How the chain goes along at this moment; nothing if its rules have no schedule. */
  public Optional<ChainPace> pace() {
    return rules
        .pace()
        .map(reader -> {
          try (ChainSnapshot now = latest.hold();
              StoredContext tip =
                  new StoredContext(rules, now.store(), now.path(), now.tipBlock())) {
            return reader.pace(tip, clock.instant());
          }
        });
  }

  /** How many transactions wait, by what they pay for each byte; none if there are no fees. */
  public SortedMap<Double, Long> pooledByFee() {
    return work.pooledByFee();
  }

  /**
   * What waits of an account, and for it. That is of this very moment, and may be a little ahead of
   * what is on disk.
   *
   * @param address as {@link zveno.kernel.rules.BlockCodec#addresses} gives it
   */
  public Optional<PooledAccount> pooled(byte[] address) {
    return work.pooled(address);
  }

  /** Has something done on the writer's thread after each commit; it must be quick. */
  public void afterCommits(Runnable listener) {
    work.afterCommits(listener);
  }

  /** The end of the chain, as of now. */
  public Tip tip() {
    return latest.peek().tip();
  }

  /** The last block, as of now. */
  public Block tipBlock() {
    return latest.peek().tipBlock();
  }

  /**
   * Puts transactions into the pool, in this order, and returns when they are on disk.
   *
   * @throws UnavailableException if that cannot be done at present; then none of them is taken
   */
  public Submission submit(List<Transaction> transactions) {
    return submit(transactions, Optional.empty()).orElseThrow();
  }

  /**
   * The same, but once only for each key: a repetition changes nothing, and gets the first answer,
   * which is kept for {@link KeptAnswers#KEPT} at least. One in which nothing is accepted is not
   * kept. Of two at once the second waits for the first.
   *
   * @return nothing if the key came with another request before
   * @throws UnavailableException if that cannot be done at present; then none of them is taken
   */
  public Optional<Submission> submit(List<Transaction> transactions, Optional<IdempotencyKey> key) {
    return await(submitLater(transactions, key));
  }

  /**
   * The same, and does not wait.
   *
   * @return completed when they are on disk, or with an {@link UnavailableException}. That is done
   *     by a thread with many to complete, so what depends on it must not wait
   * @throws UnavailableException if too much waits already
   */
  public CompletableFuture<Optional<Submission>> submitLater(
      List<Transaction> transactions, Optional<IdempotencyKey> key) {
    long bytes = claim(transactions);
    CompletableFuture<Optional<Submission>> done = new CompletableFuture<>();
    var _ = done.whenComplete((_, _) -> waitingBytes.addAndGet(-bytes));
    PendingSubmission pending = new PendingSubmission(List.copyOf(transactions), key, done);
    Replication cluster = replication;
    if (cluster == null) {
      writer.submit(pending);
      return done;
    }
    cluster.submit(pending);
    return done.exceptionally(why -> {
      throw why instanceof TimeoutException ? Replication.late() : new CompletionException(why);
    });
  }

  /**
   * What would become of a transaction if it were submitted now; nothing changes. It is asked in
   * its turn with all that is written, so that the answer is of one moment.
   *
   * @throws UnavailableException if nothing can be submitted at present
   */
  public CheckResult check(Transaction transaction) {
    return waitingFor(List.of(transaction), () -> onWriter(() -> work.check(transaction)));
  }

  private <T> T waitingFor(List<Transaction> transactions, Supplier<T> written) {
    long bytes = claim(transactions);
    try {
      return written.get();
    } finally {
      waitingBytes.addAndGet(-bytes);
    }
  }

  /** Counts these as waiting; how many bytes they are. */
  private long claim(List<Transaction> transactions) {
    long bytes = 0;
    for (Transaction transaction : transactions) {
      bytes += transaction.size();
    }
    if (waitingBytes.addAndGet(bytes) > Math.max(MAX_WAITING_BYTES, bytes)) {
      waitingBytes.addAndGet(-bytes);
      throw new UnavailableException(
          UnavailableException.Reason.BUSY,
          "too much data is waiting to be written; try again in a moment");
    }
    return bytes;
  }

  /**
   * Takes an entry out of the pool, for good, and returns when that is on disk. A peer that has it
   * does not bring it back; in a block it counts all the same.
   *
   * @throws UnavailableException if that cannot be done at present
   */
  public Removal remove(EntryKey key) {
    Replication cluster = replication;
    if (cluster != null
        && cluster.order(new LogEntry.Removals(List.of(key)))
            instanceof Replication.Outcome.Removed(int count)
        && count > 0) {
      return Removal.REMOVED;
    }
    return onWriter(() -> cluster == null ? work.remove(key) : work.whyNotRemoved(key));
  }

  /**
   * Does the same with each entry that waits at this moment and is one of these. Many are taken out
   * in several commits: if the node stops meanwhile, the call must be repeated.
   *
   * @return how many were taken out
   * @throws UnavailableException if that cannot be done at present; some may have been taken out
   */
  public long removeAll(Predicate<Transaction> which) {
    long end;
    long from;
    try (ChainSnapshot now = look()) {
      from = now.pool().first();
      end = now.pool().next();
    }
    long removed = 0;
    while (from < end) {
      long begin = from;
      Replication cluster = replication;
      ChainWriter.Page page =
          onWriter(() ->
              cluster == null
                  ? work.removeSome(begin, end, which)
                  : work.someToRemove(begin, end, which));
      removed += cluster == null ? page.removed() : removeTogether(page.keys(), cluster);
      from = page.next();
    }
    return removed;
  }

  private static long removeTogether(List<EntryKey> keys, Replication cluster) {
    return !keys.isEmpty()
            && cluster.order(new LogEntry.Removals(keys))
                instanceof Replication.Outcome.Removed(int count)
        ? count
        : 0;
  }

  /**
   * Takes entries that wait at a peer to the end of the queue, in this order, and returns when they
   * are on disk. From then on any block may have taken entries from here, by their content.
   *
   * @return for each of them what became of it
   * @throws UnavailableException if that cannot be done at present; then none of them is taken
   */
  public List<RelayResult> take(List<ForeignEntry> entries) {
    List<ForeignEntry> all = List.copyOf(entries);
    List<Transaction> transactions = all.stream().map(ForeignEntry::transaction).toList();
    Replication cluster = replication;
    return waitingFor(
        transactions,
        () -> cluster == null ? onWriter(() -> work.take(all)) : takeTogether(all, cluster));
  }

  private static List<RelayResult> takeTogether(List<ForeignEntry> all, Replication cluster) {
    return cluster.order(new LogEntry.Relayed(all))
            instanceof Replication.Outcome.Relayed(List<RelayResult> results)
        ? results
        : all.stream().map(_ -> RelayResult.KNOWN).toList();
  }

  /**
   * Says, for good, that this node exchanges entries with peers, so that another node may have
   * mined what waits here; returns when that is on disk. Cheap once it has been said.
   *
   * @throws UnavailableException if that cannot be done at present
   */
  public void exchangeEntries() {
    if (!work.exchangesEntries()) {
      var _ = onWriter(() -> work.take(List.of()));
    }
  }

  /**
   * A template of the block after the present tip, as the rules make it.
   *
   * @param recipient the address that earns the reward
   */
  public BlockTemplate template(String recipient) {
    try (ChainSnapshot now = latest.hold();
        StoredContext context = new StoredContext(rules, now.store(), now.path(), now.tipBlock())) {
      return rules.templates().template(context, work::front, recipient, clock);
    }
  }

  /**
   * Offers the block of a solved template to the chain, unless the tip has moved since the template
   * was made or what it carries has been removed, and returns when it is on disk.
   *
   * @param solution of the template's puzzle
   * @throws UnavailableException if that cannot be done at present
   */
  public MiningResult offer(BlockTemplate template, BigInteger solution) {
    Replication cluster = replication;
    return cluster == null
        ? onWriter(() -> work.offer(template, solution))
        : offer(template, solution, cluster);
  }

  private MiningResult offer(BlockTemplate template, BigInteger solution, Replication cluster) {
    whyNoBlocks()
        .ifPresent(why -> {
          throw new UnavailableException(UnavailableException.Reason.BUSY, why);
        });
    if (!tip().id().equals(template.parent().id())) {
      return new MiningResult.Stale();
    }
    LogEntry.Mined solved = onWriter(() -> work.solved(template, solution));
    MiningResult result =
        cluster.order(solved) instanceof Replication.Outcome.Mined(MiningResult became)
            ? became
            : new MiningResult.Stale();
    if (result instanceof MiningResult.Mined) {
      work.countMined();
    }
    return result;
  }

  /**
   * Takes blocks that follow the tip, one after the other, as far as they are right, and returns
   * when they are on disk, all in one commit. They should be few enough to be held in memory
   * several times.
   *
   * @throws UnavailableException if that cannot be done at present
   */
  public ExtendResult extend(List<NewBlock> blocks) {
    prepare(blocks);
    return extendLater(blocks).get();
  }

  /**
   * Does on the caller's thread what is costly about blocks that are to join: the writer finds it
   * done, and may be busy with the blocks before them meanwhile.
   */
  public void prepare(List<NewBlock> blocks) {
    rules().consensus().prepare(blocks.stream().map(NewBlock::block).toList());
  }

  /**
   * Hands blocks to the writer, as {@link #extend} does after {@link #prepare}, and does not wait.
   *
   * @return waits until they are on disk, and says what became of them; it throws what {@link
   *     #extend} throws
   */
  public Supplier<ExtendResult> extendLater(List<NewBlock> blocks) {
    refuseInCluster();
    List<NewBlock> all = List.copyOf(blocks);
    CompletableFuture<ExtendResult> done = new CompletableFuture<>();
    writer.alone(() -> done.complete(work.extend(all)), done);
    return () -> await(done);
  }

  /** For how long a block is too early for our clock; not positive if it may be taken now. */
  public Duration tooEarlyFor(Block block) {
    return Duration.between(clock.instant(), rules.consensus().earliest(block));
  }

  /**
   * Would a chain that forks from ours at this height remove more blocks than is allowed? It is
   * noted then.
   */
  public Optional<AdoptResult.TooDeep> tooDeep(long forkHeight) {
    long removed = tip().height() - forkHeight;
    return limits.isTooDeep(removed) ? Optional.of(work.tooDeep(removed)) : Optional.empty();
  }

  /** A candidate beside the chain as it is now; the caller closes both. */
  public Candidate candidate(ChainSnapshot moment) {
    return candidate(moment, 0);
  }

  /**
   * A candidate that begins after a block of ours; the caller closes both.
   *
   * @param forkHeight the height of that block, not above the moment's tip; 0 for the root
   */
  public Candidate candidate(ChainSnapshot moment, long forkHeight) {
    return new Candidate(rules, store, moment.store(), moment.path(), forkHeight);
  }

  /**
   * Moves to a candidate's chain if it has more work than ours, and returns when that is on disk.
   * The candidate must be complete. If it is not taken, what it has stored is swept away.
   *
   * @throws UnavailableException if that cannot be done at present
   */
  public AdoptResult adopt(Candidate candidate) {
    refuseInCluster();
    return onWriter(() -> work.adopt(candidate));
  }

  /**
   * The same, unless somebody else has brought the first blocks of the candidate meanwhile, so that
   * our chain would be reorganised against itself; the rest of its blocks then follows ours.
   *
   * @throws UnavailableException if that cannot be done at present
   */
  public AdoptResult adoptFork(Candidate candidate) {
    refuseInCluster();
    return onWriter(() -> work.adoptFork(candidate));
  }

  /**
   * Takes the last blocks off the chain, and returns when that is on disk. They are forgotten, and
   * so are all side branches; a peer that still has them may bring them back.
   *
   * @param height the height of the block that is to be the last
   * @return nothing if the chain has no block of this height
   * @throws UnavailableException if that cannot be done at present
   */
  public Optional<Rewound> rewind(long height, Rewound.Transactions transactions) {
    refuseInCluster();
    return onWriter(() -> work.rewind(height, transactions));
  }

  /**
   * Takes what a candidate has stored, and nobody has adopted, out of the store. Whether somebody
   * has is asked of the store: an adoption that failed may have reached the disk all the same.
   */
  public void discard(Candidate candidate) {
    sweeper.sweep(candidate.garbage().stream().toList());
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
      if (e.getCause() instanceof TimeoutException) {
        throw Replication.late();
      }
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
    sweeper.stop();
    Replication cluster = replication;
    if (cluster != null) {
      cluster.close();
    }
    writer.close();
    sweeper.close();
    latest.close();
  }
}
