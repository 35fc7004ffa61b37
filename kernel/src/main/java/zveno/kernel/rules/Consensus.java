package zveno.kernel.rules;

import java.time.Instant;
import java.util.List;
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

  /**
   * Does the block's hash stand for all that is in it? Under rules whose hash covers the bytes of a
   * block, always; under rules with a header, if the header is that of the body. Nothing else of
   * the block is checked, so this can be asked without the chain below.
   */
  default Verdict checkContent(Block block) {
    return Verdict.OK;
  }

  /**
   * Is this block, right after the chain below it, also right in the state that this chain has led
   * to, and what does it make of it? Rules without a state leave this as it is.
   *
   * @param context the chain below, and its state
   */
  default StateTransition connect(Block block, ChainContext context) {
    return StateTransition.UNCHANGED;
  }

  /** Both, the cheaper first: all that there is to ask of a block that has been decoded. */
  default StateTransition judge(Block block, ChainContext context) {
    return checkContext(block, context) instanceof Verdict.Rejected why
        ? new StateTransition.Rejected(why)
        : connect(block, context);
  }

  /**
   * When a node takes this block, by its own clock. No rule of the chain, since rules have no
   * clock: a block that comes earlier is not wrong, and is taken later.
   */
  default Instant earliest(Block block) {
    return Instant.MIN;
  }

  /**
   * Does beforehand, on the caller's thread, what is costly about blocks that are to join: whoever
   * judges them later, on a thread that has much else to do, finds it done. What is wrong with them
   * is said only then.
   *
   * @param blocks each following the one before
   */
  default void prepare(List<Block> blocks) {}

  /** What the block adds to the work of its chain. */
  Work workOf(Block block);
}
