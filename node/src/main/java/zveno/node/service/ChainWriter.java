package zveno.node.service;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zveno.kernel.bytes.Hash;
import zveno.kernel.bytes.Quantity;
import zveno.kernel.chain.Candidate;
import zveno.kernel.chain.Chain;
import zveno.kernel.chain.ChainExtension;
import zveno.kernel.chain.ImportResult;
import zveno.kernel.chain.Reorg;
import zveno.kernel.chain.StaleBlocks;
import zveno.kernel.chain.StoredContext;
import zveno.kernel.chain.Tip;
import zveno.kernel.model.Block;
import zveno.kernel.model.BlockMemo;
import zveno.kernel.model.EntryId;
import zveno.kernel.model.EntryKey;
import zveno.kernel.model.NewBlock;
import zveno.kernel.model.Transaction;
import zveno.kernel.pool.CarriedEntries;
import zveno.kernel.pool.ForeignEntry;
import zveno.kernel.pool.Pool;
import zveno.kernel.pool.PoolAdmission;
import zveno.kernel.pool.PoolEntry;
import zveno.kernel.pool.PoolState;
import zveno.kernel.pool.Reconciliation;
import zveno.kernel.rules.BlockEntries;
import zveno.kernel.rules.BlockTemplate;
import zveno.kernel.rules.EncodedAddress;
import zveno.kernel.rules.EntryMatching;
import zveno.kernel.rules.EntryUpdates;
import zveno.kernel.rules.PoolDecision;
import zveno.kernel.rules.PoolDrop;
import zveno.kernel.rules.PoolReason;
import zveno.kernel.rules.PooledAccount;
import zveno.kernel.rules.RejectReason;
import zveno.kernel.rules.RuleSet;
import zveno.kernel.rules.SolvedBlock;
import zveno.node.service.AdoptResult.Adopted;
import zveno.node.service.AdoptResult.NoMoreWork;
import zveno.node.service.Replication.Outcome;
import zveno.node.storage.RocksBatch;
import zveno.node.storage.RocksStore;
import zveno.node.storage.StoreView;
import zveno.node.storage.schema.KeptAnswer;
import zveno.node.storage.schema.LogPosition;

/**
 * What the one writer does, piece by piece: each is worked out on chain and pool, reaches the disk
 * in one batch, and is then published as a new {@link ChainSnapshot}. All of it on the writer's
 * thread, except where a method says otherwise.
 */
final class ChainWriter {

  private static final Logger LOG = LoggerFactory.getLogger(ChainWriter.class);

  /** Of how many entries, and canonical bytes of them, removals go through in one piece of work. */
  private static final int REMOVED_AT_ONCE = 5_000;

  /** So few submissions are completed at once; for more another thread is woken. */
  private static final int ANSWERED_HERE = 2;

  private static final long BYTES_AT_ONCE = 4 << 20;

  private final RuleSet rules;
  private final RocksStore store;
  private final ServiceLimits limits;
  private final EntryContext clock;
  private final Sweeper sweeper;
  private final EventLog events;
  private final KeptAnswers answers;
  private final BlockLog blockLog;
  private final ChainCounters tally;
  private final Optional<ChangeReader> changes;
  private final LatestSnapshot latest;

  /** Where the entry of a cluster's log stands that is being applied; nothing otherwise. */
  private Optional<LogPosition> applying = Optional.empty();

  private Chain chain;
  private volatile Pool pool;
  private final List<Runnable> afterCommits = new CopyOnWriteArrayList<>();
  private volatile boolean exchangesEntries;

