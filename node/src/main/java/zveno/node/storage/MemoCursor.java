package zveno.node.storage;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import zveno.kernel.chain.BlockPosition;
import zveno.kernel.model.BlockMemo;
import zveno.node.storage.engine.EngineReader;
import zveno.node.storage.engine.RowIterator;
import zveno.node.storage.schema.Column;
import zveno.node.storage.schema.Keys;
import zveno.node.storage.schema.MemoRow;

/**
 * Memos of one block after the other, without a look-up for each. For one thread; must be closed.
 */
public final class MemoCursor implements AutoCloseable {

  private final EngineReader reader;
  private @Nullable RowIterator rows;
  private @Nullable BlockPosition at;
  private long branch;

  MemoCursor(EngineReader reader) {
    this.reader = reader;
  }

  /**
   * What is kept beside a block, if anything is.
   *
   * @param where in the branch of the call before, and higher; or in another branch
   */
  public Optional<BlockMemo> of(BlockPosition where) {
    RowIterator open = rows;
    if (open == null || where.branch() != branch) {
      close();
      branch = where.branch();
      open =
          reader.rows(
              Column.MEMOS,
              Keys.block(branch, where.height()),
              Keys.block(branch + 1, 0),
              RowIterator.Plan.A_LONG_RUN);
      rows = open;
      arrive(open, open.first());
    }
    while (at != null && at.height() < where.height()) {
      arrive(open, open.next());
    }
    return where.equals(at) ? Optional.of(MemoRow.memo(open.value())) : Optional.empty();
  }

  private void arrive(RowIterator open, boolean there) {
    at = there ? new BlockPosition(branch, Keys.longAt(open.key(), 8)) : null;
  }

  @Override
  public void close() {
    if (rows != null) {
      rows.close();
      rows = null;
    }
    at = null;
  }
}
