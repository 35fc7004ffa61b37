package zveno.kernel.entries;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import zveno.kernel.entries.EntriesById.Source;
import zveno.kernel.model.EntryId;
import zveno.kernel.model.TxId;
import zveno.kernel.rules.BlockEntries;
import zveno.kernel.rules.EntryMatching;
import zveno.kernel.rules.EntryUpdates;

/**
 * A transaction of a block that came without entry ids is an entry with the same content: one that
 * has left the chain, or else one that waits, the oldest first.
 */
final class ContentMatching implements EntryMatching {

  /** How many transactions the blocks have at most, about, of which it is kept in memory. */
  private static final int MAX_IN_MEMORY = 2_000;

  private record Found(EntriesById block, List<EntryId> ids) {}

  private final boolean anyMayBeMined;
  private final EntryUpdates updates;
  private final Map<Long, Found> found = new LinkedHashMap<>();
  private int transactions;

  /**
   * @param anyMayBeMined whether any waiting entry may be in a block, and not only one that a block
   *     has returned to the pool
   */
  ContentMatching(boolean anyMayBeMined, EntryUpdates updates) {
    this.anyMayBeMined = anyMayBeMined;
    this.updates = updates;
  }

  @Override
  public long candidates(long waiting, long returned) {
    return anyMayBeMined ? waiting : returned;
  }

  @Override
  public void match(BlockEntries block, int position, Unmatched unmatched) {
    TxId content = block.transaction(position).id();
    Optional<EntryId> left = unmatched.takeLeft(content);
    left.or(() -> unmatched.takeWaiting(content, !anyMayBeMined))
        .ifPresent(id -> note((EntriesById) block, position, id));
  }

  private void note(EntriesById block, int position, EntryId id) {
    Found known = found.get(block.height());
    if (known == null) {
      if (updates.areShown() && transactions > 0 && transactions + block.count() > MAX_IN_MEMORY) {
        complete();
      }
      transactions += block.count();
      known = new Found(block, new ArrayList<>(block.ids()));
      found.put(block.height(), known);
    }
    known.ids().set(position, id);
  }

  @Override
  public void complete() {
    if (!found.isEmpty()) {
      updates.replace(found.values().stream().map(ContentMatching::update).toList());
    }
    found.clear();
    transactions = 0;
  }

  private static EntryUpdates.Update update(Found found) {
    EntriesById before = found.block();
    return new EntryUpdates.Update(
        before,
        new EntriesById(before.height(), before.transactions(), found.ids(), Source.MATCHED));
  }
}
