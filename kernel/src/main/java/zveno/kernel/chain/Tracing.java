package zveno.kernel.chain;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import zveno.kernel.model.Block;
import zveno.kernel.model.BlockEntries;
import zveno.kernel.model.BlockId;
import zveno.kernel.model.EntryId;
import zveno.kernel.model.EntryKey;
import zveno.kernel.model.Trace;
import zveno.kernel.model.Trace.Source;
import zveno.kernel.model.TracedBlock;
import zveno.kernel.model.Transaction;
import zveno.kernel.rules.RuleSet;

/**
 * Which entries stand in which block. In no chain does one entry stand twice: whatever traces say,
 * the first block that is said to carry it has it, and in a later one it gets an id derived from
 * that block. An id derived from a block can stand in none before it, because the block's hash
 * seals all that came before.
 */
public final class Tracing {

  private Tracing() {}

  /**
   * What is believed of what is said of a block.
   *
   * @param stands whether an entry stands in the chain below the block
   */
  static BlockEntries entries(RuleSet rules, TracedBlock traced, Predicate<EntryKey> stands) {
    Block block = traced.block();
    List<Transaction> requests = rules.requests(block);
    boolean told = !requests.isEmpty() && traced.trace().size() == requests.size();
    Trace trace =
        told
            ? new Trace(each(block.id(), requests, traced.trace(), stands), Source.TOLD)
            : Trace.derived(block.id(), requests.size());
    return new BlockEntries(block.height(), requests, trace);
  }

  private static List<EntryId> each(
      BlockId block, List<Transaction> requests, List<EntryId> told, Predicate<EntryKey> stands) {
    List<EntryId> ids = new ArrayList<>(told);
    List<Integer> wrong = new ArrayList<>();
    Set<EntryKey> here = new HashSet<>();
    for (int i = 0; i < ids.size(); i++) {
      EntryKey key = new EntryKey(ids.get(i), requests.get(i).id());
      if (stands.test(key) || !here.add(key)) {
        wrong.add(i);
      }
    }
    for (int i : wrong) {
      ids.set(i, free(block, i, requests, here));
    }
    return ids;
  }

  /** Who brings the trace may have used the derived id too, for another request of the block. */
  private static EntryId free(
      BlockId block, int position, List<Transaction> requests, Set<EntryKey> here) {
    for (int n = position; ; n += requests.size()) {
      EntryId id = EntryId.derived(block, n);
      if (here.add(new EntryKey(id, requests.get(position).id()))) {
        return id;
      }
    }
  }

  /** What the store says of a block that it holds. */
  public static BlockEntries stored(
      RuleSet rules, ChainView view, BlockPosition where, Block block) {
    List<Transaction> requests = rules.requests(block);
    if (requests.isEmpty()) {
      return new BlockEntries(block.height(), requests, Trace.derived(block.id(), 0));
    }
    Trace trace =
        view.trace(where)
            .filter(known -> known.ids().size() == requests.size())
            .orElseGet(() -> Trace.derived(block.id(), requests.size()));
    return new BlockEntries(block.height(), requests, trace);
  }

  /** Stores what is known of a new block. */
  static void add(BlockSink batch, BlockPosition where, BlockEntries entries) {
    if (entries.trace().source() != Source.DERIVED) {
      batch.putTrace(where, entries.trace());
    }
    for (int i = 0; i < entries.count(); i++) {
      batch.putStanding(entries.key(i), where);
    }
  }

  /** Takes that out again. */
  static void remove(ChainBatch batch, BlockPosition where, BlockEntries entries) {
    if (entries.trace().source() != Source.DERIVED) {
      batch.removeTrace(where);
    }
    for (int i = 0; i < entries.count(); i++) {
      batch.removeStanding(entries.key(i), where);
    }
  }

  /**
   * Stores that requests of a block are entries that were known before.
   *
   * @param before what was stored
   * @param ids one for each request
   */
  public static void recognise(
      ChainBatch batch, BlockPosition where, BlockEntries before, List<EntryId> ids) {
    batch.putTrace(where, new Trace(ids, Source.RECOGNISED));
    for (int i = 0; i < ids.size(); i++) {
      if (!ids.get(i).equals(before.trace().ids().get(i))) {
        batch.removeStanding(before.key(i), where);
        batch.putStanding(new EntryKey(ids.get(i), before.requests().get(i).id()), where);
      }
    }
  }
}
