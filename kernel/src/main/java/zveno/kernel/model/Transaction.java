package zveno.kernel.model;

/**
 * A transaction as far as the chain and the pool need it: its identity and its bytes. What else it
 * holds belongs to its rule set. Two transactions are equal if their bytes are; where the rules
 * give transactions no number of their own, two that are equal are still two transactions.
 */
public interface Transaction {

  /** Its identity, as its rule set defines it. */
  TxId id();

  /**
   * Its bytes, the form in which it is stored and handed on; {@link
   * zveno.kernel.rules.BlockCodec#transaction} reads them. They may be made anew for each call.
   */
  byte[] encoded();

  /** The length of its bytes; cheaper to ask than {@link #encoded}. */
  int size();
}
