package zveno.kernel.pool;

import java.util.List;
import java.util.Optional;
import zveno.kernel.bytes.Hash;
import zveno.kernel.model.EntryKey;
import zveno.kernel.model.TxId;

/** What a store holds of the pool. */
public interface PoolView {

  /** How many dropped entries are remembered. */
  int MAX_DROPPED = 16_384;

  /** The bounds and sums; {@link PoolState#EMPTY} in a new store. */
  PoolState poolState();

  /**
   * Entries from a place on, in the order of their places.
   *
   * @param from the lowest place asked for
   * @param before the first place not asked for
   * @param maxEntries how many at most
   * @param maxBytes how many canonical bytes at most; the first entry comes in any case
   */
  List<PoolEntry> entries(long from, long before, int maxEntries, long maxBytes);

  /**
   * Entries with this transaction, in the order of their places.
   *
   * @param from the lowest place asked for
   * @param most how many at most
   */
  List<PoolEntry> entries(TxId id, long from, int most);

  /**
   * Ids of transactions that wait, or have waited a moment ago, in order.
   *
   * @param from the lowest hash asked for
   * @param to the highest
   * @param most how many at most
   */
  List<TxId> waitingBetween(Hash from, Hash to, int most);

  /** The places where this entry lies; within the bounds there is one at most. */
  List<PoolEntry> entries(EntryKey key);

  /** Has this entry ever been removed by a person while it waited? It may wait again since. */
  boolean wasRemoved(EntryKey key);

  /**
   * Why this entry was dropped, the last time, if it was among the last {@link #MAX_DROPPED}. It
   * may wait again since, or be in a block.
   */
  Optional<DroppedEntry> dropped(EntryKey key);
}
