package zveno.node.service;

import zveno.kernel.chain.ImportResult;
import zveno.kernel.model.Block;

/** What became of a proof that was handed in. */
public sealed interface Sealing {

  /** The block is on disk and is the tip. */
  record Sealed(Block block) implements Sealing {}

  /** The chain does not take the block: not a proof for it. */
  record Refused(ImportResult why) implements Sealing {}

  /** The tip has moved while the proof was searched for. */
  record Stale() implements Sealing {}
}
