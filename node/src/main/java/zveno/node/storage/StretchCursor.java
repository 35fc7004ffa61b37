package zveno.node.storage;

import zveno.kernel.chain.BlockCursor;
import zveno.kernel.model.BlockId;
import zveno.kernel.model.Work;
import zveno.node.storage.engine.RowIterator;
import zveno.node.storage.schema.BlockRow;
import zveno.node.storage.schema.Keys;

/** Goes over the blocks of one branch, one copy of each. For one thread. */
final class StretchCursor implements BlockCursor {

  /** So many blocks are few. */
  static final int A_FEW = 500;

  /** How much of each row is fetched at once: all of most, and the head of all. */
  private static final int ROW = 4 * 1024;

  private final RowIterator rows;
  private final boolean up;
  private final byte[] key = new byte[16];
  private final byte[] row = new byte[ROW];
  private int size;
  private boolean begun;

  StretchCursor(RowIterator rows, boolean up) {
    this.rows = rows;
    this.up = up;
  }

  @Override
  public boolean next() {
    boolean there = move();
    if (there) {
      rows.key(key);
      size = rows.value(row);
      BlockRow.check(row, size);
    }
    return there;
  }

  private boolean move() {
    if (begun) {
      return up ? rows.next() : rows.previous();
    }
    begun = true;
    return up ? rows.first() : rows.last();
  }

  @Override
  public long height() {
    return Keys.longAt(key, 8);
  }

  @Override
  public BlockId id() {
    return BlockRow.id(row);
  }

  @Override
  public Work chainWork() {
    return BlockRow.chainWork(row);
  }

  @Override
  public int size() {
    return size - BlockRow.headLength(row);
  }

  @Override
  public byte[] bytes() {
    return BlockRow.bytes(size <= ROW ? row : rows.value(), size);
  }

  @Override
  public void close() {
    rows.close();
  }
}
