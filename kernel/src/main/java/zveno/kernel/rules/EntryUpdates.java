package zveno.kernel.rules;

import java.util.List;

/** Stores that blocks carry other entries than the store says. */
public interface EntryUpdates {

  /**
   * What has been found out about a block.
   *
   * @param before what is stored
   * @param after the same transactions
   */
  record Update(BlockEntries before, BlockEntries after) {}

  /** Replaces what is stored of these blocks, in one write. */
  void replace(List<Update> updates);

  /**
   * Do blocks that are shown again have their update already? Otherwise a block can be replaced
   * only once, when all have been shown.
   */
  boolean areShown();
}
