package zveno.node.storage;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.rocksdb.RocksDBException;
import zveno.node.storage.engine.SstFile;

/** Rows whose keys and values have any length, in memory until they are written. For one thread. */
final class SortedRows {

  private final TreeMap<byte[], byte[]> rows = new TreeMap<>(Arrays::compareUnsigned);
  private long bytes;

  /** Takes a row; of two with the same key the last one counts. */
  void add(byte[] key, byte[] value) {
    rows.put(key, value);
    bytes += key.length + value.length;
  }

  boolean isEmpty() {
    return rows.isEmpty();
  }

  /** How many bytes all rows have, at most. */
  long bytes() {
    return bytes;
  }

  /** Writes all rows, in the order of their keys. */
  void writeTo(SstFile file) throws RocksDBException {
    for (Map.Entry<byte[], byte[]> row : rows.entrySet()) {
      file.put(row.getKey(), row.getValue());
    }
  }
}
