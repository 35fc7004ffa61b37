package zveno.kernel.chain;

import zveno.kernel.bytes.DecodeException;
import zveno.kernel.model.Block;
import zveno.kernel.rules.RuleSet;

/** Blocks that a store gives back; where one is missing or cannot be read, the store is damaged. */
final class StoredBlocks {

  private StoredBlocks() {}

  /**
   * What is stored of a block.
   *
   * @throws MissingBlockException if it is not there
   */
  static StoredBlock at(ChainView view, BlockPosition where) {
    return view.block(where)
        .orElseThrow(() -> new MissingBlockException("the store has no block at " + where));
  }

  /**
   * A block that is stored.
   *
   * @throws MissingBlockException if it is not there, or cannot be read
   */
  static Block read(RuleSet rules, ChainView view, BlockPosition where) {
    return decode(rules, at(view, where).bytes(), where.height());
  }

  /**
   * A block from its stored bytes.
   *
   * @throws MissingBlockException if it cannot be read
   */
  static Block decode(RuleSet rules, byte[] bytes, long height) {
    try {
      return rules.codec().block(bytes, height);
    } catch (DecodeException e) {
      throw new MissingBlockException("the stored block " + height + " cannot be read", e);
    }
  }
}
