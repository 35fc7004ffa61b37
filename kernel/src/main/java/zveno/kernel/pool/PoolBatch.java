package zveno.kernel.pool;

import zveno.kernel.model.EntryKey;

/** Changes to the pool that reach the disk together, or not at all. */
public interface PoolBatch {

  /** Stores an entry at its place. */
  void add(PoolEntry entry);

  /** Takes an entry out. */
  void remove(PoolEntry entry);

  /** Says, for good, that this entry has waited and was removed by a person. */
  void markRemoved(EntryKey entry);

  /** Says anew which places count. */
  void setPool(PoolState state);
}
