package zveno.node.storage;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.rocksdb.RocksDBException;
import zveno.node.storage.engine.SstFile;
import zveno.node.storage.schema.Keys;

/**
 * Many rows of an index, in memory until they are sorted: all keys of one length, and all values.
 * What has the same key counts once, and the last one does. For one thread.
 */
final class SstIndexRows {

  private static final int FIRST_ROOM = 1 << 10;

  /** A row's number and the beginning of its key make up a number that is quick to sort by. */
  private static final int NUMBER_BITS = 24;

  private final int keyLength;
  private final int rowLength;
  private byte[] rows;
  private int count;

  /**
   * @param keyLength bytes of each key, at least eight
   * @param valueLength bytes of each value
   */
  SstIndexRows(int keyLength, int valueLength) {
    this.keyLength = keyLength;
    this.rowLength = keyLength + valueLength;
    this.rows = new byte[FIRST_ROOM * rowLength];
  }

  /**
   * Takes a row.
   *
   * @throws IllegalStateException if there are 16,777,216 already
   */
  void add(byte[] key, byte[] value) {
    if (count >> NUMBER_BITS != 0) {
      throw new IllegalStateException("too many rows at once");
    }
    int at = count * rowLength;
    if (at == rows.length) {
      rows = Arrays.copyOf(rows, Math.multiplyExact(2, rows.length));
    }
    System.arraycopy(key, 0, rows, at, keyLength);
    System.arraycopy(value, 0, rows, at + keyLength, rowLength - keyLength);
    count++;
  }

  int count() {
    return count;
  }

  /** How many bytes all rows have. */
  long bytes() {
    return (long) count * rowLength;
  }

  /** Writes all rows, in the order of their keys. */
  void writeTo(SstFile file) throws RocksDBException {
    int[] order = order();
    for (int i = 0; i < count; i++) {
      if (i + 1 == count || compareKeys(order[i], order[i + 1]) != 0) {
        int at = order[i] * rowLength;
        file.put(rows, at, keyLength, rowLength - keyLength);
      }
    }
  }

  /** The numbers of the rows, sorted by their keys, and if these are the same by age. */
  private int[] order() {
    long[] sorted = new long[count];
    for (int i = 0; i < count; i++) {
      long beginning = Keys.longAt(rows, i * rowLength) ^ Long.MIN_VALUE;
      sorted[i] = beginning >> NUMBER_BITS << NUMBER_BITS | i;
    }
    Arrays.sort(sorted);
    int[] order = new int[count];
    for (int i = 0; i < count; i++) {
      order[i] = (int) sorted[i] & (1 << NUMBER_BITS) - 1;
    }
    sortAlike(sorted, order);
    return order;
  }

  /** Keys that begin alike, such as those of one party, are nearly always in order already. */
  private void sortAlike(long[] beginnings, int[] order) {
    int from = 0;
    for (int to = 1; to <= count; to++) {
      if (to == count || beginnings[to] >> NUMBER_BITS != beginnings[from] >> NUMBER_BITS) {
        sort(order, from, to);
        from = to;
      }
    }
  }

  private void sort(int[] order, int from, int to) {
    if (IntStream.range(from + 1, to).anyMatch(i -> compareKeys(order[i - 1], order[i]) > 0)) {
      Comparator<Integer> byKey = this::compareKeys;
      int[] sorted =
          Arrays.stream(order, from, to)
              .boxed()
              .sorted(byKey.thenComparing(Comparator.naturalOrder()))
              .mapToInt(Integer::intValue)
              .toArray();
      System.arraycopy(sorted, 0, order, from, sorted.length);
    }
  }

  private int compareKeys(int one, int other) {
    int first = one * rowLength;
    int second = other * rowLength;
    return Arrays.compareUnsigned(rows, first, first + keyLength, rows, second, second + keyLength);
  }
}