  /**
   * Opens the chain in the store; a store without blocks gets this genesis block.
   *
   * @param genesis asked for only if the store is new
   */
  ChainWriter(
      RuleSet rules,
      RocksStore store,
      Supplier<Block> genesis,
      ServiceLimits limits,
      EntryContext clock,
      Sweeper sweeper) {
    this.rules = rules;
    this.store = store;
    this.limits = limits;
    this.clock = clock;
    this.sweeper = sweeper;
    this.events = new EventLog(store);
    this.answers = new KeptAnswers(store, clock);
    this.blockLog = new BlockLog(clock);
    this.tally = new ChainCounters(clock);
    this.changes = rules.accounts().map(accounts -> new ChangeReader(rules.codec(), accounts));
    this.chain = openChain();
    this.pool = openPool();
    this.exchangesEntries = readExchangesEntries();
    if (chain.tip().equals(Tip.ROOT)) {
      begin(genesis.get());
    }
    loadPool();
    this.latest = new LatestSnapshot(freeze());
    events.committed();
  }

  /** What has been published last; for any thread. */
  LatestSnapshot latest() {
    return latest;
  }

  /** What happened last; for any thread. */
  EventLog events() {
    return events;
  }

  /** What has happened since the start, in numbers; for any thread. */
  ChainCounters tally() {
    return tally;
  }

  /** Does this node exchange entries with peers? For any thread. */
  boolean exchangesEntries() {
    return exchangesEntries;
  }

  /** Has something done after each commit; it must be quick. May be called by any thread. */
  void afterCommits(Runnable listener) {
    afterCommits.add(listener);
  }

  private Chain openChain() {
    return new Chain(rules, store, limits.sideBlocks());
  }

  private Pool openPool() {
    return new Pool(store, rules, limits.pool(), posted -> rules.identity().idOf(posted, clock));
  }

  /** Makes the index of what waits, if the rule set has one. */
  private void loadPool() {
    if (pool.isQueue()) {
      return;
    }
    RocksBatch batch = store.begin();
    List<PoolDrop> dropped;
    try (StoredContext tip = chain.tipContext(List.of(), batch)) {
      dropped = pool.load(tip, clock.instant(), batch);
    }
    if (!dropped.isEmpty()) {
      note(dropped);
      events.writeTo(batch);
      store.commit(batch);
    }
  }

  private void note(List<PoolDrop> dropped) {
    dropped.forEach(events::dropped);
  }

  /** Where transactions name themselves it makes no difference, and need not be stored. */
  private boolean readExchangesEntries() {
    return rules.identity().isSelfNamed() || store.live().exchangesEntries();
  }

  private void begin(Block genesis) {
    RocksBatch batch = store.begin();
    ImportResult result = chain.offer(genesis, batch);
    if (!(result instanceof ImportResult.Extended)) {
      throw new IllegalStateException("the first block was rejected: " + result);
    }
    store.commit(batch);
  }

  private ChainSnapshot freeze() {
    return new ChainSnapshot(
        store.snapshot(),
        rules.identity(),
        chain.tip(),
        chain.path(),
        chain.tipBlock().orElseThrow());
  }

  /** Of the last commit: on the writer's thread that is all that has been done. */
  List<PoolEntry> front() {
    Pool current = pool;
    try (ChainSnapshot now = latest.hold()) {
      return current.front(now.store(), now.pool(), limits.blockEntries(), limits.blockBytes());
    }
  }

  /** How many wait, by what they pay for each byte; for any thread. */
  SortedMap<Double, Long> pooledByFee() {
    return pool.byFee();
  }

  /** What waits of an account, and for it; for any thread. */
  Optional<PooledAccount> pooled(byte[] address) {
    return pool.account(address);
  }

  /** Puts these into the pool, in one commit, and completes them. */
  void commitSubmissions(List<PendingSubmission> together) {
    commitSubmissions(together, Optional.empty());
  }

