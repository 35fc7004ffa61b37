package zveno.kernel.model;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

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

  /**
   * When it was made, as it says itself, to the millisecond; nothing if it says no time within
   * 2<sup>53</sup> milliseconds of 1970.
   */
  Optional<Instant> time();

  /** How many transactions it carries; cheaper to ask than {@link #transactions}. */
  int transactionCount();

  /** What it carries, in order, the miner's reward included. */
  List<Transaction> transactions();
}
