package zveno.node.service;

import zveno.kernel.pool.PoolLimits;

/**
 * What bounds the memory of the writer.
 *
 * @param pool how much may wait
 * @param blockEntries how many transactions a block of ours carries at most
 * @param blockBytes how many canonical bytes of transactions; not less than the pool may hold
 * @param sideBlocks how many blocks off the chain are kept, and how far below the tip
 */
public record ServiceLimits(PoolLimits pool, int blockEntries, long blockBytes, long sideBlocks) {

  /** Bounds that fit a heap of 256 MiB. */
  public static final ServiceLimits DEFAULT = ofPool(new PoolLimits(50_000, 16L << 20));

  public ServiceLimits {
    if (blockEntries < pool.entries() || blockBytes < pool.bytes()) {
      throw new IllegalArgumentException("a block must have room for the whole pool");
    }
  }

  /** Bounds under which a block has room for just the whole pool. */
  public static ServiceLimits ofPool(PoolLimits pool) {
    return new ServiceLimits(pool, Math.toIntExact(pool.entries()), pool.bytes(), 1_000);
  }
}
