package zveno.kernel.pool;

import java.time.Instant;
import zveno.kernel.model.EntryId;
import zveno.kernel.model.EntryKey;
import zveno.kernel.model.Transaction;
import zveno.kernel.rules.PoolSlot;
import zveno.kernel.rules.WaitingTransaction;

/**
 * A transaction that waits.
 *
 * @param place its place in the queue; smaller goes first; may be negative
 * @param id tells it from others with an equal transaction
 * @param acceptedAt when it was accepted, or put back; to the millisecond
 * @param returned whether it was put back by a block that left the chain
 * @param transaction what waits
 */
public record PoolEntry(
    long place, EntryId id, Instant acceptedAt, boolean returned, Transaction transaction)
    implements WaitingTransaction {

  /** What a template has given back of what it was given. */
  public static PoolEntry of(WaitingTransaction waiting) {
    if (waiting instanceof PoolEntry entry) {
      return entry;
    }
    throw new IllegalArgumentException("not from the pool: " + waiting);
  }

  /** Its identity, the same in every pool and every chain. */
  public EntryKey key() {
    return new EntryKey(id, transaction.id());
  }

  /** The same without the bytes. */
  PoolSlot slot() {
    return new PoolSlot(place, key(), transaction.size(), returned);
  }
}