  /**
   * The same.
   *
   * @param mark what is kept like an idempotency key of them all, whatever becomes of them
   */
  private void commitSubmissions(List<PendingSubmission> together, Optional<IdempotencyKey> mark) {
    long block = chain.tip().height() + 1;
    List<Optional<Submission>> outcomes = new ArrayList<>();
    Set<EntryKey> fresh = new HashSet<>();
    RocksBatch batch = store.begin();
    answers.begin();
    try (StoredContext tip = chain.tipContext(List.of(), batch)) {
      for (PendingSubmission pending : together) {
        outcomes.add(accept(pending, fresh, tip, block, batch));
      }
    }
    long accepted =
        outcomes.stream()
            .flatMap(Optional::stream)
            .filter(outcome -> !outcome.repeated())
            .mapToLong(outcome -> outcome.accepted().size())
            .sum();
    mark.ifPresent(name -> answers.mark(name, batch));
    if (accepted > 0 || mark.isPresent()) {
      answers.sweep(batch);
      commit(batch);
      tally.countAccepted(accepted);
    }
    if (together.size() <= ANSWERED_HERE) {
      complete(together, outcomes);
    } else { // the next commit is made meanwhile
      var _ = Thread.ofVirtual().name("answers").start(() -> complete(together, outcomes));
    }
  }

  private static void complete(
      List<PendingSubmission> together, List<Optional<Submission>> outcomes) {
    for (int i = 0; i < outcomes.size(); i++) {
      together.get(i).done().complete(outcomes.get(i));
    }
  }

  private Optional<Submission> accept(
      PendingSubmission pending,
      Set<EntryKey> fresh,
      StoredContext tip,
      long block,
      RocksBatch batch) {
    if (pending.key().isEmpty()) {
      return Optional.of(accept(pending.transactions(), fresh, tip, block, batch));
    }
    IdempotencyKey key = pending.key().get();
    Optional<KeptAnswer> known = answers.find(key);
    if (known.isPresent()) {
      return KeptAnswers.repeat(
          known.get(), key, pending.transactions(), rules.identity().isSelfNamed());
    }
    Submission first = accept(pending.transactions(), fresh, tip, block, batch);
    answers.keep(key, first, batch);
    return Optional.of(first);
  }

  /** A transaction that names itself, and is here already, is accepted and not doubled. */
  private Submission accept(
      List<Transaction> transactions,
      Set<EntryKey> fresh,
      StoredContext tip,
      long block,
      RocksBatch batch) {
    boolean selfNamed = rules.identity().isSelfNamed();
    List<EntryKey> accepted = new ArrayList<>();
    TreeMap<Integer, PoolAdmission.Refused> refusals = new TreeMap<>();
    int known = 0;
    for (int i = 0; i < transactions.size(); i++) {
      Transaction transaction = transactions.get(i);
      if (selfNamed && isHere(EntryKey.of(transaction.id()), fresh)) {
        accepted.add(EntryKey.of(transaction.id()));
        known++;
        continue;
      }
      switch (pool.submit(transaction, tip, clock.instant(), batch)) {
        case PoolAdmission.Waits waits -> {
          accepted.add(waits.waiting().key());
          if (selfNamed) {
            fresh.add(waits.waiting().key());
          }
          note(waits, block);
        }
        case PoolAdmission.Refused refused -> {
          if (pool.isQueue()) {
            return new Submission(accepted, transactions.size() - accepted.size(), block, false);
          }
          if (isInChain(EntryKey.of(transaction.id()))) {
            accepted.add(EntryKey.of(transaction.id()));
            known++;
          } else {
            refusals.put(i, refused);
          }
        }
      }
    }
    return new Submission(accepted, refusals.size(), block, false, refusals, known);
  }

  /** What would become of a transaction if it were submitted; nothing changes. */
  CheckResult check(Transaction transaction) {
    long block = chain.tip().height() + 1;
    EntryKey key = EntryKey.of(transaction.id());
    boolean selfNamed = rules.identity().isSelfNamed();
    if (selfNamed && isHere(key, Set.of())) {
      return new CheckResult.Known(block);
    }
    try (StoredContext tip = chain.tipContext(List.of(), store.begin())) {
      return switch (pool.check(transaction, tip, clock.instant())) {
        case PoolDecision.Admitted(List<PoolDrop> dropped) ->
            new CheckResult.Accepted(block, dropped);
        case PoolDecision.Refused _ when selfNamed && !pool.isQueue() && isInChain(key) ->
            new CheckResult.Known(block);
        case PoolDecision.Refused(RejectReason reason, String detail) ->
            new CheckResult.Refused(reason, detail);
      };
    }
  }

