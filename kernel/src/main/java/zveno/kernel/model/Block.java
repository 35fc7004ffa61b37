package zveno.kernel.model;

import java.util.List;

/**
 * A block as far as the chain needs it: enough to know it, to place it and to give back what it
 * carries. What else it holds belongs to its rule set.
 */
public interface Block {

  /** The identity of this block. */
  BlockId id();

  /** The block before it, or {@link BlockId#ROOT} for a genesis block. */
  BlockId parent();

  /**
   * The position in the chain; a genesis block is 1. What the block says of itself is not asked.
   */
  long height();

  /**
   * Its bytes, the form in which it is stored and handed on; {@link
   * zveno.kernel.rules.BlockCodec#block} reads them. The caller must not change them.
   */
  byte[] encoded();

  /** How many transactions it carries; cheaper to ask than {@link #transactions}. */
  int transactionCount();

  /** What it carries, in order, the miner's reward included. */
  List<Transaction> transactions();
}
