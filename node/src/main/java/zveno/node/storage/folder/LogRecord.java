package zveno.node.storage.folder;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.Consumer;
import zveno.node.storage.schema.Keys;
import zveno.node.storage.schema.Meta;

/**
 * What a record of the engine's log says of itself; see {@code WriteBatchEncoder} for its form. Of
 * a record of the manifest it means nothing.
 *
 * @param sequence the engine's number of its first change
 * @param changes how many changes it has, each with a number of its own
 * @param commit the number of the commit that it is; {@link #NONE} if it is none
 */
public record LogRecord(long sequence, long changes, long commit) {

  public static final long NONE = -1;

  private static final int HEAD = 12;
  private static final byte[] COMMIT = Meta.COMMIT.key();

  /** The number of the change that comes next. */
  long next() {
    return sequence + changes;
  }

  static LogRecord of(byte[] bytes) {
    if (bytes.length < HEAD) {
      return new LogRecord(NONE, 0, NONE);
    }
    ByteBuffer head = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    return new LogRecord(head.getLong(0), head.getInt(8) & 0xffff_ffffL, commit(bytes));
  }

  private static long commit(byte[] bytes) {
    long[] commit = {NONE};
    eachRow(
        bytes,
        cursor -> {
          if (cursor.column == 0 && cursor.isKey(COMMIT) && cursor.valueLength == Long.BYTES) {
            commit[0] = Keys.longAt(bytes, cursor.valueAt);
          }
        });
    return commit[0];
  }

  /** Hears of the rows that a record writes. */
  @FunctionalInterface
  public interface RowListener {

    /**
     * Takes one row that the record writes.
     *
     * @param column the engine's number of the column family
     */
    void row(int column, byte[] key, byte[] value);
  }

  /** Goes over the rows that a record of the log writes; what it takes away is passed over. */
  public static void rows(byte[] bytes, RowListener listener) {
    eachRow(bytes, cursor -> listener.row(cursor.column, cursor.key(), cursor.value()));
  }

  private static void eachRow(byte[] bytes, Consumer<Cursor> row) {
    int at = HEAD;
    try {
      while (at < bytes.length) {
        Cursor cursor = new Cursor(bytes, at + 1);
        int type = bytes[at];
        if (!cursor.pass(type)) {
          return; // not written by us
        }
        if (type == 0x1 || type == 0x5) {
          row.accept(cursor);
        }
        at = cursor.at;
      }
    } catch (IndexOutOfBoundsException _) {
      return; // the same
    }
  }

  /** Goes over one change. */
  private static final class Cursor {

    private final byte[] bytes;
    private int at;
    private int column;
    private int keyAt;
    private int keyLength;
    private int valueAt;
    private int valueLength;

    Cursor(byte[] bytes, int at) {
      this.bytes = bytes;
      this.at = at;
    }

    /** Of deletions, values and deletions of ranges, in the first column family and in others. */
    boolean pass(int type) {
      switch (type) {
        case 0x0, 0x1, 0xf -> {}
        case 0x4, 0x5, 0xe -> column = number();
        default -> {
          return false;
        }
      }
      keyLength = number();
      keyAt = at;
      at = Math.addExact(at, keyLength);
      if (type != 0x0 && type != 0x4) {
        valueLength = number();
        valueAt = at;
        at = Math.addExact(at, valueLength);
      }
      return true;
    }

    private int number() {
      int number = 0;
      for (int shift = 0; shift < Integer.SIZE; shift += 7) {
        byte next = bytes[at++];
        number |= (next & 0x7f) << shift;
        if (next >= 0) {
          break;
        }
      }
      if (number < 0) {
        throw new IndexOutOfBoundsException(number);
      }
      return number;
    }

    byte[] key() {
      return Arrays.copyOfRange(bytes, keyAt, within(keyAt + keyLength));
    }

    byte[] value() {
      return Arrays.copyOfRange(bytes, valueAt, within(valueAt + valueLength));
    }

    private int within(int end) {
      return Objects.checkFromToIndex(0, end, bytes.length) + end;
    }

    boolean isKey(byte[] key) {
      return keyLength == key.length
          && Arrays.equals(bytes, keyAt, keyAt + keyLength, key, 0, key.length);
    }
  }
}
