package zveno.kernel.chain;

import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;
import zveno.kernel.model.BlockMemo;
import zveno.kernel.model.EntryKey;
import zveno.kernel.model.NewBlock;
import zveno.kernel.rules.BlockEntries;
import zveno.kernel.rules.TransactionIdentity;

/**
 * The entries of blocks that follow each other, and what the store is to know of them. Remembers
 * those that the store does not have yet. Rules whose transactions name themselves cost nothing
 * here. For one thread.
 */
public final class EntryRows {

  private final TransactionIdentity identity;
  private final Set<EntryKey> unstored = new HashSet<>();

  EntryRows(TransactionIdentity identity) {
    this.identity = identity;
  }

  /**
   * The entries of the next block.
   *
   * @param isStored whether an entry is in the chain below, as far as that is stored
   */
  BlockEntries of(NewBlock next, Predicate<EntryKey> isStored) {
    return identity.entries(next, key -> unstored.contains(key) || isStored.test(key));
  }

  /** These are in the chain below from now on, and not in the store. */
  void add(BlockEntries entries) {
    if (!identity.isSelfNamed()) {
      for (int i = 0; i < entries.count(); i++) {
        unstored.add(entries.key(i));
      }
    }
  }

  /** All are in the store now. */
  void clear() {
    unstored.clear();
  }

  /** Stores what is known of a new block. */
  static void put(
      BlockSink batch, BlockPosition where, BlockEntries entries, TransactionIdentity identity) {
    if (identity.isSelfNamed()) {
      return;
    }
    BlockMemo memo = entries.memo();
    if (!memo.isEmpty()) {
      batch.putMemo(where, memo);
    }
    for (int i = 0; i < entries.count(); i++) {
      batch.putEntry(entries.key(i), where);
    }
  }

  /** Takes that out again. */
  static void remove(
      ChainBatch batch, BlockPosition where, BlockEntries entries, TransactionIdentity identity) {
    if (identity.isSelfNamed()) {
      return;
    }
    if (!entries.memo().isEmpty()) {
      batch.removeMemo(where);
    }
    for (int i = 0; i < entries.count(); i++) {
      batch.removeEntry(entries.key(i), where);
    }
  }

  /** Stores that a block carries other entries than was known before. */
  public static void replace(
      ChainBatch batch, BlockPosition where, BlockEntries before, BlockEntries after) {
    batch.putMemo(where, after.memo());
    for (int i = 0; i < after.count(); i++) {
      if (!after.key(i).equals(before.key(i))) {
        batch.removeEntry(before.key(i), where);
        batch.putEntry(after.key(i), where);
      }
    }
  }
}
