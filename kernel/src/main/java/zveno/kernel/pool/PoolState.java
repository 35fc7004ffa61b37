package zveno.kernel.pool;

import zveno.kernel.rules.PoolSlot;

/**
 * The bounds and sums of the pool.
 *
 * @param first the lowest place in use; nothing below it counts, whatever the store holds there
 * @param next the place for the next entry; nothing from it on counts
 * @param posted how many entries were posted
 * @param postedBytes their canonical bytes
 * @param returned how many entries were put back by blocks that left the chain
 * @param returnedBytes their canonical bytes
 */
public record PoolState(
    long first, long next, long posted, long postedBytes, long returned, long returnedBytes) {

  /** No entries. */
  public static final PoolState EMPTY = new PoolState(0, 0, 0, 0, 0, 0);

  /** All entries. */
  public long count() {
    return posted + returned;
  }

  /** The canonical bytes of all entries. */
  public long bytes() {
    return postedBytes + returnedBytes;
  }

  /** Is this place within the bounds? */
  public boolean holds(long place) {
    return place >= first && place < next;
  }

  PoolState plus(PoolEntry entry) {
    return changed(entry.returned(), entry.transaction().size(), 1);
  }

  PoolState minus(PoolEntry entry) {
    return changed(entry.returned(), entry.transaction().size(), -1);
  }

  PoolState minus(PoolSlot slot) {
    return changed(slot.returned(), slot.size(), -1);
  }

  private PoolState changed(boolean isReturned, long size, int sign) {
    long sized = sign * size;
    return isReturned
        ? new PoolState(first, next, posted, postedBytes, returned + sign, returnedBytes + sized)
        : new PoolState(first, next, posted + sign, postedBytes + sized, returned, returnedBytes);
  }

  PoolState between(long newFirst, long newNext) {
    return new PoolState(newFirst, newNext, posted, postedBytes, returned, returnedBytes);
  }
}