  private void note(PoolAdmission.Waits waits, long block) {
    events.accepted(waits.waiting(), block, accountsOf(waits.waiting()));
    note(waits.dropped());
  }

  /**
   * Does this entry wait, or is it in the chain? If the pool has an index, that looks at the chain
   * itself before it lets a transaction in.
   *
   * @param fresh those that are in the batch only
   */
  private boolean isHere(EntryKey key, Set<EntryKey> fresh) {
    return pool.isQueue() ? isKnown(key, fresh) : pool.holds(key);
  }

  /**
   * Is this entry in the pool or in the chain?
   *
   * @param fresh those that are in the batch only
   */
  private boolean isKnown(EntryKey key, Set<EntryKey> fresh) {
    return fresh.contains(key) || pool.waiting(key).isPresent() || isInChain(key);
  }

  Removal remove(EntryKey key) {
    Optional<PoolEntry> entry = pool.waiting(key);
    if (entry.isPresent()) {
      discard(List.of(entry.get()));
      return Removal.REMOVED;
    }
    return whyNotRemoved(key);
  }

  /** Why an entry that does not wait was not removed. */
  Removal whyNotRemoved(EntryKey key) {
    return isInChain(key) ? Removal.IN_A_BLOCK : Removal.UNKNOWN;
  }

  /** How many entries were removed, or which are to be, and from which place on it continues. */
  record Page(int removed, List<EntryKey> keys, long next) {
    Page {
      keys = List.copyOf(keys);
    }
  }

  /** Those that {@link #removeSome} would remove; nothing changes. */
  Page someToRemove(long from, long end, Predicate<Transaction> which) {
    List<PoolEntry> page = store.live().entries(from, end, REMOVED_AT_ONCE, BYTES_AT_ONCE);
    List<EntryKey> keys =
        page.stream()
            .filter(entry -> pool.state().holds(entry.place()) && which.test(entry.transaction()))
            .map(PoolEntry::key)
            .toList();
    return new Page(0, keys, page.isEmpty() ? end : page.getLast().place() + 1);
  }

  Page removeSome(long from, long end, Predicate<Transaction> which) {
    List<PoolEntry> page = store.live().entries(from, end, REMOVED_AT_ONCE, BYTES_AT_ONCE);
    List<PoolEntry> some =
        page.stream()
            .filter(entry -> pool.state().holds(entry.place()) && which.test(entry.transaction()))
            .toList();
    if (!some.isEmpty()) {
      discard(some);
    }
    return new Page(some.size(), List.of(), page.isEmpty() ? end : page.getLast().place() + 1);
  }

  private void discard(List<PoolEntry> entries) {
    RocksBatch batch = store.begin();
    pool.discard(entries, batch);
    entries.forEach(entry -> events.removed(entry, accountsOf(entry)));
    commit(batch);
  }

  List<RelayResult> take(List<ForeignEntry> entries) {
    long block = chain.tip().height() + 1;
    Set<EntryKey> fresh = new HashSet<>();
    List<RelayResult> outcomes = new ArrayList<>();
    RocksBatch batch = store.begin();
    try (StoredContext tip = chain.tipContext(List.of(), batch)) {
      for (ForeignEntry entry : entries) {
        outcomes.add(take(entry, fresh, tip, block, batch));
      }
    }
    if (!fresh.isEmpty() || !exchangesEntries) {
      if (!exchangesEntries) {
        batch.exchangeEntries();
      }
      commit(batch);
      exchangesEntries = true;
    }
    return outcomes;
  }

  private RelayResult take(
      ForeignEntry offered, Set<EntryKey> fresh, StoredContext tip, long block, RocksBatch batch) {
    Transaction transaction = offered.transaction();
    EntryId id = rules.identity().idOf(transaction, offered::id);
    ForeignEntry entry = new ForeignEntry(id, transaction);
    EntryKey key = entry.key();
    if (isHere(key, fresh) || store.live().wasRemoved(key)) {
      return RelayResult.KNOWN;
    }
    return switch (pool.take(entry, tip, clock.instant(), batch)) {
      case PoolAdmission.Waits waits -> {
        fresh.add(key);
        note(waits, block);
        yield RelayResult.TAKEN;
      }
      case PoolAdmission.Refused refused when !pool.isQueue() && isInChain(key) ->
          RelayResult.KNOWN;
      case PoolAdmission.Refused refused ->
          refused.reason() == PoolReason.FULL ? RelayResult.FULL : RelayResult.REFUSED;
    };
  }

