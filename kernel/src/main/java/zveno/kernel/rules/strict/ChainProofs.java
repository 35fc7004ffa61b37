package zveno.kernel.rules.strict;

import java.util.List;
import zveno.kernel.bytes.Hash;
import zveno.kernel.merkle.StoredMerkleTree;
import zveno.kernel.model.BlockId;
import zveno.kernel.state.StateView;

/**
 * Makes receipts and proofs of a chain. Of the chain below the blocks in question it reads the
 * roots of finished subtrees in the state, about 2 · log2 of its length, and no block.
 */
public final class ChainProofs {

  /** The first block that has a history. */
  public static final long FIRST = Genesis.INDEX + 1;

  private final BlockId genesis;
  private final StoredMerkleTree history;

  /**
   * @param genesis of the chain
   * @param state after its last block, or after any block above those that are asked for
   */
  public ChainProofs(BlockId genesis, StateView state) {
    this.genesis = genesis;
    this.history = new StoredMerkleTree(new StrictState(state));
  }

  /** A receipt for a transaction of a block, without an anchor; reads nothing. */
  public Receipt receipt(StrictBlock block, int position) {
    return Receipt.of(genesis, block, position);
  }

  /**
   * How a later block leads to one below it.
   *
   * @param later a block of the chain
   * @param height of the block below, 1 to the later one's height - 1
   */
  public Receipt.Anchor anchor(StrictBlock later, long height) {
    return Receipt.Anchor.of(later, history.path(height - 1, later.index() - 1));
  }

  /**
   * The proof that the history of a block is the beginning of a later one's (RFC 9162, section
   * 2.1.4.1). A block's history has its height - 1 leaves.
   *
   * @param from height of the block, from {@link #FIRST}
   * @param to height of the later one, at least {@code from}
   */
  public List<Hash> consistency(long from, long to) {
    return history.consistency(from - 1, to - 1);
  }
}
