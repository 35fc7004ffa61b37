package zveno.kernel.pool;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import zveno.kernel.bytes.Quantity;
import zveno.kernel.model.EntryId;
import zveno.kernel.model.EntryKey;
import zveno.kernel.model.Transaction;
import zveno.kernel.rules.BlockCodec;
import zveno.kernel.rules.ChainContext;
import zveno.kernel.rules.PoolDecision;
import zveno.kernel.rules.PoolDrop;
import zveno.kernel.rules.PoolIndex;
import zveno.kernel.rules.PoolReason;
import zveno.kernel.rules.PoolSlot;
import zveno.kernel.rules.PooledAccount;
import zveno.kernel.rules.RuleSet;

/**
 * The transactions that wait. All that changes goes into the caller's batch; if that batch fails to
 * reach the disk, this object is ahead of it and must be thrown away.
 *
 * <p>Which transactions may wait, and which go first, is the rule set's to say. Without a word of
 * it the pool is a queue ({@link zveno.kernel.rules.PoolPolicy#QUEUE}), of which nothing is in
 * memory but the bounds. Else there is an index in memory, which {@link #load} makes.
 *
 * <p>For one thread at a time: the writer's, unless a method says otherwise.
 */
public final class Pool {

  /** How many entries, and canonical bytes of them, are read at once. */
  private static final int PER_READ = 1_000;

  private static final long BYTES_PER_READ = 1 << 20;

  /** Of what came last, so many canonical bytes are in memory; if the pool is no queue. */
  private static final long RECENT_BYTES = 8 << 20;

  private final PoolStore store;
  private final BlockCodec codec;
  private final PoolLimits limits;
  private final Function<Transaction, EntryId> ids;
  private final @Nullable PoolIndex index;
  private final RecentEntries recent = new RecentEntries(RECENT_BYTES);
  private PoolState state;

  /**
   * @param rules read transactions, and say which may wait
   * @param ids the identity of a transaction that was posted here
   */
  public Pool(
      PoolStore store, RuleSet rules, PoolLimits limits, Function<Transaction, EntryId> ids) {
    this.store = store;
    this.codec = rules.codec();
    this.limits = limits;
    this.ids = ids;
    this.index = rules.poolPolicy().index(limits.room()).map(SharedIndex::new).orElse(null);
    this.state = store.livePool().poolState();
  }

  /** Is the pool a queue? Otherwise the order of blocks is not that of acknowledgement. */
  public boolean isQueue() {
    return index == null;
  }

  /**
   * Makes the index of what is stored; to be called once, before anything else. A queue has none.
   *
   * @param tip the chain as it is, and its state
   * @return what may not wait any more, since there is less room than there was
   */
  public List<PoolDrop> load(ChainContext tip, Instant now, PoolBatch batch) {
    return readmit(state.first(), state.next(), tip, now, batch);
  }

  private List<PoolDrop> readmit(
      long from, long before, ChainContext tip, Instant now, PoolBatch batch) {
    List<PoolDrop> dropped = new ArrayList<>();
    if (index == null) {
      return dropped;
    }
    List<PoolEntry> page = store.livePool().entries(from, before, PER_READ, BYTES_PER_READ);
    while (!page.isEmpty()) {
      for (PoolEntry entry : page) {
        dropped.addAll(index.readmit(entry.slot(), entry.transaction(), tip));
      }
      long next = page.getLast().place() + 1;
      page = store.livePool().entries(next, before, PER_READ, BYTES_PER_READ);
    }
    drop(dropped, now, batch);
    return dropped;
  }

  /** The bounds and sums, with all that has gone into the batch. */
  public PoolState state() {
    return state;
  }

  /**
   * Takes a transaction that was posted here, if it may wait.
   *
   * @param tip the chain as it is, and its state
   */
  public PoolAdmission submit(
      Transaction transaction, ChainContext tip, Instant now, PoolBatch batch) {
    return append(ids.apply(transaction), transaction, limits, tip, now, batch);
  }

