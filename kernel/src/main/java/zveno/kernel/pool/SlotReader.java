package zveno.kernel.pool;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import zveno.kernel.rules.PoolSlot;

/** Reads waiting transactions of which the places are known, in as few reads as is sensible. */
final class SlotReader {

  /** Up to so many places between two that are wanted are read as well. */
  private static final int MAX_GAP = 16;

  private final PoolView view;
  private final Map<Long, PoolEntry> found = new HashMap<>();

  private SlotReader(PoolView view) {
    this.view = view;
  }

  /** The transactions of these slots, in this order, without those that the view does not have. */
  static List<PoolEntry> read(PoolView view, List<PoolSlot> slots) {
    SlotReader reader = new SlotReader(view);
    reader.readAll(slots.stream().mapToLong(PoolSlot::place).sorted().toArray());
    List<PoolEntry> entries = new ArrayList<>(slots.size());
    for (PoolSlot slot : slots) {
      PoolEntry entry = reader.found.get(slot.place());
      if (entry != null && entry.key().equals(slot.key())) {
        entries.add(entry);
      }
    }
    return entries;
  }

  private void readAll(long[] places) {
    int start = 0;
    for (int i = 1; i <= places.length; i++) {
      if (i == places.length || places[i] - places[i - 1] > MAX_GAP) {
        readRun(places[start], places[i - 1] + 1);
        start = i;
      }
    }
  }

  private void readRun(long from, long before) {
    for (PoolEntry entry : view.entries(from, before, Integer.MAX_VALUE, Long.MAX_VALUE)) {
      found.put(entry.place(), entry);
    }
  }
}
