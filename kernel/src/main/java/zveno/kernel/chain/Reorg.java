package zveno.kernel.chain;

import zveno.kernel.model.BlockId;

/**
 * The chain has moved from one branch to another.
 *
 * @param before the path that was left
 * @param after the path that was joined
 * @param newTip the identity of the new tip
 */
public record Reorg(ChainPath before, ChainPath after, BlockId newTip) {

  /** The height of the last block that stayed; 0 if the whole chain was replaced. */
  public long forkHeight() {
    return before.forkHeight(after);
  }

  /** How many blocks left the chain. */
  public long leavingCount() {
    return before.length() - forkHeight();
  }

  /** How many blocks joined it. */
  public long joiningCount() {
    return after.length() - forkHeight();
  }

  /** The blocks that left, tip first. */
  public PathReader leaving(ChainView view) {
    return PathReader.descending(view, before, forkHeight() + 1, before.length());
  }

  /** The blocks that joined, lowest first. */
  public PathReader joining(ChainView view) {
    return PathReader.ascending(view, after, forkHeight() + 1, after.length());
  }
}
