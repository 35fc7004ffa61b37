package zveno.kernel.chain;

import zveno.kernel.model.BlockId;
import zveno.kernel.rules.Verdict;

/** What became of a block that was offered to the chain. */
public sealed interface ImportResult {

  /** The chain, or one of its side branches, has it already. */
  record AlreadyKnown(BlockId id) implements ImportResult {}

  /** Its parent is unknown. */
  record Orphan(BlockId id, BlockId parent) implements ImportResult {}

  /** The rules refuse it. */
  record Rejected(BlockId id, Verdict.Rejected why) implements ImportResult {}

  /** Valid, but not on the branch with the most work: kept on a side branch. */
  record KeptAside(BlockId id, BlockPosition where) implements ImportResult {}

  /** It is the new tip, after the old one. */
  record Extended(BlockId id, BlockPosition where) implements ImportResult {}

  /** Its branch has the most work now, and the chain has moved over to it. */
  record Reorganised(Reorg reorg) implements ImportResult {}
}
