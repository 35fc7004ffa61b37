package zveno.kernel.chain;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import zveno.kernel.model.Block;
import zveno.kernel.model.BlockId;
import zveno.kernel.rules.BlockEntries;
import zveno.kernel.rules.RuleSet;
import zveno.kernel.rules.TransactionIdentity;
import zveno.kernel.state.StateKey;

/**
 * Stored blocks that nothing leads to.
 *
 * @param stretch where they lie
 */
public record StaleBlocks(ChainPath.Stretch stretch) {

  /** How many blocks, transactions and rows of the state are taken out in one write, about. */
  private static final int PER_WRITE = 2_000;

  private record Gone(
      BlockPosition where,
      BlockId id,
      List<TxIndexEntry> carried,
      BlockEntries entries,
      List<StateKey> stateKeys) {

    /** How many rows it has, about. */
    int rows() {
      return 1 + carried.size() + stateKeys.size();
    }
  }

  /** All blocks in a store that its tree does not hold: what was interrupted when it was closed. */
  public static List<StaleBlocks> in(ChainView view) {
    Map<Long, Branch> tree = new HashMap<>();
    view.branches().forEach(branch -> tree.put(branch.id(), branch));
    List<StaleBlocks> garbage = new ArrayList<>();
    for (ChainPath.Stretch stored : view.stored()) {
      Branch branch = tree.get(stored.branch());
      long from = branch == null ? stored.from() : branch.last() + 1;
      if (from <= stored.to()) {
        garbage.add(new StaleBlocks(new ChainPath.Stretch(stored.branch(), from, stored.to())));
      }
    }
    return garbage;
  }

  /** Does nothing in the tree lead to any of these blocks, as far as the disk knows? */
  public boolean isOutside(ChainView view) {
    return view.branches().stream()
        .noneMatch(b -> b.id() == stretch.branch() && b.last() >= stretch.from());
  }

  /**
   * Takes the blocks out, highest first, so that it can be interrupted and begun again. May be
   * called by any thread.
   */
  public void sweep(RuleSet rules, ChainStore store) {
    List<Gone> some = new ArrayList<>();
    int rows = 0;
    try (BlockCursor blocks = store.live().descending(stretch)) {
      while (blocks.next()) {
        Block block = StoredBlocks.decode(rules, blocks.bytes(), blocks.height());
        BlockPosition where = new BlockPosition(stretch.branch(), blocks.height());
        BlockEntries entries = rules.identity().stored(block, store.live().memo(where));
        List<StateKey> stateKeys = store.live().stateKeys(where);
        some.add(new Gone(where, blocks.id(), TxIndexEntry.of(rules, block), entries, stateKeys));
        rows += some.getLast().rows();
        if (rows >= PER_WRITE) {
          remove(some, rules.identity(), store);
          rows = 0;
        }
      }
    }
    remove(some, rules.identity(), store);
  }

  private static void remove(List<Gone> some, TransactionIdentity identity, ChainStore store) {
    store.stage(batch -> {
      for (Gone gone : some) {
        batch.remove(gone.where(), gone.id(), gone.carried());
        EntryRows.remove(batch, gone.where(), gone.entries(), identity);
        batch.removeState(gone.where(), gone.stateKeys());
      }
    });
    some.clear();
  }
}
