package zveno.node.service;

import zveno.kernel.pool.PoolLimits;

/**
 * What bounds the memory of the writer, and what it may do.
 *
 * @param pool how much may wait
 * @param blockEntries how many transactions a block of ours carries at most
 * @param blockBytes how many canonical bytes of transactions; not less than the pool may hold
 * @param sideBlocks how many blocks off the chain are kept, and how far below the tip
 * @param maxReorg how many blocks a chain with more work may remove from ours; 0 for any number
 */
public record ServiceLimits(
    PoolLimits pool, int blockEntries, long blockBytes, long sideBlocks, long maxReorg) {

  /** Bounds that fit a heap of 256 MiB. */
  public static final ServiceLimits DEFAULT = ofPool(new PoolLimits(50_000, 16L << 20));

  public ServiceLimits {
    if (blockEntries < pool.entries() || blockBytes < pool.bytes()) {
      throw new IllegalArgumentException("a block must have room for the whole pool");
    }
  }

  /** Bounds under which a block has room for just the whole pool. */
  public static ServiceLimits ofPool(PoolLimits pool) {
    return new ServiceLimits(pool, Math.toIntExact(pool.entries()), pool.bytes(), 1_000, 0);
  }

  /** These with another bound for reorganisations. */
  public ServiceLimits withMaxReorg(long blocks) {
    return new ServiceLimits(pool, blockEntries, blockBytes, sideBlocks, blocks);
  }

  /** Is it too much if so many blocks leave the chain at once? */
  boolean isTooDeep(long removed) {
    return maxReorg > 0 && removed > maxReorg;
  }
}
