package zveno.kernel.pool;

import zveno.kernel.rules.PoolRoom;

/**
 * How much may wait. Entries put back by blocks that left the chain are not counted: they were
 * accepted once, and nothing may keep a chain with more work from being adopted.
 *
 * @param entries how many entries
 * @param bytes how many canonical bytes
 */
public record PoolLimits(long entries, long bytes) {

  /** How much of it peers may fill: nine tenths, so that room is left for posts to this node. */
  PoolLimits forPeers() {
    return new PoolLimits(entries - Math.ceilDiv(entries, 10), bytes - Math.ceilDiv(bytes, 10));
  }

  PoolRoom room() {
    return new PoolRoom(entries, bytes);
  }
}
