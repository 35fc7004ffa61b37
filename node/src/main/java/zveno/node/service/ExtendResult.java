package zveno.node.service;

import zveno.kernel.chain.Tip;

/** What became of blocks that were to follow the tip. */
public sealed interface ExtendResult {

  /**
   * All of them are on disk.
   *
   * @param blocks how many
   * @param tip the last one
   */
  record Extended(int blocks, Tip tip) implements ExtendResult {}

  /** The first of them does not follow the tip, which may have moved; nothing was taken. */
  record Stale() implements ExtendResult {}

  /**
   * One of them is not right; those before it are on disk.
   *
   * @param taken how many there are before it
   * @param height its height
   * @param reason what is wrong, for people
   */
  record Rejected(int taken, long height, String reason) implements ExtendResult {}
}
