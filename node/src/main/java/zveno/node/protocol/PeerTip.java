package zveno.node.protocol;

import zveno.kernel.chain.Tip;
import zveno.kernel.model.BlockId;
import zveno.kernel.model.Work;

/**
 * A tip that a peer reports. Not verified.
 *
 * @param height the last block's position, at least 1
 * @param id the last block's hash
 * @param chainWork the work of the whole chain
 */
public record PeerTip(long height, BlockId id, Work chainWork) {

  /** Is this chain, if it is there, one to move to? */
  public boolean beats(Tip ours) {
    return chainWork.compareTo(ours.chainWork()) > 0;
  }
}
