package zveno.kernel.rules;

import zveno.kernel.model.BlockMemo;
import zveno.kernel.model.EntryKey;
import zveno.kernel.model.Transaction;

/** Which entries the user transactions of a block are; see {@link TransactionIdentity}. */
public interface BlockEntries {

  /** The height of the block. */
  long height();

  /** How many there are: the block's transactions without the miner's reward. */
  int count();

  /** The transaction at a position, from 0 on. */
  Transaction transaction(int position);

  /** The entry at a position. No chain has an entry twice. */
  EntryKey key(int position);

  /**
   * Is it certain which entries they are, as far as this node can know? Otherwise {@link
   * TransactionIdentity#matching} is asked when the block joins the chain.
   */
  boolean areKnown();

  /**
   * What is to be stored beside the block so that {@link TransactionIdentity#stored} finds them.
   */
  BlockMemo memo();
}
