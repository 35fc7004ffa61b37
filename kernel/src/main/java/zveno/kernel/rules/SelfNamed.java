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
 * A transaction's id says which one it is.
 *
 * @param userTransactions the transactions of a block without the miner's reward
 */
record SelfNamed(Function<Block, List<Transaction>> userTransactions)
    implements TransactionIdentity {

  @Override
  public boolean isSelfNamed() {
    return true;
  }

  @Override
  public EntryId idOf(Transaction transaction, Supplier<EntryId> given) {
    return EntryId.of(transaction.id());
  }

  @Override
  public BlockMemo memo(List<EntryId> ids) {
    return BlockMemo.NONE;
  }

  @Override
  public BlockEntries entries(NewBlock block, Predicate<EntryKey> isBelow) {
    return stored(block.block(), Optional.empty());
  }

  @Override
  public BlockEntries stored(Block block, Optional<BlockMemo> memo) {
    return new Named(block.height(), userTransactions.apply(block));
  }

  @Override
  public EntryMatching matching(boolean anyMayBeMined, EntryUpdates updates) {
    return EntryMatching.NONE;
  }

  private record Named(long height, List<Transaction> transactions) implements BlockEntries {

    @Override
    public int count() {
      return transactions.size();
    }

    @Override
    public Transaction transaction(int position) {
      return transactions.get(position);
    }

    @Override
    public EntryKey key(int position) {
      return EntryKey.of(transactions.get(position).id());
    }

    @Override
    public boolean areKnown() {
      return true;
    }

    @Override
    public BlockMemo memo() {
      return BlockMemo.NONE;
    }
  }
}
