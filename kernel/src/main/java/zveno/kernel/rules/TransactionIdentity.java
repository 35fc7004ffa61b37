package zveno.kernel.rules;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import zveno.kernel.model.Block;
import zveno.kernel.model.BlockMemo;
import zveno.kernel.model.EntryId;
import zveno.kernel.model.EntryKey;
import zveno.kernel.model.NewBlock;
import zveno.kernel.model.Transaction;

/**
 * How a rule set tells one transaction from another that has the same bytes. Each transaction that
 * was posted is an <em>entry</em> of its own, which is in the pool or in the chain, and never in
 * both or twice.
 *
 * <p>Where two transactions with the same bytes are the same, since they carry a signature and a
 * nonce, or a number, they name themselves: {@link #selfNamed}. Nothing is stored for this then.
 * All other rule sets have entry ids, which are stored beside the blocks as memos, and in an index
 * from entries to blocks.
 */
public interface TransactionIdentity {

  /**
   * That of rules whose transactions name themselves.
   *
   * @param userTransactions the transactions of a block without the miner's reward
   */
  static TransactionIdentity selfNamed(Function<Block, List<Transaction>> userTransactions) {
    return new SelfNamed(userTransactions);
  }

  /** Do the transactions name themselves? Then there are no memos, and no index of entries. */
  boolean isSelfNamed();

  /**
   * The id of the entry that a transaction is when it comes to the pool.
   *
   * @param given the id that it comes with, or a new one
   */
  EntryId idOf(Transaction transaction, Supplier<EntryId> given);

  /** The memo of a block of our own that carries these entries, in the order of the block. */
  BlockMemo memo(List<EntryId> ids);

  /**
   * The entries of a block that is not stored yet.
   *
   * @param isBelow whether the chain below the block has an entry
   */
  BlockEntries entries(NewBlock block, Predicate<EntryKey> isBelow);

  /**
   * The entries of a stored block.
   *
   * @param memo what is stored beside it; nothing if nothing is
   */
  BlockEntries stored(Block block, Optional<BlockMemo> memo);

  /**
   * Finds out about unknown entries of joining blocks.
   *
   * @param anyMayBeMined whether any waiting entry may have been mined by another node
   * @param updates what has been found out
   */
  EntryMatching matching(boolean anyMayBeMined, EntryUpdates updates);
}
