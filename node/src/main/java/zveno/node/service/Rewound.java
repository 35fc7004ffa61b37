package zveno.node.service;

import zveno.kernel.chain.Tip;

/**
 * What became of a chain from which the last blocks were taken off.
 *
 * @param tip where it ends now
 * @param removed how many blocks were taken off
 * @param returned how many of their transactions wait again
 */
public record Rewound(Tip tip, long removed, long returned) {

  /** What is to become of the transactions of blocks that are taken off; rewards are gone. */
  public enum Transactions {
    /** They wait again, as after a reorganisation. */
    WAIT_AGAIN,
    /** They are dropped. */
    DROPPED
  }
}
