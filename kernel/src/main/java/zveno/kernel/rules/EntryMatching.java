package zveno.kernel.rules;

import java.util.Optional;
import zveno.kernel.model.EntryId;
import zveno.kernel.model.TxId;

/**
 * Finds out which entries a block carries of which that is not {@linkplain BlockEntries#areKnown
 * known}, while the pool follows the chain. For one use, on one thread.
 */
public interface EntryMatching {

  /** For rules under which it is always known. */
  EntryMatching NONE =
      new EntryMatching() {
        @Override
        public long candidates(long waiting, long returned) {
          return 0;
        }

        @Override
        public void match(BlockEntries block, int position, Unmatched unmatched) {}
      };

  /** Entries that may be meant. */
  interface Unmatched {

    /**
     * Takes the oldest entry with this content that has left the chain and has not joined again.
     */
    Optional<EntryId> takeLeft(TxId content);

    /**
     * Takes the oldest entry with this content out of the pool.
     *
     * @param onlyReturned only one that a block has returned to the pool
     */
    Optional<EntryId> takeWaiting(TxId content, boolean onlyReturned);
  }

  /**
   * How many entries of the pool may be meant at most.
   *
   * @param waiting how many wait
   * @param returned how many of these a block has returned to the pool
   */
  long candidates(long waiting, long returned);

  /** Decides which entry the transaction at this position of a block is. */
  void match(BlockEntries block, int position, Unmatched unmatched);

  /** All blocks have been shown. */
  default void complete() {}
}
