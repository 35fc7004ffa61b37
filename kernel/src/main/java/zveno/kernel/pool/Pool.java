package zveno.kernel.pool;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import zveno.kernel.model.EntryId;
import zveno.kernel.model.EntryKey;
import zveno.kernel.model.Transaction;
import zveno.kernel.rules.BlockCodec;
import zveno.kernel.rules.EntryMatching;

/**
 * The transactions that wait. All that changes goes into the caller's batch; if that batch fails to
 * reach the disk, this object is ahead of it and must be thrown away.
 *
 * <p>For one thread at a time: the writer's.
 */
public final class Pool {

  private final PoolStore store;
  private final BlockCodec codec;
  private final PoolLimits limits;
  private final Function<Transaction, EntryId> ids;
  private PoolState state;

  /**
   * @param codec reads transactions
   * @param ids the identity of a transaction that was posted here
   */
  public Pool(
      PoolStore store, BlockCodec codec, PoolLimits limits, Function<Transaction, EntryId> ids) {
    this.store = store;
    this.codec = codec;
    this.limits = limits;
    this.ids = ids;
    this.state = store.livePool().poolState();
  }

  /** The bounds and sums, with all that has gone into the batch. */
  public PoolState state() {
    return state;
  }

  /** Takes a transaction to the end of the queue; nothing if the pool is full. */
  public Optional<PoolEntry> submit(Transaction transaction, Instant now, PoolBatch batch) {
    return append(ids.apply(transaction), transaction, limits, now, batch);
  }

  /**
   * The same for an entry that waits elsewhere and neither here nor in a block; nothing if there is
   * no room for peers' entries.
   */
  public Optional<PoolEntry> take(ForeignEntry entry, Instant now, PoolBatch batch) {
    return append(entry.id(), entry.transaction(), limits.forPeers(), now, batch);
  }

  private Optional<PoolEntry> append(
      EntryId id, Transaction transaction, PoolLimits most, Instant now, PoolBatch batch) {
    if (state.posted() >= most.entries()
        || state.postedBytes() + transaction.size() > most.bytes()) {
      return Optional.empty();
    }
    PoolEntry entry = new PoolEntry(state.next(), id, now, false, transaction);
    batch.add(entry);
    state = state.plus(entry).between(state.first(), state.next() + 1);
    batch.setPool(state);
    return Optional.of(entry);
  }

  /** The entry of this identity, if it waits. */
  public Optional<PoolEntry> waiting(EntryKey key) {
    return store.livePool().entries(key).stream()
        .filter(entry -> state.holds(entry.place()))
        .findFirst();
  }

  /**
   * What the next block is to carry: the whole pool in the order of acknowledgement. Only what
   * blocks have put back can make it more than {@code mostBytes}; the rest then waits for the block
   * after.
   */
  public List<PoolEntry> front(int mostEntries, long mostBytes) {
    return store.livePool().entries(state.first(), state.next(), mostEntries, mostBytes);
  }

  /** Takes out the entries that a block of our own carries: the front of the queue. */
  public void taken(List<PoolEntry> front, PoolBatch batch) {
    if (front.isEmpty()) {
      return;
    }
    front.forEach(entry -> remove(entry, batch));
    state = state.between(front.getLast().place() + 1, state.next());
    batch.setPool(state);
  }

  /** Takes out entries that a block of our own carries, wherever they wait in the queue. */
  public void takenOut(List<PoolEntry> entries, PoolBatch batch) {
    entries.forEach(entry -> remove(entry, batch));
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
  }

  /**
   * Follows the chain to another branch, as {@link Reconciliation} says.
   *
   * @param leaving what the blocks carry that leave, last block first
   * @param joining what the blocks carry that join, first block first
   * @param matching finds out which entries joining blocks have, where that is not known
   */
  public void reorganise(
      CarriedEntries leaving,
      CarriedEntries joining,
      EntryMatching matching,
      Instant now,
      PoolBatch batch) {
    new Reconciliation(this, store, codec, matching, now, batch).follow(leaving, joining);
  }

  /** For {@link Reconciliation}, which keeps the sums itself. */
  void become(PoolState next) {
    state = next;
  }
}
