package zveno.kernel.model;

/**
 * The identity of an entry in every pool and every chain: its id and its words. The same id with
 * other words is another entry, so that who uses somebody's id for words of his own gains nothing.
 *
 * @param id its id
 * @param words the identity of its words
 */
public record EntryKey(EntryId id, TxId words) {

  /** The entry that a transaction is which names itself. */
  public static EntryKey of(TxId transaction) {
    return new EntryKey(EntryId.of(transaction), transaction);
  }
}
