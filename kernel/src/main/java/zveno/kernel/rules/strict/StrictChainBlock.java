package zveno.kernel.rules.strict;

import zveno.kernel.model.Block;
import zveno.kernel.rules.strict.work.Header;

/** A block as the chain sees it: the first one, or one that follows. */
sealed interface StrictChainBlock extends Block permits GenesisBlock, PlacedBlock {

  /** Its 80 bytes. */
  Header header();

  /** The block as one of these rules; a block of any other is a mistake of the caller's. */
  static StrictChainBlock of(Block block) {
    if (block instanceof StrictChainBlock strict) {
      return strict;
    }
    throw new IllegalArgumentException("not a block of these rules: " + block);
  }
}
