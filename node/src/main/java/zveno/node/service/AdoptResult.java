package zveno.node.service;

import zveno.kernel.bytes.Quantity;
import zveno.kernel.chain.Reorg;

/** What became of a candidate chain. */
public sealed interface AdoptResult {

  /** It is the chain now. */
  record Adopted(Reorg reorg) implements AdoptResult {}

  /** It has no more work than the present chain. */
  record NoMoreWork() implements AdoptResult {}

  /**
   * It has more work, and would remove more blocks from our chain than is allowed.
   *
   * @param removed how many
   * @param allowed how many may leave at once
   */
  record TooDeep(long removed, long allowed) implements AdoptResult {

    /** In words, as said of a chain. */
    public String reason() {
      return "it would remove the last "
          + Quantity.of(removed, "block")
          + " of our chain, and --max-reorg allows "
          + allowed;
    }
  }
}
