package zveno.node.protocol;

import zveno.kernel.bytes.Quantity;
import zveno.kernel.json.JsonLimits;
import zveno.kernel.model.Block;
import zveno.kernel.rules.BlockCodec;

/**
 * Limits for a chain of a peer.
 *
 * @param blocks how many blocks
 * @param bytes how many bytes of the whole document, as sent
 * @param blockTransactions how many transactions in one block
 * @param blockBytes how many bytes of one block's canonical form; it is held in memory
 */
public record ChainLimits(long blocks, long bytes, int blockTransactions, int blockBytes) {

  /** Twenty million blocks, 4 GiB; 200,000 transactions and 32 MiB a block. */
  public static final ChainLimits DEFAULT =
      new ChainLimits(20_000_000, 4L << 30, 200_000, 32 << 20);

  /**
   * Nesting of the whole document, in containers. A transaction that a client posts nests 961 deep
   * with itself; the document, the list of blocks, a block and its list of transactions add four. A
   * Python node accepts at most 975 from its clients.
   */
  private static final int DEPTH = 990;

  /** These limits with another length of the whole chain. */
  public ChainLimits with(long maxBlocks, long maxBytes) {
    return new ChainLimits(maxBlocks, maxBytes, blockTransactions, blockBytes);
  }

  /** These limits with another length of one block's canonical form. */
  ChainLimits withBlocksOf(int maxBytes) {
    return new ChainLimits(blocks, bytes, blockTransactions, maxBytes);
  }

  /**
   * Counts a block's transactions.
   *
   * @throws BadChainException if they are too many
   */
  void check(Block block) throws BadChainException {
    if (block.transactionCount() > blockTransactions) {
      throw new BadChainException(
          "block "
              + block.height()
              + " carries more than "
              + Quantity.of(blockTransactions, "transaction")
              + ", which is the limit");
    }
  }

  /** Bounds for the reader; a peer of the tutorial may have {@code NaN} in its chain. */
  JsonLimits json(BlockCodec codec) {
    return JsonLimits.defaults()
        .withMaxDepth(DEPTH)
        .withMaxCanonicalBytes(blockBytes)
        .withNonFinite(true)
        .withUnambiguous(codec.isUnambiguous());
  }
}
