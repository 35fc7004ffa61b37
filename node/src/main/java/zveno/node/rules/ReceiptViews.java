package zveno.node.rules;

import java.util.Optional;
import java.util.Set;
import zveno.kernel.bytes.DecodeException;
import zveno.kernel.json.JsonWriter;
import zveno.kernel.model.Block;
import zveno.kernel.model.BlockId;
import zveno.kernel.state.StateView;

/**
 * How people get proofs that a transaction stands in a chain, and have them checked. For any number
 * of threads.
 */
public interface ReceiptViews {

  /** The chain at one moment. */
  interface ProvableChain {

    /**
     * A block of the chain. Only one should be held at a time, since blocks may be large.
     *
     * @param height 1 to the last block's
     */
    Block block(long height);

    /** The state after the last block. */
    StateView state();
  }

  /** The chain that a node follows while a receipt is checked. */
  @FunctionalInterface
  interface FollowedChain {

    /** How many blocks confirm this one, itself included; 0 if it is not on the chain. */
    long confirmations(BlockId block);
  }

  /** The members of a receipt, whatever the rules. */
  Set<String> MEMBERS = Set.of("anchor", "block", "genesis", "receipt", "transaction");

  /** The largest document that is read as a receipt, in bytes, whatever the rules. */
  int MAX_BYTES = 320 * 1024;

  /**
   * A receipt, in canonical JSON; empty if a transaction of this kind has none.
   *
   * @param height of the block that carries the transaction
   * @param position of the transaction in it, from 0
   * @param anchor height of the block to which the receipt leads, at least {@code height}
   */
  Optional<byte[]> receipt(long height, int position, long anchor, ProvableChain chain);

  /** The lowest block between which and a later one there is a consistency proof. */
  long firstProvable();

  /**
   * Adds the proof that the chain at a later block continues the chain at an earlier one to the
   * object that has been begun.
   *
   * @param from height of the earlier block, from {@link #firstProvable()}
   * @param to height of the later block, at least {@code from}
   */
  void consistency(long from, long to, ProvableChain chain, JsonWriter json);

  /**
   * Adds the verdict on a receipt to the object that has been begun.
   *
   * @param document as it was posted, at most {@link #MAX_BYTES}
   * @param held the hash of the block that the reader holds, if any
   * @throws DecodeException if it is no receipt
   */
  void check(byte[] document, Optional<BlockId> held, FollowedChain followed, JsonWriter json)
      throws DecodeException;
}