  /** The block of a solved template, for the log of a cluster. */
  LogEntry.Mined solved(BlockTemplate template, BigInteger solution) {
    SolvedBlock solved = template.solvedBy(solution);
    List<PoolEntry> carried = solved.carried().stream().map(PoolEntry::of).toList();
    BlockMemo memo = rules.identity().memo(carried.stream().map(PoolEntry::id).toList());
    return new LogEntry.Mined(
        new NewBlock(solved.block(), memo), carried.stream().map(PoolEntry::key).toList());
  }

  MiningResult offer(BlockTemplate template, BigInteger solution) {
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
    BlockMemo memo = rules.identity().memo(entries);
    ImportResult result = chain.offer(new NewBlock(block, memo), batch);
    if (!(result instanceof ImportResult.Extended)) {
      return new MiningResult.Rejected(result);
    }
    if (template.isOpen()) {
      pool.taken(carried, batch);
    } else {
      pool.takenOut(carried, batch);
    }
    if (!pool.isQueue()) {
      List<Transaction> taken = carried.stream().map(PoolEntry::transaction).toList();
      connected(taken, List.of(block), batch);
    }
    events.block(block, chain.tip().chainWork(), changedBy(List.of(block), batch));
    commit(batch);
    tally.countMined();
    blockLog.mined(block);
    return new MiningResult.Mined(block);
  }

  /** What does not hold after these blocks, which are in the batch, is dropped. */
  private void connected(List<Transaction> carried, List<Block> blocks, RocksBatch batch) {
    try (StoredContext tip = chain.tipContext(blocks, batch)) {
      note(pool.connected(carried, tip, clock.instant(), batch));
    }
  }

  private static List<Transaction> transactions(List<BlockEntries> blocks) {
    List<Transaction> all = new ArrayList<>();
    for (BlockEntries block : blocks) {
      for (int i = 0; i < block.count(); i++) {
        all.add(block.transaction(i));
      }
    }
    return all;
  }

  /** A person may have removed some of them since the template was made. */
  private boolean allWait(List<PoolEntry> carried) {
    return carried.stream().allMatch(pool::holds);
  }

  ExtendResult extend(List<NewBlock> blocks) {
    if (blocks.isEmpty()) {
      return new ExtendResult.Extended(0, chain.tip());
    }
    if (!blocks.getFirst().block().parent().equals(chain.tip().id())) {
      return new ExtendResult.Stale();
    }
    RocksBatch batch = store.begin();
    ChainExtension growth = chain.extend(blocks, batch);
    int taken = growth.joined().size();
    if (taken > 0) {
      Block last = chain.tipBlock().orElseThrow();
      CarriedEntries joining = growth.joined()::forEach;
      EntryMatching matching = matching(EntryUpdateWriter.ofNew(growth.after(), batch));
      Reconciliation.reorganise(
          pool, CarriedEntries.NONE, joining, matching, clock.instant(), batch);
      if (!pool.isQueue()) {
        List<Block> joined = blocks.subList(0, taken).stream().map(NewBlock::block).toList();
        connected(transactions(growth.joined()), joined, batch);
      }
      Reorg reorg = new Reorg(growth.before(), growth.after(), last.id());
      List<Block> joined = blocks.subList(0, taken).stream().map(NewBlock::block).toList();
      noteMove(reorg, last, changedBy(joined, batch));
      commit(batch);
      tally.countAdopted(reorg);
      blockLog.followed(taken, last);
    }
    return growth
        .stoppedBy()
        .<ExtendResult>map(why -> rejected(taken, blocks.get(taken).block(), why))
        .orElseGet(() -> new ExtendResult.Extended(taken, chain.tip()));
  }

