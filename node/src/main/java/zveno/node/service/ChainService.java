package zveno.node.service;

import java.math.BigInteger;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zveno.kernel.bytes.Quantity;
import zveno.kernel.chain.Candidate;
import zveno.kernel.chain.Chain;
import zveno.kernel.chain.Garbage;
import zveno.kernel.chain.Growth;
import zveno.kernel.chain.ImportResult;
import zveno.kernel.chain.MissingBlockException;
import zveno.kernel.chain.Reorg;
import zveno.kernel.chain.StoredContext;
import zveno.kernel.chain.Tip;
import zveno.kernel.model.Block;
import zveno.kernel.model.EntryId;
import zveno.kernel.model.EntryKey;
import zveno.kernel.model.TracedBlock;
import zveno.kernel.model.Transaction;
import zveno.kernel.pool.Clearing;
import zveno.kernel.pool.ForeignEntry;
import zveno.kernel.pool.Pool;
import zveno.kernel.pool.PoolEntry;
import zveno.kernel.pool.Requests;
import zveno.kernel.rules.BlockTemplate;
import zveno.kernel.rules.ChainContext;
import zveno.kernel.rules.RuleSet;
import zveno.kernel.rules.SolvedBlock;
import zveno.node.service.Adoption.Adopted;
import zveno.node.service.Adoption.NotHeavier;
import zveno.node.storage.KeptAnswer;
import zveno.node.storage.RocksBatch;
import zveno.node.storage.RocksStore;
import zveno.node.storage.StoreDamagedException;
import zveno.node.storage.StoreFullException;
import zveno.node.storage.StoreView;

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

  /** Of how many entries, and canonical bytes of them, removals go through in one piece of work. */
  private static final int REMOVED_AT_ONCE = 5_000;

  private static final long BYTES_AT_ONCE = 4 << 20;

  private final RuleSet rules;
  private final RocksStore store;
  private final ServiceLimits limits;
  private final Clock clock;
  private final Supplier<EntryId> ids;
  private final EventLog events;
  private final KeptAnswers answers;
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
  private volatile Runnable afterCommit = () -> {};
  private volatile boolean exchangesEntries;
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
    this.answers = new KeptAnswers(store, clock);
    this.blockLog = new BlockLog(clock);
    this.tally = new Tally(clock);
    this.chain = openChain();
    this.pool = openPool();
    this.exchangesEntries = store.live().exchangesEntries();
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
    return new Pool(store, rules.codec(), limits.pool(), ids);
  }

  private void begin(Block genesis) {
    RocksBatch batch = store.begin();
    ImportResult result = chain.offer(genesis, batch);
    if (!(result instanceof ImportResult.Extended)) {
      throw new IllegalStateException("the first block was rejected: " + result);
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
  public Moment look() {
    if (closed) {
      throw shuttingDown();
    }
    return held();
  }

  /** The same, also for what the writer still finishes while the node shuts down. */
  private Moment held() {
    while (true) {
      Moment moment = current;
      if (moment.hold()) {
        return moment;
      }
      if (closed) {
        throw shuttingDown();
      }
    }
  }

  private static UnavailableException shuttingDown() {
    return new UnavailableException(
        UnavailableException.Reason.STOPPED, "the node is shutting down");
  }

  /** How many entries wait for a block, as of now. */
  public long entriesWaiting() {
    return current.pool().count();
  }

  /** Has something done on the writer's thread after each commit; it must be quick. */
  public void afterCommits(Runnable listener) {
    afterCommit = listener;
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
    return waitingFor(
        transactions,
        () -> {
          PendingSubmission pending =
              new PendingSubmission(List.copyOf(transactions), key, new CompletableFuture<>());
          writer.submit(pending);
          return await(pending.done());
        });
  }

  private <T> T waitingFor(List<Transaction> transactions, Supplier<T> written) {
    long bytes = transactions.stream().mapToLong(Transaction::size).sum();
    try {
      if (waitingBytes.addAndGet(bytes) > Math.max(MOST_WAITING_BYTES, bytes)) {
        throw new UnavailableException(
            UnavailableException.Reason.BUSY,
            "too much data is waiting to be written; try again in a moment");
      }
      return written.get();
    } finally {
      waitingBytes.addAndGet(-bytes);
    }
  }

  private void commitSubmissions(List<PendingSubmission> together) {
    long block = chain.tip().height() + 1;
    List<Optional<Submission>> outcomes = new ArrayList<>();
    RocksBatch batch = store.begin();
    answers.begin();
    for (PendingSubmission pending : together) {
      outcomes.add(accept(pending, block, batch));
    }
    long accepted =
        outcomes.stream()
            .flatMap(Optional::stream)
            .filter(outcome -> !outcome.repeated())
            .mapToLong(outcome -> outcome.accepted().size())
            .sum();
    if (accepted > 0) {
      answers.sweep(batch);
      commit(batch);
      tally.countAccepted(accepted);
    }
    for (int i = 0; i < outcomes.size(); i++) {
      together.get(i).done().complete(outcomes.get(i));
    }
  }

  private Optional<Submission> accept(PendingSubmission pending, long block, RocksBatch batch) {
    if (pending.key().isEmpty()) {
      return Optional.of(accept(pending.transactions(), block, batch));
    }
    IdempotencyKey key = pending.key().get();
    Optional<KeptAnswer> known = answers.find(key);
    if (known.isPresent()) {
      return KeptAnswers.repeat(known.get(), key, pending.transactions());
    }
    Submission first = accept(pending.transactions(), block, batch);
    answers.keep(key, first, batch);
    return Optional.of(first);
  }

  private Submission accept(List<Transaction> transactions, long block, RocksBatch batch) {
    List<EntryKey> accepted = new ArrayList<>();
    for (Transaction transaction : transactions) {
      Optional<PoolEntry> entry = pool.submit(transaction, clock.instant(), batch);
      if (entry.isEmpty()) {
        break;
      }
      accepted.add(entry.get().key());
      events.accepted(entry.get(), block);
    }
    return new Submission(accepted, transactions.size() - accepted.size(), block, false);
  }

  /**
   * Takes an entry out of the pool, for good, and returns when that is on disk. A neighbour that
   * has it does not bring it back; in a block it counts all the same.
   *
   * @throws UnavailableException if that cannot be done at present
   */
  public Removal remove(EntryKey key) {
    return onWriter(() -> removeNow(key));
  }

  private Removal removeNow(EntryKey key) {
    Optional<PoolEntry> entry = pool.waiting(key);
    if (entry.isPresent()) {
      removeNow(List.of(entry.get()));
      return Removal.REMOVED;
    }
    return store.live().isSettled(key, chain.path()) ? Removal.IN_A_BLOCK : Removal.UNKNOWN;
  }

  /**
   * Does the same with each entry that waits at this moment and is one of these. Many are taken out
   * in several commits: who stops the node meanwhile has to ask again.
   *
   * @return how many were taken out
   * @throws UnavailableException if that cannot be done at present; some may have been taken out
   */
  public long removeAll(Predicate<Transaction> which) {
    long end;
    long from;
    try (Moment now = look()) {
      from = now.pool().first();
      end = now.pool().next();
    }
    long removed = 0;
    while (from < end) {
      long begin = from;
      Page page = onWriter(() -> removeNow(begin, end, which));
      removed += page.removed();
      from = page.next();
    }
    return removed;
  }

  /** How many entries were taken out, and from which place on it goes on. */
  private record Page(int removed, long next) {}

  private Page removeNow(long from, long end, Predicate<Transaction> which) {
    List<PoolEntry> page = store.live().entries(from, end, REMOVED_AT_ONCE, BYTES_AT_ONCE);
    List<PoolEntry> some =
        page.stream()
            .filter(entry -> pool.state().holds(entry.place()) && which.test(entry.transaction()))
            .toList();
    if (!some.isEmpty()) {
      removeNow(some);
    }
    return new Page(some.size(), page.isEmpty() ? end : page.getLast().place() + 1);
  }

  private void removeNow(List<PoolEntry> entries) {
    RocksBatch batch = store.begin();
    pool.discard(entries, batch);
    entries.forEach(events::removed);
    commit(batch);
  }

  /**
   * Takes entries that wait at a neighbour to the end of the queue, in this order, and returns when
   * they are on disk. From then on the words of anybody's block clear entries here.
   *
   * @return for each of them what became of it
   * @throws UnavailableException if that cannot be done at present; then none of them is taken
   */
  public List<Taken> take(List<ForeignEntry> entries) {
    List<ForeignEntry> all = List.copyOf(entries);
    List<Transaction> transactions = all.stream().map(ForeignEntry::transaction).toList();
    return waitingFor(transactions, () -> onWriter(() -> takeNow(all)));
  }

  private List<Taken> takeNow(List<ForeignEntry> entries) {
    long block = chain.tip().height() + 1;
    Set<EntryKey> fresh = new HashSet<>();
    List<Taken> outcomes = new ArrayList<>();
    RocksBatch batch = store.begin();
    for (ForeignEntry entry : entries) {
      outcomes.add(takeNow(entry, fresh, block, batch));
    }
    if (!fresh.isEmpty() || !exchangesEntries) {
      batch.exchangeEntries();
      commit(batch);
      exchangesEntries = true;
    }
    return outcomes;
  }

  private Taken takeNow(ForeignEntry entry, Set<EntryKey> fresh, long block, RocksBatch batch) {
    EntryKey key = entry.key();
    if (fresh.contains(key)
        || pool.waiting(key).isPresent()
        || store.live().wasRemoved(key)
        || store.live().isSettled(key, chain.path())) {
      return Taken.KNOWN;
    }
    Optional<PoolEntry> taken = pool.take(entry, clock.instant(), batch);
    if (taken.isEmpty()) {
      return Taken.FULL;
    }
    fresh.add(key);
    events.accepted(taken.get(), block);
    return Taken.TAKEN;
  }

  /**
   * Says, for good, that this node exchanges entries with neighbours, so that anybody may have
   * mined what waits here; returns when that is on disk. Cheap once it has been said.
   *
   * @throws UnavailableException if that cannot be done at present
   */
  public void exchangeEntries() {
    if (!exchangesEntries) {
      var _ = onWriter(() -> takeNow(List.of()));
    }
  }

  /**
   * A template of the block after the present tip, as the rules make it.
   *
   * @param recipient who earns the reward
   */
  public BlockTemplate template(String recipient) {
    try (Moment now = held()) {
      return rules.templates().template(context(now), this::front, recipient, clock);
    }
  }

  private ChainContext context(Moment now) {
    return new StoredContext(rules, now.store(), now.path(), now.tipBlock());
  }

  /** Of the last commit: on the writer's thread that is all that has been done. */
  private List<PoolEntry> front() {
    try (Moment now = held()) {
      return now.store()
          .entries(
              now.pool().first(), now.pool().next(), limits.blockEntries(), limits.blockBytes());
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
    return onWriter(() -> offerNow(template, solution));
  }

  private MiningResult offerNow(BlockTemplate template, BigInteger solution) {
    if (!chain.tip().id().equals(template.parent().id())) {
      return new MiningResult.Stale();
    }
    SolvedBlock solved = template.solvedBy(solution);
    List<PoolEntry> carried = solved.carried().stream().map(PoolEntry::of).toList();
    if (!template.isOpen() && !allWait(carried)) {
      return new MiningResult.Stale();
    }
    Block block = solved.block();
    RocksBatch batch = store.begin();
    List<EntryId> entries = carried.stream().map(PoolEntry::id).toList();
    ImportResult result = chain.offer(block, entries, batch);
    if (!(result instanceof ImportResult.Extended)) {
      return new MiningResult.Rejected(result);
    }
    if (template.isOpen()) {
      pool.taken(carried, batch);
    } else {
      pool.takenOut(carried, batch);
    }
    events.block(block, chain.tip().total());
    commit(batch);
    tally.countMined();
    blockLog.mined(block);
    return new MiningResult.Mined(block);
  }

  /** A person may have removed some of them since the template was made. */
  private boolean allWait(List<PoolEntry> carried) {
    return carried.stream().allMatch(entry -> pool.waiting(entry.key()).isPresent());
  }

  /**
   * Takes blocks that follow the tip, one after the other, as far as they are right, and returns
   * when they are on disk, all in one commit. They should be few enough to be held in memory
   * several times.
   *
   * @throws UnavailableException if that cannot be done at present
   */
  public Extension extend(List<TracedBlock> blocks) {
    List<TracedBlock> all = List.copyOf(blocks);
    return onWriter(() -> extendNow(all));
  }

  private Extension extendNow(List<TracedBlock> blocks) {
    if (blocks.isEmpty()) {
      return new Extension.Extended(0, chain.tip());
    }
    if (!blocks.getFirst().block().parent().equals(chain.tip().id())) {
      return new Extension.Stale();
    }
    RocksBatch batch = store.begin();
    Growth growth = chain.extend(blocks, batch);
    int taken = growth.joined().size();
    if (taken > 0) {
      Block last = chain.tipBlock().orElseThrow();
      Recognised recognised = Recognised.ofNew(growth.after(), batch);
      Requests joining = growth.joined()::forEach;
      pool.reorganise(Requests.NONE, joining, clearing(), recognised, clock.instant(), batch);
      recognised.complete();
      Reorg reorg = new Reorg(growth.before(), growth.after(), last.id());
      noteMove(reorg, last);
      commit(batch);
      tally.countAdopted(reorg);
      blockLog.followed(taken, last);
    }
    return growth
        .stoppedBy()
        .<Extension>map(why -> rejected(taken, blocks.get(taken).block(), why))
        .orElseGet(() -> new Extension.Extended(taken, chain.tip()));
  }

  private static Extension rejected(int taken, Block block, ImportResult why) {
    String reason =
        switch (why) {
          case ImportResult.Rejected refused -> refused.why().detail();
          case ImportResult.Orphan _ ->
              "block " + block.height() + " does not follow the one before it";
          case ImportResult.AlreadyKnown _,
              ImportResult.KeptAside _,
              ImportResult.Extended _,
              ImportResult.Reorganised _ ->
              "block " + block.height() + " adds no work to the chain";
        };
    return new Extension.Rejected(taken, block.height(), reason);
  }

  /** One block that follows is no reorganisation. */
  private void noteMove(Reorg reorg, Block last) {
    if (reorg.leavingCount() == 0 && reorg.joiningCount() == 1) {
      events.block(last, chain.tip().total());
    } else {
      events.reorganised(reorg, chain.tip().total());
    }
  }

  private Clearing clearing() {
    return exchangesEntries ? Clearing.ANY : Clearing.RETURNED;
  }

  /** A candidate beside the chain as it is now; the caller closes both. */
  public Candidate candidate(Moment moment) {
    return candidate(moment, 0);
  }

  /**
   * A candidate that begins after a block of ours; the caller closes both.
   *
   * @param forkHeight the height of that block, not above the moment's tip; 0 for the root
   */
  public Candidate candidate(Moment moment, long forkHeight) {
    return new Candidate(rules, store, moment.store(), moment.path(), forkHeight);
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

  /**
   * The same, unless somebody else has brought the first blocks of the candidate meanwhile, so that
   * our chain would be reorganised against itself; the rest of its blocks then follows ours.
   *
   * @throws UnavailableException if that cannot be done at present
   */
  public Adoption adoptFork(Candidate candidate) {
    return onWriter(() ->
        candidate.firstOwn().flatMap(chain::find).filter(chain.path()::contains).isPresent()
            ? new NotHeavier()
            : adoptNow(candidate));
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
    Block last = chain.tipBlock().orElseThrow();
    noteMove(reorg, last);
    commit(batch);
    tally.countAdopted(reorg);
    sweep(garbage);
    if (reorg.leavingCount() == 0) {
      blockLog.followed(Math.toIntExact(reorg.joiningCount()), last);
      return new Adopted(reorg);
    }
    LOG.info(
        "reorganised to a chain of {}: {} removed, {} added",
        Quantity.of(reorg.after().length(), "block"),
        reorg.leavingCount(),
        reorg.joiningCount());
    return new Adopted(reorg);
  }

  /**
   * Takes the last blocks off the chain, and returns when that is on disk. They are forgotten, and
   * so are all side branches; a peer that still has them may bring them back.
   *
   * @param height the height of the block that is to be the last
   * @return nothing if the chain has no block of this height
   * @throws UnavailableException if that cannot be done at present
   */
  public Optional<Rewound> rewind(long height, Rewound.Requests requests) {
    return onWriter(() -> rewindNow(height, requests));
  }

  private Optional<Rewound> rewindNow(long height, Rewound.Requests requests) {
    long before = chain.tip().height();
    if (height < 1 || height > before) {
      return Optional.empty();
    }
    if (height == before) {
      return Optional.of(new Rewound(chain.tip(), 0, 0));
    }
    long waited = pool.state().count();
    RocksBatch batch = store.begin();
    Reorg reorg = chain.rewind(height, batch);
    switch (requests) {
      case WAIT_AGAIN -> follow(reorg, batch);
      case DROPPED -> {}
    }
    List<Garbage> garbage = chain.forgetSides(batch);
    noteMove(reorg, chain.tipBlock().orElseThrow());
    commit(batch);
    tally.countAdopted(reorg);
    sweep(garbage);
    long returned = pool.state().count() - waited;
    LOG.info(
        "rewound from block {} to block {}: {} returned to the pool", before, height, returned);
    return Optional.of(new Rewound(chain.tip(), before - height, returned));
  }

  private void follow(Reorg reorg, RocksBatch batch) {
    StoreView view = store.live();
    Recognised recognised = Recognised.ofStored(reorg.after(), store::stage);
    pool.reorganise(
        new StoredRequests(rules, view, reorg.before(), () -> reorg.leaving(view)),
        new StoredRequests(rules, view, reorg.after(), () -> reorg.joining(view)),
        clearing(),
        recognised,
        clock.instant(),
        batch);
    recognised.complete();
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
      LOG.debug("postponed to the next start: {}", garbage);
    }
  }

  private void sweepNow(Garbage garbage) {
    try {
      if (!closed && garbage.isOutside(store.live())) {
        garbage.sweep(rules, store);
        store.compact(garbage.stretch());
      }
    } catch (StoreFullException e) {
      LOG.warn("no disk space to remove stale blocks at the moment: {}", e.getMessage());
      var _ =
          sweeper.schedule(() -> sweepNow(garbage), SWEEP_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
    } catch (StoreDamagedException | MissingBlockException e) {
      onFailure.accept(e);
    } catch (RuntimeException e) {
      if (!closed) {
        LOG.warn("stale blocks could not be removed: {}", e.getMessage());
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
    afterCommit.run();
  }

  private Moment freeze() {
    return new Moment(store.snapshot(), chain.tip(), chain.path(), chain.tipBlock().orElseThrow());
  }

  /** The disk is where it was before: so must be what stands for it in memory. */
  private void reopen() {
    events.undone();
    chain = openChain();
    pool = openPool();
    exchangesEntries = store.live().exchangesEntries();
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