  /**
   * What would become of a transaction if it were posted now; nothing changes.
   *
   * @param tip the chain as it is, and its state
   */
  public PoolDecision check(Transaction transaction, ChainContext tip, Instant now) {
    PoolEntry entry = new PoolEntry(state.next(), ids.apply(transaction), now, false, transaction);
    return index == null
        ? room(transaction, limits)
        : index.check(entry.slot(), transaction, limits.room(), tip);
  }

  /**
   * The same for an entry that waits elsewhere and neither here nor in a block. Peers cannot fill
   * the whole pool.
   *
   * @param tip the chain as it is, and its state
   */
  public PoolAdmission take(ForeignEntry entry, ChainContext tip, Instant now, PoolBatch batch) {
    return append(entry.id(), entry.transaction(), limits.forPeers(), tip, now, batch);
  }

  private PoolAdmission append(
      EntryId id,
      Transaction transaction,
      PoolLimits most,
      ChainContext tip,
      Instant now,
      PoolBatch batch) {
    PoolEntry entry = new PoolEntry(state.next(), id, now, false, transaction);
    return switch (decide(entry, most, tip)) {
      case PoolDecision.Refused(var reason, var detail) ->
          new PoolAdmission.Refused(reason, detail);
      case PoolDecision.Admitted(List<PoolDrop> dropped) -> {
        batch.add(entry);
        state = state.plus(entry).between(state.first(), state.next() + 1);
        if (index != null) {
          recent.add(entry);
        }
        dropped.forEach(drop -> drop(drop, now, batch));
        batch.setPool(state);
        yield new PoolAdmission.Waits(entry, dropped);
      }
    };
  }

  private PoolDecision decide(PoolEntry entry, PoolLimits most, ChainContext tip) {
    return index == null
        ? room(entry.transaction(), most)
        : index.admit(entry.slot(), entry.transaction(), most.room(), tip);
  }

  /** Is there room for it in a queue? */
  private PoolDecision room(Transaction transaction, PoolLimits most) {
    return state.posted() >= most.entries()
            || state.postedBytes() + transaction.size() > most.bytes()
        ? new PoolDecision.Refused(
            PoolReason.FULL, Quantity.of(state.count(), "transaction") + " wait already")
        : new PoolDecision.Admitted(List.of());
  }

  private void drop(List<PoolDrop> dropped, Instant now, PoolBatch batch) {
    if (!dropped.isEmpty()) {
      dropped.forEach(drop -> drop(drop, now, batch));
      closeIfEmpty();
      batch.setPool(state);
    }
  }

  private void drop(PoolDrop drop, Instant now, PoolBatch batch) {
    PoolSlot slot = drop.slot();
    batch.remove(slot.place(), slot.key());
    batch.putDropped(DroppedEntry.of(drop, now));
    state = state.minus(slot);
    recent.remove(slot.place());
  }

  /** Does it wait? Cheaper than {@link #waiting}, unless the pool is a queue. */
  public boolean holds(EntryKey key) {
    return index != null ? index.holds(key) : waiting(key).isPresent();
  }

  /** Does this very entry wait, in its place? Reads nothing, unless the pool is a queue. */
  public boolean holds(PoolEntry entry) {
    return index != null
        ? index.place(entry.key()).equals(OptionalLong.of(entry.place()))
        : waiting(entry.key()).isPresent();
  }

  /** How many wait by what they pay for each byte; may be called by any thread. */
  public SortedMap<Double, Long> byFee() {
    return index == null ? new TreeMap<>() : index.byFee();
  }

  /** What waits of an account, and for it; may be called by any thread. */
  public Optional<PooledAccount> account(byte[] address) {
    return index == null ? Optional.empty() : index.account(address);
  }

  /** The entry of this identity, if it waits. */
  public Optional<PoolEntry> waiting(EntryKey key) {
    if (index != null) {
      OptionalLong place = index.place(key);
      if (place.isEmpty()) {
        return Optional.empty();
      }
      Optional<PoolEntry> known = recent.find(key, place);
      if (known.isPresent()) {
        return known;
      }
    }
    return store.livePool().entries(key).stream()
        .filter(entry -> state.holds(entry.place()))
        .findFirst();
  }

