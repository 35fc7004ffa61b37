package zveno.kernel.model;

/**
 * The identity of an entry in every pool and every chain: its id and its transaction. The same id
 * with another transaction is another entry, so nothing is gained by using the id of an entry of
 * others.
 *
 * @param id its id
 * @param transaction the id of its transaction
 */
public record EntryKey(EntryId id, TxId transaction) {

  /** The entry that a transaction is which names itself. */
  public static EntryKey of(TxId transaction) {
    return new EntryKey(EntryId.of(transaction), transaction);
  }
}
