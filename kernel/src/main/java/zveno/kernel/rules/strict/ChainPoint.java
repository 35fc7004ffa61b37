package zveno.kernel.rules.strict;

import java.util.List;
import zveno.kernel.bytes.Hash;
import zveno.kernel.merkle.MerkleFrontier;
import zveno.kernel.merkle.MerkleHash;
import zveno.kernel.merkle.SubtreeRoot;
import zveno.kernel.rules.strict.work.CompactBits;
import zveno.kernel.rules.strict.work.Header;

/**
 * What must be known of a chain at one of its blocks to judge the next.
 *
 * @param genesis the beginning
 * @param height of the block; the genesis is 1
 * @param digest of the block
 * @param timestamp of the block, seconds since 1970
 * @param awake seconds since the genesis in which the net was awake: of the time from each block to
 *     the next at most a half-life counts
 * @param history the tree over the digests of all blocks up to this one
 */
public record ChainPoint(
    Genesis genesis, long height, Hash digest, long timestamp, long awake, MerkleFrontier history) {

  /** The chain of a genesis block alone. */
  public static ChainPoint of(Genesis genesis) {
    Hash digest = genesis.header().digest();
    return new ChainPoint(
        genesis,
        Genesis.INDEX,
        digest,
        genesis.timestamp(),
        0,
        MerkleFrontier.EMPTY.append(MerkleHash.leaf(digest)).tree());
  }

  /** The chain with one block more, whose header was found right in this place. */
  public ChainPoint after(Header header) {
    return grown(header).point();
  }

  /** The same, and the rows of the history that the block makes. */
  Growth grown(Header header) {
    long passed = header.timestamp() - timestamp;
    Hash next = header.digest();
    MerkleFrontier.Growth tree = history.append(MerkleHash.leaf(next));
    return new Growth(
        new ChainPoint(
            genesis,
            height + 1,
            next,
            header.timestamp(),
            awake + Math.min(passed, genesis.parameters().halfLife()),
            tree.tree()),
        tree.finished());
  }

  /**
   * What one block more makes of a chain.
   *
   * @param point the chain with the block
   * @param finished the subtrees of the history that the block finishes, its own leaf first
   */
  record Growth(ChainPoint point, List<SubtreeRoot> finished) {}

  /** How many seconds the chain is behind its schedule; negative if it is ahead. */
  public long behind() {
    return awake - Math.multiplyExact(genesis.parameters().spacing(), height - 1);
  }

  /** The bits that the next block must have. */
  public CompactBits nextBits() {
    return genesis.schedule().bits(behind());
  }
}
