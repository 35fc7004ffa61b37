package zveno.node.service;

import zveno.kernel.chain.ImportResult;
import zveno.kernel.model.Block;

/** What became of a solved template. */
public sealed interface MiningResult {

  /** Its block is on disk and is the tip. */
  record Mined(Block block) implements MiningResult {}

  /** The chain does not take its block. */
  record Rejected(ImportResult why) implements MiningResult {}

  /** The tip has moved since the template was made, or what it carries does not wait any more. */
  record Stale() implements MiningResult {}
}
