package zveno.node.storage;

import zveno.kernel.chain.BlockCursor;
import zveno.kernel.model.BlockId;
import zveno.kernel.model.Work;

/** Goes over the blocks of one branch, one copy of each. For one thread. */
final class StretchCursor implements BlockCursor {

  /** So many blocks are few. */
  static final int A_FEW = 500;

  private final Rows rows;
  private final boolean up;
  private final byte[] key = new byte[16];
  private byte[] row = new byte[1024];
  private int size;
  private boolean begun;

  StretchCursor(Rows rows, boolean up) {
    this.rows = rows;
    this.up = up;
  }

  @Override
  public boolean next() {
    boolean there = move();
    if (there) {
      rows.key(key);
      load();
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

  private void load() {
    size = rows.value(row);
    if (size > row.length) {
      row = new byte[Math.max(size, 2 * row.length)];
      size = rows.value(row);
    }
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
  public Work total() {
    return BlockRow.total(row);
  }

  @Override
  public byte[] bytes() {
    return BlockRow.bytes(row, size);
  }

  @Override
  public void close() {
    rows.close();
  }
}