  /**
   * What the next block is to carry, in the order of a block. Of a queue that is the whole pool in
   * the order of acknowledgement: only what blocks have put back can make it more than {@code
   * maxBytes}; the rest then waits for the block after.
   */
  public List<PoolEntry> front(int maxEntries, long maxBytes) {
    return front(store.livePool(), state, maxEntries, maxBytes);
  }

  /**
   * The same as far as a view has it; may be called by any thread.
   *
   * @param then the bounds of that view
   */
  public List<PoolEntry> front(PoolView view, PoolState then, int maxEntries, long maxBytes) {
    return index == null
        ? view.entries(then.first(), then.next(), maxEntries, maxBytes)
        : recent.read(view, then, index.front(maxEntries, maxBytes));
  }

  /** Takes out the entries that a block of our own carries: the front. */
  public void taken(List<PoolEntry> front, PoolBatch batch) {
    if (front.isEmpty()) {
      return;
    }
    if (index != null) {
      takenOut(front, batch);
      return;
    }
    front.forEach(entry -> remove(entry, batch));
    state = state.between(front.getLast().place() + 1, state.next());
    batch.setPool(state);
  }

  /** Takes out entries that a block of our own carries, wherever they wait in the queue. */
  public void takenOut(List<PoolEntry> entries, PoolBatch batch) {
    for (PoolEntry entry : entries) {
      batch.remove(entry);
      state = state.minus(entry);
      recent.remove(entry.place());
    }
    if (index != null) {
      index.removeAll(entries.stream().map(PoolEntry::key).toList());
    }
    closeIfEmpty();
    batch.setPool(state);
  }

  private void closeIfEmpty() {
    if (state.count() == 0) {
      state = state.between(state.next(), state.next());
    }
  }

  /**
   * Takes waiting entries out because a person does not want them, and remembers that: what peers
   * still hold does not come back from them. A block that carries such an entry counts all the
   * same, and what leaves with a block waits again.
   *
   * @param entries entries that wait
   */
  public void discard(List<PoolEntry> entries, PoolBatch batch) {
    entries.forEach(entry -> batch.markRemoved(entry.key()));
    takenOut(entries, batch);
  }

  /** Takes one out. The bounds, and the batch's word of them, are left to the caller. */
  void remove(PoolEntry entry, PoolBatch batch) {
    batch.remove(entry);
    state = state.minus(entry);
    recent.remove(entry.place());
    if (index != null) {
      index.remove(entry.key());
    }
  }

  /**
   * Blocks have joined the chain, and what they carry has been taken out.
   *
   * @param carried the user transactions of these blocks
   * @param tip the chain as it is now, and its state
   * @return what does not hold any more, and has been dropped
   */
  public List<PoolDrop> connected(
      List<Transaction> carried, ChainContext tip, Instant now, PoolBatch batch) {
    if (index == null) {
      return List.of();
    }
    List<PoolDrop> dropped = index.connected(carried, tip);
    drop(dropped, now, batch);
    return dropped;
  }

  /**
   * The chain is another one. Its blocks' entries have been taken out, and those of blocks that
   * have left have been put back.
   *
   * @param before the bounds before that
   * @param tip the chain as it is now, and its state
   * @return what does not hold any more, and has been dropped
   */
  public List<PoolDrop> reorganised(
      PoolState before, ChainContext tip, Instant now, PoolBatch batch) {
    if (index == null) {
      return List.of();
    }
    List<PoolDrop> dropped = new ArrayList<>(index.reorganised(tip));
    drop(dropped, now, batch);
    dropped.addAll(readmit(state.first(), Math.min(before.first(), state.next()), tip, now, batch));
    return dropped;
  }

  PoolStore store() {
    return store;
  }

  BlockCodec codec() {
    return codec;
  }

  /** For {@link Reconciliation}, which keeps the sums itself. */
  void become(PoolState next) {
    state = next;
  }
}
