package zveno.node.storage;

import java.util.Arrays;
import java.util.Optional;
import zveno.kernel.chain.BlockPosition;
import zveno.kernel.chain.ChainPath;
import zveno.kernel.chain.StateReader;
import zveno.kernel.chain.StateRow;
import zveno.kernel.state.StateKey;
import zveno.node.storage.engine.RowIterator;
import zveno.node.storage.schema.Column;
import zveno.node.storage.schema.StateKeys;

/** The state at the end of a path, found in the rows. */
final class StateReads implements StateReader {

  private final RowIterator rows;
  private final ChainPath path;

  /**
   * @param rows of {@link Column#STATE}, with {@link RowIterator.Plan#BY_PREFIX}; closed with this
   */
  StateReads(RowIterator rows, ChainPath path) {
    this.rows = rows;
    this.path = path;
  }

  /**
   * Numbers of branches rise along a path, so the first row that lies on it is the newest. What
   * lies off it is passed over a branch at a time, however many rows a branch has.
   */
  @Override
  public Optional<StateRow> find(StateKey key) {
    byte[] prefix = StateKeys.prefix(key);
    Optional<BlockPosition> from = path.lastOf(Long.MAX_VALUE);
    while (from.isPresent()) {
      if (rows.from(StateKeys.row(key, from.get()))) {
        byte[] row = rows.key();
        if (!Arrays.equals(row, 0, Math.min(row.length, prefix.length), prefix, 0, prefix.length)) {
          return Optional.empty();
        }
        BlockPosition where = StateKeys.where(row);
        if (path.contains(where)) {
          return Optional.of(new StateRow(where, valueOf(rows.value())));
        }
        from = path.lastOf(where.branch());
      } else if (rows.gaveUp()) {
        // What lies on a path is not removed, and would have come first.
        from = path.lastOf(from.get().branch() - 1);
      } else {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  /** What a row says: a key's value, or that it has none any more. */
  static Optional<byte[]> valueOf(byte[] row) {
    return row.length == 0 ? Optional.empty() : Optional.of(row);
  }

  @Override
  public void close() {
    rows.close();
  }
}
