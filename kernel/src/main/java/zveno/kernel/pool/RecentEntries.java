package zveno.kernel.pool;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SequencedMap;
import zveno.kernel.model.EntryKey;
import zveno.kernel.rules.PoolSlot;

/**
 * The entries that came last, as far as they still wait: what is about to be mined need not be read
 * from the store, and decoded, once more. Bounded by canonical bytes. For any number of threads.
 */
final class RecentEntries {

  private final long maxBytes;
  private final SequencedMap<Long, PoolEntry> byPlace = new LinkedHashMap<>();
  private long bytes;

  /**
   * @param maxBytes how many canonical bytes of transactions are kept at most; in memory they take
   *     about three times as much
   */
  RecentEntries(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /** It has come; for it the oldest may have to go. */
  synchronized void add(PoolEntry entry) {
    remove(entry.place());
    byPlace.put(entry.place(), entry);
    bytes += entry.transaction().size();
    while (bytes > maxBytes) {
      bytes -= byPlace.pollFirstEntry().getValue().transaction().size();
    }
  }

  /** It does not wait any more. */
  synchronized void remove(long place) {
    PoolEntry gone = byPlace.remove(place);
    if (gone != null) {
      bytes -= gone.transaction().size();
    }
  }

  /** The entry of this identity that waits in this place, if it is one of the recent ones. */
  synchronized Optional<PoolEntry> find(EntryKey key, OptionalLong place) {
    return place.isPresent()
        ? Optional.ofNullable(byPlace.get(place.getAsLong())).filter(one -> one.key().equals(key))
        : Optional.empty();
  }

  /**
   * The transactions of these slots, in this order, without those that the view does not have. What
   * is not recent is read.
   *
   * @param then the bounds of the view
   */
  List<PoolEntry> read(PoolView view, PoolState then, List<PoolSlot> slots) {
    Map<Long, PoolEntry> found = new LinkedHashMap<>();
    List<PoolSlot> others = new ArrayList<>();
    for (PoolSlot slot : slots) {
      Optional<PoolEntry> recent =
          then.holds(slot.place())
              ? find(slot.key(), OptionalLong.of(slot.place()))
              : Optional.empty();
      recent.ifPresentOrElse(entry -> found.put(slot.place(), entry), () -> others.add(slot));
    }
    SlotReader.read(view, others).forEach(entry -> found.put(entry.place(), entry));
    List<PoolEntry> entries = new ArrayList<>(slots.size());
    for (PoolSlot slot : slots) {
      Optional.ofNullable(found.get(slot.place())).ifPresent(entries::add);
    }
    return entries;
  }
}
