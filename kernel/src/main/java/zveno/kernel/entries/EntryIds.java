package zveno.kernel.entries;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import zveno.kernel.entries.EntriesById.Source;
import zveno.kernel.model.Block;
import zveno.kernel.model.BlockId;
import zveno.kernel.model.BlockMemo;
import zveno.kernel.model.EntryId;
import zveno.kernel.model.EntryKey;
import zveno.kernel.model.NewBlock;
import zveno.kernel.model.Transaction;
import zveno.kernel.rules.EntryMatching;
import zveno.kernel.rules.EntryUpdates;
import zveno.kernel.rules.TransactionIdentity;

/**
 * Entries have ids of 128 bits; a block's memo has those of its user transactions, in their order.
 * No chain has an entry twice: whatever memos say, the first block that is said to carry it has it,
 * and in a later one it gets an id derived from that block. An id derived from a block can be in
 * none before it, because the block's hash covers all that came before.
 *
 * @param userTransactions the transactions of a block without the miner's reward
 */
public record EntryIds(Function<Block, List<Transaction>> userTransactions)
    implements TransactionIdentity {

  @Override
  public boolean isSelfNamed() {
    return false;
  }

  @Override
  public EntryId idOf(Transaction transaction, Supplier<EntryId> given) {
    return given.get();
  }

  @Override
  public BlockMemo memo(List<EntryId> ids) {
    return BlockMemo.of(ids.stream().map(EntryId::bits).toList(), true);
  }

  /** A memo of the wrong length says nothing. */
  @Override
  public EntriesById entries(NewBlock next, Predicate<EntryKey> isBelow) {
    Block block = next.block();
    List<Transaction> transactions = userTransactions.apply(block);
    if (transactions.isEmpty() || next.memo().count() != transactions.size()) {
      return EntriesById.derived(block.height(), block.id(), transactions);
    }
    List<EntryId> ids = each(block.id(), transactions, ids(next.memo()), isBelow);
    return new EntriesById(block.height(), transactions, ids, Source.RECEIVED);
  }

  private static List<EntryId> ids(BlockMemo memo) {
    return IntStream.range(0, memo.count()).mapToObj(i -> new EntryId(memo.number(i))).toList();
  }

  private static List<EntryId> each(
      BlockId block,
      List<Transaction> transactions,
      List<EntryId> received,
      Predicate<EntryKey> isBelow) {
    List<EntryId> ids = new ArrayList<>(received);
    List<Integer> wrong = new ArrayList<>();
    Set<EntryKey> here = new HashSet<>();
    for (int i = 0; i < ids.size(); i++) {
      EntryKey key = new EntryKey(ids.get(i), transactions.get(i).id());
      if (isBelow.test(key) || !here.add(key)) {
        wrong.add(i);
      }
    }
    for (int i : wrong) {
      ids.set(i, free(block, i, transactions, here));
    }
    return ids;
  }

  /** The sender of a memo may have used the derived id too, for another transaction. */
  private static EntryId free(
      BlockId block, int position, List<Transaction> transactions, Set<EntryKey> here) {
    for (int n = position; ; n += transactions.size()) {
      EntryId id = EntriesById.derivedId(block, n);
      if (here.add(new EntryKey(id, transactions.get(position).id()))) {
        return id;
      }
    }
  }

  @Override
  public EntriesById stored(Block block, Optional<BlockMemo> memo) {
    List<Transaction> transactions = userTransactions.apply(block);
    return memo.filter(known -> !transactions.isEmpty() && known.count() == transactions.size())
        .map(known ->
            new EntriesById(
                block.height(),
                transactions,
                ids(known),
                known.isReceived() ? Source.RECEIVED : Source.MATCHED))
        .orElseGet(() -> EntriesById.derived(block.height(), block.id(), transactions));
  }

  @Override
  public EntryMatching matching(boolean anyMayBeMined, EntryUpdates updates) {
    return new ContentMatching(anyMayBeMined, updates);
  }
}
