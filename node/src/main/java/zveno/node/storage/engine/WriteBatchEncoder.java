package zveno.node.storage.engine;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.function.ToIntFunction;
import zveno.node.storage.schema.Column;

/**
 * Changes in the form in which the engine logs them (RocksDB's db/write_batch.cc): a sequence
 * number (8, given by the engine), how many changes (4, little-endian), and for each its type (1),
 * the number of its column family unless that is 0, which has types of its own, and one or two
 * strings, each behind its length. To hand many changes over in one piece costs a fraction of
 * handing them over one by one.
 */
final class WriteBatchEncoder {

  private static final int COUNT_AT = 8;
  private static final int HEAD = 12;

  /** A type, in the first family and in any other. */
  private enum Type {
    DELETE(0x0, 0x4),
    PUT(0x1, 0x5),
    DELETE_RANGE(0xf, 0xe);

    private final byte inFirst;
    private final byte inOther;

    Type(int inFirst, int inOther) {
      this.inFirst = (byte) inFirst;
      this.inOther = (byte) inOther;
    }
  }

  private final ToIntFunction<Column> ids;
  private final ByteBuffer bytes;

  private WriteBatchEncoder(ToIntFunction<Column> ids, int size) {
    this.ids = ids;
    this.bytes = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * Writes them down, in their order.
   *
   * @param ids the engine's number of each column
   * @throws ArithmeticException if they take 2 GiB or more
   */
  static byte[] of(List<WriteOp> changes, ToIntFunction<Column> ids) {
    long size = HEAD;
    for (WriteOp change : changes) {
      size += size(change, ids);
    }
    WriteBatchEncoder written = new WriteBatchEncoder(ids, Math.toIntExact(size));
    written.bytes.putInt(COUNT_AT, changes.size()).position(HEAD);
    changes.forEach(written::add);
    return written.bytes.array();
  }

  private static long size(WriteOp change, ToIntFunction<Column> ids) {
    int id = ids.applyAsInt(change.column());
    return 1
        + (id == 0 ? 0 : size(id))
        + switch (change) {
          case WriteOp.Put(_, var key, var value) -> size(key) + size(value);
          case WriteOp.Delete(_, var key) -> size(key);
          case WriteOp.DeleteRange(_, var from, var to) -> size(from) + size(to);
        };
  }

  private static long size(byte[] string) {
    return size(string.length) + (long) string.length;
  }

  /** How many groups of seven bits a number has. */
  private static int size(int number) {
    return 1 + (Integer.SIZE - 1 - Integer.numberOfLeadingZeros(number | 1)) / 7;
  }

  private void add(WriteOp change) {
    switch (change) {
      case WriteOp.Put(var column, var key, var value) ->
          begin(Type.PUT, column).add(key).add(value);
      case WriteOp.Delete(var column, var key) -> begin(Type.DELETE, column).add(key);
      case WriteOp.DeleteRange(var column, var from, var to) ->
          begin(Type.DELETE_RANGE, column).add(from).add(to);
    }
  }

  private WriteBatchEncoder begin(Type type, Column column) {
    int id = ids.applyAsInt(column);
    if (id == 0) {
      bytes.put(type.inFirst);
      return this;
    }
    bytes.put(type.inOther);
    return add(id);
  }

  private WriteBatchEncoder add(byte[] string) {
    add(string.length).bytes.put(string);
    return this;
  }

  /** Seven bits a byte, the lowest first; all bytes but the last have the highest bit. */
  private WriteBatchEncoder add(int number) {
    int left = number;
    while (left >>> 7 != 0) {
      bytes.put((byte) (left | 0x80));
      left >>>= 7;
    }
    bytes.put((byte) left);
    return this;
  }
}
