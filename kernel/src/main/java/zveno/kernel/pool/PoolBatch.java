package zveno.kernel.pool;

import zveno.kernel.model.EntryKey;

/** Changes to the pool that reach the disk together, or not at all. */
public interface PoolBatch {

  /** Stores an entry at its place. */
  void add(PoolEntry entry);

  /** Takes an entry out. */
  default void remove(PoolEntry entry) {
    remove(entry.place(), entry.key());
  }

  /** Takes the entry at a place out. */
  void remove(long place, EntryKey entry);

  /** Says, for good, that this entry has waited and was removed by a person. */
  void markRemoved(EntryKey entry);

  /** Remembers that an entry was dropped; the oldest of too many is forgotten. */
  void putDropped(DroppedEntry dropped);

  /** Says anew which places count. */
  void setPool(PoolState state);
}
