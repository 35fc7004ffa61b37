package zveno.node.service;

import zveno.kernel.model.BlockId;
import zveno.kernel.model.EntryKey;
import zveno.kernel.model.Work;

/** Something that happened to the chain or to the pool. */
public sealed interface ChainEvent {

  /** The accounts that it changes; none under rules that keep none. */
  ChangedAccounts accounts();

  /**
   * The chain has grown by one block.
   *
   * @param height its height
   * @param id its hash
   * @param parent the hash of the block before it
   * @param chainWork the work of the chain up to it
   * @param transactions how many transactions it carries
   */
  record BlockAdded(
      long height,
      BlockId id,
      BlockId parent,
      Work chainWork,
      int transactions,
      ChangedAccounts accounts)
      implements ChainEvent {

    public BlockAdded(long height, BlockId id, BlockId parent, Work chainWork, int transactions) {
      this(height, id, parent, chainWork, transactions, ChangedAccounts.NONE);
    }
  }

  /**
   * All blocks above the fork are others now, of a chain that was adopted; or there are none, if
   * the chain was rewound.
   *
   * @param forkHeight the height of the last block that both chains share; 0 if there is none
   * @param leaving how many blocks above it left the chain
   * @param joining how many blocks joined it
   * @param height the height of the new tip
   * @param tip the hash of the new tip
   * @param chainWork the work of the chain up to it
   */
  record Reorganised(
      long forkHeight,
      long leaving,
      long joining,
      long height,
      BlockId tip,
      Work chainWork,
      ChangedAccounts accounts)
      implements ChainEvent {

    public Reorganised(
        long forkHeight, long leaving, long joining, long height, BlockId tip, Work chainWork) {
      this(forkHeight, leaving, joining, height, tip, chainWork, ChangedAccounts.NONE);
    }
  }

  /**
   * A transaction has been put into the pool.
   *
   * @param entry its entry
   * @param block the height of the first block that may carry it
   */
  record EntryAccepted(EntryKey entry, long block, ChangedAccounts accounts) implements ChainEvent {

    public EntryAccepted(EntryKey entry, long block) {
      this(entry, block, ChangedAccounts.NONE);
    }
  }

  /**
   * A waiting transaction was removed from the pool because a person asked for it.
   *
   * @param entry its entry
   */
  record EntryRemoved(EntryKey entry, ChangedAccounts accounts) implements ChainEvent {

    public EntryRemoved(EntryKey entry) {
      this(entry, ChangedAccounts.NONE);
    }
  }

  /**
   * A waiting transaction was dropped from the pool: the chain has moved and it does not hold any
   * more, or others went before it.
   *
   * @param entry its entry
   * @param reason why, the code of a {@link zveno.kernel.rules.RejectReason}
   */
  record EntryDropped(EntryKey entry, String reason, ChangedAccounts accounts)
      implements ChainEvent {

    public EntryDropped(EntryKey entry, String reason) {
      this(entry, reason, ChangedAccounts.NONE);
    }
  }
}
