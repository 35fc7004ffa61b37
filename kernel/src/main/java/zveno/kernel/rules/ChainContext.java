package zveno.kernel.rules;

import java.util.List;
import java.util.Optional;
import zveno.kernel.model.Block;
import zveno.kernel.state.StateView;

/**
 * The chain below a block: what its rule set may look at to judge it, or to make it. All blocks of
 * a context have been found right. For one thread, while the call lasts that it was handed to.
 */
public interface ChainContext {

  /** The context of a genesis block: there is nothing below it. */
  ChainContext GENESIS = new MemoryContext(List.of(), StateView.EMPTY);

  /** The block before; empty for a genesis block. */
  Optional<Block> parent();

  /**
   * A block of the chain below. The parent is at hand; others may have to be read from disk.
   *
   * @param height 1 to the parent's
   * @throws IndexOutOfBoundsException if the chain below has no block of this height
   */
  Block ancestor(long height);

  /** The state that the chain below has led to; read only when it is asked. */
  StateView state();

  /**
   * The context after blocks that are in memory.
   *
   * @param blocks the last blocks of a chain, each following the one before; at least as many as
   *     the rules will ask for
   * @param state the state after the last of them
   */
  static ChainContext after(List<? extends Block> blocks, StateView state) {
    return new MemoryContext(blocks, state);
  }

  /** The same, for rules without a state. */
  static ChainContext after(List<? extends Block> blocks) {
    return after(blocks, StateView.EMPTY);
  }

  /** The same, for rules that look no further than at the parent. */
  static ChainContext after(Block parent) {
    return after(List.of(parent));
  }
}