  private static ExtendResult rejected(int taken, Block block, ImportResult why) {
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
    return new ExtendResult.Rejected(taken, block.height(), reason);
  }

  AdoptResult adopt(Candidate candidate) {
    if (candidate.chainWork().compareTo(chain.tip().chainWork()) > 0) {
      long removed = candidate.removes(chain);
      if (limits.isTooDeep(removed)) {
        return tooDeep(removed);
      }
    }
    RocksBatch batch = store.begin();
    Optional<Reorg> moved = candidate.adopt(chain, batch);
    if (moved.isEmpty()) {
      return new NoMoreWork();
    }
    Reorg reorg = moved.get();
    follow(reorg, batch);
    List<StaleBlocks> garbage = chain.prune(batch);
    Block last = chain.tipBlock().orElseThrow();
    noteMove(reorg, last, changedBy(reorg, batch));
    commit(batch);
    tally.countAdopted(reorg);
    sweeper.sweep(garbage);
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

  /** Notes that a chain with more work is refused. For any thread. */
  AdoptResult.TooDeep tooDeep(long removed) {
    AdoptResult.TooDeep refused = new AdoptResult.TooDeep(removed, limits.maxReorg());
    tally.countRefused();
    LOG.warn("refused a chain with more work: {}", refused.reason());
    return refused;
  }

  /** The same, unless our chain has the first own block of the candidate already. */
  AdoptResult adoptFork(Candidate candidate) {
    return candidate.firstOwn().flatMap(chain::find).filter(chain.path()::contains).isPresent()
        ? new NoMoreWork()
        : adopt(candidate);
  }

  Optional<Rewound> rewind(long height, Rewound.Transactions transactions) {
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
    switch (transactions) {
      case WAIT_AGAIN -> follow(reorg, batch);
      case DROPPED -> reorganised(pool.state(), batch);
    }
    List<StaleBlocks> garbage = chain.forgetSides(batch);
    noteMove(reorg, chain.tipBlock().orElseThrow(), changedBy(reorg, batch));
    commit(batch);
    tally.countAdopted(reorg);
    sweeper.sweep(garbage);
    long returned = pool.state().count() - waited;
    LOG.info(
        "rewound from block {} to block {}: {} returned to the pool", before, height, returned);
    return Optional.of(new Rewound(chain.tip(), before - height, returned));
  }

  /** One block that follows is no reorganisation. */
  private void noteMove(Reorg reorg, Block last, ChangedAccounts accounts) {
    if (reorg.leavingCount() == 0 && reorg.joiningCount() == 1) {
      events.block(last, chain.tip().chainWork(), accounts);
    } else {
      events.reorganised(reorg, chain.tip().chainWork(), accounts);
    }
  }

  private ChangedAccounts accountsOf(PoolEntry entry) {
    return rules.accounts().isEmpty()
        ? ChangedAccounts.NONE
        : new ChangedAccounts(EncodedAddress.of(entry.transaction(), rules.codec()), false);
  }

  /** The accounts that blocks change which are in the batch, and at the end of the chain. */
  private ChangedAccounts changedBy(List<Block> blocks, RocksBatch batch) {
    return changes
        .map(reader -> {
          try (StoredContext tip = chain.tipContext(blocks, batch)) {
            return reader.of(blocks, tip);
          }
        })
        .orElse(ChangedAccounts.NONE);
  }

  /** The accounts that leaving and joining blocks change. */
  private ChangedAccounts changedBy(Reorg reorg, RocksBatch batch) {
    return changes
        .map(reader -> {
          try (StoredContext tip = chain.tipContext(List.of(), batch)) {
            return reader.of(reorg, store.live(), tip);
          }
        })
        .orElse(ChangedAccounts.NONE);
  }

  private void follow(Reorg reorg, RocksBatch batch) {
    StoreView view = store.live();
    PoolState before = pool.state();
    Reconciliation.reorganise(
        pool,
        new StoredEntries(rules, view, reorg.before(), () -> reorg.leaving(view)),
        new StoredEntries(rules, view, reorg.after(), () -> reorg.joining(view)),
        matching(EntryUpdateWriter.ofStored(reorg.after(), store::stage)),
        clock.instant(),
        batch);
    reorganised(before, batch);
  }

  private void reorganised(PoolState before, RocksBatch batch) {
    if (!pool.isQueue()) {
      try (StoredContext tip = chain.tipContext(List.of(), batch)) {
        note(pool.reorganised(before, tip, clock.instant(), batch));
      }
    }
  }

  private EntryMatching matching(EntryUpdates updates) {
    return rules.identity().matching(exchangesEntries, updates);
  }

  private boolean isInChain(EntryKey key) {
    return store.live().blockOf(key, chain.path(), rules.identity()).isPresent();
  }

  /**
   * Applies an entry of a cluster's log, unless it has been: what it changes reaches the disk
   * together with its position.
   *
   * @param at its position
   */
  Outcome apply(LogEntry entry, LogPosition at) {
    if (isApplied(at)) {
      return new Outcome.Nothing();
    }
    clock.begin(entry);
    applying = Optional.of(at);
    try {
      return switch (entry.change()) {
        case LogEntry.Posts posts -> apply(posts, entry.id());
        case LogEntry.Relayed(List<ForeignEntry> entries) -> new Outcome.Relayed(take(entries));
        case LogEntry.Removals(List<EntryKey> keys) -> apply(keys);
        case LogEntry.Mined mined -> new Outcome.Mined(apply(mined));
        case LogEntry.Idle _ -> new Outcome.Nothing();
      };
    } finally {
      applying = Optional.empty();
      clock.end();
    }
  }

  private boolean isApplied(LogPosition at) {
    return store.live().applied().filter(last -> last.index() >= at.index()).isPresent();
  }

  /** An entry that was appended twice is known by its name, for as long as a key is. */
  private Outcome apply(LogEntry.Posts posts, UUID name) {
    byte[] text = name.toString().getBytes(StandardCharsets.US_ASCII);
    IdempotencyKey mark = new IdempotencyKey(Hash.of(text), Hash.of(text));
    if (store.live().answerTo(mark.name()).isPresent()) {
      return new Outcome.Nothing();
    }
    List<PendingSubmission> together =
        posts.posts().stream()
            .map(post ->
                new PendingSubmission(post.transactions(), post.key(), new CompletableFuture<>()))
            .toList();
    commitSubmissions(together, Optional.of(mark));
    return new Outcome.Posted(together.stream().map(one -> one.done().join()).toList());
  }

  private Outcome apply(List<EntryKey> keys) {
    List<PoolEntry> entries =
        keys.stream().distinct().flatMap(key -> pool.waiting(key).stream()).toList();
    if (!entries.isEmpty()) {
      discard(entries);
    }
    return new Outcome.Removed(entries.size());
  }

  private MiningResult apply(LogEntry.Mined mined) {
    Block block = mined.block().block();
    if (!block.parent().equals(chain.tip().id())
        || !mined.carried().stream().allMatch(key -> pool.waiting(key).isPresent())) {
      return new MiningResult.Stale();
    }
    ExtendResult result = extend(List.of(mined.block()));
    if (result instanceof ExtendResult.Extended) {
      return new MiningResult.Mined(block);
    }
    LOG.error("a block of the cluster is not taken: {}", result);
    return new MiningResult.Stale();
  }

  /** Notes that the last block is one of this node's own. */
  void countMined() {
    tally.countMined();
  }

  private void commit(RocksBatch batch) {
    applying.ifPresent(batch::applied);
    events.writeTo(batch);
    store.commit(batch);
    latest.set(freeze());
    events.committed();
    afterCommits.forEach(Runnable::run);
  }

  /** The disk is where it was before: so must be what stands for it in memory. */
  void reopen() {
    events.undone();
    chain = openChain();
    pool = openPool();
    loadPool();
    events.committed();
    exchangesEntries = readExchangesEntries();
  }
}
