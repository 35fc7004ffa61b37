package zveno.kernel.rules;

import zveno.kernel.model.Block;
import zveno.kernel.model.Work;

/**
 * What makes a block right, beyond what {@link BlockCodec#block} finds out. All methods may be
 * called by any thread.
 */
public interface Consensus {

  /**
   * Is this block, right by itself, also right after the chain below it?
   *
   * @param context the chain below; what the block says of its parent has not been looked at
   */
  Verdict checkContext(Block block, ChainContext context);

  /** What the block adds to the work of its chain. */
  Work workOf(Block block);
}
