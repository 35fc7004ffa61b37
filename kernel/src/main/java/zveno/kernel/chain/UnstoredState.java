package zveno.kernel.chain;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import zveno.kernel.state.StateChanges;
import zveno.kernel.state.StateKey;

/** Changes of blocks that no view of the store shows yet. For one thread. */
final class UnstoredState {

  /** Along a path the numbers of branches rise: the first place that it contains is the newest. */
  private static final Comparator<BlockPosition> NEWEST_FIRST =
      Comparator.comparingLong(BlockPosition::branch)
          .thenComparingLong(BlockPosition::height)
          .reversed();

  private final Map<StateKey, TreeMap<BlockPosition, StateRow>> rows = new HashMap<>();

  void add(BlockPosition where, StateChanges changes) {
    changes.forEach((key, value) ->
        rows.computeIfAbsent(key, _ -> new TreeMap<>(NEWEST_FIRST))
            .put(where, new StateRow(where, value)));
  }

  /** What the last of these blocks that the path contains has made of a key. */
  Optional<StateRow> find(StateKey key, ChainPath path) {
    TreeMap<BlockPosition, StateRow> found = rows.get(key);
    return found == null
        ? Optional.empty()
        : found.values().stream().filter(row -> path.contains(row.where())).findFirst();
  }

  /** Forgets them: they are stored. */
  void clear() {
    rows.clear();
  }
}
