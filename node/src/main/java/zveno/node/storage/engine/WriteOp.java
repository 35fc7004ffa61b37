package zveno.node.storage.engine;

import zveno.node.storage.schema.Column;

/** One row that a batch writes or takes away. */
@SuppressWarnings("ArrayRecordComponent") // compared nowhere
public sealed interface WriteOp {

  byte[] NOTHING = new byte[0];

  /** Where the row lies. */
  Column column();

  /** About how many bytes of log this costs. */
  int size();

  /** A row. */
  record Put(Column column, byte[] key, byte[] value) implements WriteOp {
    @Override
    public int size() {
      return key.length + value.length + 8;
    }
  }

  /** No row. */
  record Delete(Column column, byte[] key) implements WriteOp {
    @Override
    public int size() {
      return key.length + 8;
    }
  }

  /** No rows from one key to before another. Costs every reader a little until it is compacted. */
  record DeleteRange(Column column, byte[] from, byte[] to) implements WriteOp {
    @Override
    public int size() {
      return from.length + to.length + 8;
    }
  }
}
