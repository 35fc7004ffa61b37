package zveno.kernel.chain;

import zveno.kernel.model.BlockId;
import zveno.kernel.model.Work;

/**
 * The end of a chain.
 *
 * @param id the last block, or {@link BlockId#ROOT} while there is none
 * @param height the number of blocks
 * @param chainWork the work of the chain
 */
public record Tip(BlockId id, long height, Work chainWork) {

  /** The tip of a chain without blocks. */
  public static final Tip ROOT = new Tip(BlockId.ROOT, 0, Work.NONE);
}
