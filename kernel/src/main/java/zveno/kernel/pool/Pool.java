package zveno.kernel.pool;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import zveno.kernel.json.JsonValue;
import zveno.kernel.model.Transaction;
import zveno.kernel.model.TxId;

/**
 * The transactions that wait. All that changes goes into the caller's batch; if that batch fails to
 * reach the disk, this object is ahead of it and must be thrown away.
 *
 * <p>For one thread at a time: the writer's.
 */
public final class Pool {

  /** How many entries are put back in one write. */
  private static final int PER_WRITE = 1_000;

  /** After how many canonical bytes there is a write in any case. */
  private static final long BYTES_PER_WRITE = 1 << 20;

  /** How many entries with the same words are looked at in one read. */
  private static final int PER_LOOK = 100;

  /** How many leaving transactions are counted at a time; each needs about 100 bytes of memory. */
  private static final int MOST_COUNTED = 500_000;

  private final PoolStore store;
  private final PoolLimits limits;
  private final Supplier<EntryId> ids;
  private PoolState state;

  /**
   * @param ids new identities
   */
  public Pool(PoolStore store, PoolLimits limits, Supplier<EntryId> ids) {
    this.store = store;
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
    if (state.posted() >= limits.entries()
        || state.postedBytes() + transaction.size() > limits.bytes()) {
      return Optional.empty();
    }
    PoolEntry entry = new PoolEntry(state.next(), ids.get(), now, false, transaction);
    batch.add(entry);
    state = state.plus(entry).between(state.first(), state.next() + 1);
    batch.setPool(state);
    return Optional.of(entry);
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

  private void remove(PoolEntry entry, PoolBatch batch) {
    batch.remove(entry);
    state = state.minus(entry);
  }

  /**
   * Follows the chain to another branch. What blocks carried that left, and what did not join again
   * with other blocks, goes back to the front of the queue; what was put back earlier, and has now
   * joined again, leaves the queue. Both count every occurrence. However many leave, no more than
   * {@link #MOST_COUNTED} are in memory: those whose ids fall into one part of all ids after those
   * of the next, and all blocks are gone through for each part.
   *
   * @param leaving the requests of the blocks that leave, last one first
   * @param joining the requests of the blocks that join
   */
  public void reorganise(Requests leaving, Requests joining, Instant now, PoolBatch batch) {
    long[] count = {0};
    leaving.each(tx -> count[0]++);
    int parts = Math.toIntExact(count[0] / MOST_COUNTED + 1);
    long lowest = state.first();
    for (int part = 0; part < parts; part++) {
      lowest = Math.min(lowest, reorganise(leaving, joining, part, parts, now, batch));
    }
    state = state.between(lowest, state.next());
    batch.setPool(state);
  }

  private long reorganise(
      Requests leaving, Requests joining, int part, int parts, Instant now, PoolBatch batch) {
    Map<TxId, Integer> lost = new HashMap<>();
    leaving.each(tx -> {
      if (isIn(part, parts, tx)) {
        lost.merge(tx.id(), 1, Integer::sum);
      }
    });
    if (!lost.isEmpty() || state.returned() > 0) {
      settle(
          lost,
          visitor ->
              joining.each(tx -> {
                if (isIn(part, parts, tx)) {
                  visitor.accept(tx);
                }
              }),
          batch);
    }
    return putBack(lost, leaving, part, parts, now);
  }

  private static boolean isIn(int part, int parts, Transaction tx) {
    return parts == 1 || Math.floorMod(tx.id().hashCode(), parts) == part;
  }

  private void settle(Map<TxId, Integer> lost, Requests joining, PoolBatch batch) {
    Map<TxId, Long> lookedUpTo = new HashMap<>();
    joining.each(tx -> {
      if (!countDown(lost, tx.id()) && state.returned() > 0) {
        clearReturned(tx.id(), lookedUpTo, batch);
      }
    });
  }

  /**
   * Takes one returned entry with these words out, if there is one.
   *
   * @param lookedUpTo for words that have been looked up before, the place to go on from
   */
  private void clearReturned(TxId id, Map<TxId, Long> lookedUpTo, PoolBatch batch) {
    long from = Math.max(state.first(), lookedUpTo.getOrDefault(id, Long.MIN_VALUE));
    List<PoolEntry> page = store.livePool().entries(id, from, PER_LOOK);
    while (!page.isEmpty()) {
      for (PoolEntry entry : page) {
        lookedUpTo.put(id, entry.place() + 1);
        if (entry.returned() && state.holds(entry.place())) {
          remove(entry, batch);
          return;
        }
      }
      page = store.livePool().entries(id, page.getLast().place() + 1, PER_LOOK);
    }
  }

  private static boolean countDown(Map<TxId, Integer> counts, TxId id) {
    Integer left = counts.get(id);
    if (left == null) {
      return false;
    }
    if (left == 1) {
      counts.remove(id);
    } else {
      counts.put(id, left - 1);
    }
    return true;
  }

  /**
   * The blocks come tip first and the queue grows at its front, so their order is kept. Each
   * leaving transaction has a place of its own, whether it is put back or not, so that the parts do
   * not get into each other's way.
   *
   * @return the lowest place used
   */
  private long putBack(
      Map<TxId, Integer> lost, Requests leaving, int part, int parts, Instant now) {
    if (lost.isEmpty()) {
      return state.first();
    }
    List<PoolEntry> some = new ArrayList<>(PER_WRITE);
    long[] place = {state.first(), state.first()};
    long[] bytes = {0};
    leaving.each(tx -> {
      place[0]--;
      if (isIn(part, parts, tx) && countDown(lost, tx.id())) {
        // with bytes of its own, or it would keep all of its block in memory
        Transaction own = new Transaction(JsonValue.ofCanonical(tx.json().bytes()));
        PoolEntry entry = new PoolEntry(place[0], ids.get(), now, true, own);
        some.add(entry);
        place[1] = entry.place();
        state = state.plus(entry);
        bytes[0] += own.size();
        if (some.size() == PER_WRITE || bytes[0] >= BYTES_PER_WRITE) {
          stage(some);
          bytes[0] = 0;
        }
      }
    });
    stage(some);
    return place[1];
  }

  /** These places do not count before the batch says so: a crash in between leaves no trace. */
  private void stage(List<PoolEntry> some) {
    List<PoolEntry> entries = List.copyOf(some);
    store.stagePool(staged -> entries.forEach(staged::add));
    some.clear();
  }
}
