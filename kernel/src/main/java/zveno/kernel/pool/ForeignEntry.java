package zveno.kernel.pool;

import zveno.kernel.model.EntryId;
import zveno.kernel.model.EntryKey;
import zveno.kernel.model.Transaction;

/**
 * An entry that waits at a peer.
 *
 * @param id its id
 * @param transaction what waits
 */
public record ForeignEntry(EntryId id, Transaction transaction) {

  /** Its identity. */
  public EntryKey key() {
    return new EntryKey(id, transaction.id());
  }
}
