package zveno.kernel.rules;

import zveno.kernel.model.EntryKey;

/**
 * A waiting transaction without its bytes.
 *
 * @param place its place in the pool; of two that wait the older has the smaller one
 * @param key its identity
 * @param size its canonical bytes
 * @param returned whether it was put back by a block that left the chain
 */
public record PoolSlot(long place, EntryKey key, int size, boolean returned) {}
