package zveno.kernel.rules;

import java.util.Optional;
import zveno.kernel.model.Block;

/**
 * Where a block is to stand.
 *
 * @param parent the block before it, already found right; empty for a genesis block
 */
public record Place(Optional<Block> parent) {

  /** The place of a genesis block. */
  public static final Place FIRST = new Place(Optional.empty());

  /** The place after {@code parent}. */
  public static Place after(Block parent) {
    return new Place(Optional.of(parent));
  }
}
