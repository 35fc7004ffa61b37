package zveno.node.storage.schema;

import java.time.Instant;
import zveno.kernel.bytes.Hash;

/**
 * An idempotency key, and when it was first used. In the order of these times.
 *
 * @param at to the millisecond
 * @param key its SHA-256
 */
public record UsedKey(Instant at, Hash key) {

  /** Before all others. */
  public static final UsedKey FIRST = new UsedKey(Instant.EPOCH, Hash.ZERO);
}
