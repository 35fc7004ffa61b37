package zveno.kernel.pool;

/** Changes to the pool that reach the disk together, or not at all. */
public interface PoolBatch {

  /** Stores an entry at its place. */
  void add(PoolEntry entry);

  /** Takes an entry out. */
  void remove(PoolEntry entry);

  /** Says anew which places count. */
  void setPool(PoolState state);
}
