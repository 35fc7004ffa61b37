package zveno.kernel.rules;

import java.util.List;
import zveno.kernel.model.Block;

/**
 * A block of our own with its proof of work.
 *
 * @param block the block
 * @param carried what it has from the pool, in the order of the block: the very objects that {@link
 *     WaitingTransactions#front} gave
 */
public record SolvedBlock(Block block, List<? extends WaitingTransaction> carried) {

  public SolvedBlock {
    carried = List.copyOf(carried);
  }
}
