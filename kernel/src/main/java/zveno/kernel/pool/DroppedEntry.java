package zveno.kernel.pool;

import java.time.Instant;
import zveno.kernel.model.EntryKey;
import zveno.kernel.rules.PoolDrop;

/**
 * An entry that has waited and was dropped, for its sender to look up.
 *
 * @param key its identity
 * @param at when it was dropped; to the millisecond
 * @param reason why, the code of a {@link zveno.kernel.rules.RejectReason}
 * @param detail one line, for people
 */
public record DroppedEntry(EntryKey key, Instant at, String reason, String detail) {

  static DroppedEntry of(PoolDrop drop, Instant now) {
    return new DroppedEntry(drop.slot().key(), now, drop.reason().code(), drop.detail());
  }
}
