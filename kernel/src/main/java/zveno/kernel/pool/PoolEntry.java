package zveno.kernel.pool;

import java.time.Instant;
import zveno.kernel.model.Transaction;

/**
 * A transaction that waits.
 *
 * @param place its place in the queue; smaller goes first; may be negative
 * @param id its own identity
 * @param acceptedAt when it was accepted, or put back; to the millisecond
 * @param returned whether it was put back by a block that left the chain
 * @param transaction the words
 */
public record PoolEntry(
    long place, EntryId id, Instant acceptedAt, boolean returned, Transaction transaction) {}
