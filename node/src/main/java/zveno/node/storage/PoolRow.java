package zveno.node.storage;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.UUID;
import zveno.kernel.json.JsonValue;
import zveno.kernel.model.EntryId;
import zveno.kernel.model.Transaction;
import zveno.kernel.pool.PoolEntry;

/**
 * A waiting transaction on disk: its entry's id (16), when it was accepted in milliseconds since
 * 1970 (8), 1 if it was put back and else 0 (1), and then the canonical bytes to the end.
 */
final class PoolRow {

  private static final int RETURNED = 24;
  private static final int HEADER = 25;

  private PoolRow() {}

  static byte[] of(PoolEntry entry) {
    byte[] words = entry.transaction().json().bytes();
    return ByteBuffer.allocate(HEADER + words.length)
        .putLong(entry.id().bits().getMostSignificantBits())
        .putLong(entry.id().bits().getLeastSignificantBits())
        .putLong(entry.acceptedAt().toEpochMilli())
        .put((byte) (entry.returned() ? 1 : 0))
        .put(words)
        .array();
  }

  /**
   * The entry shares the row's bytes, which must not change.
   *
   * @throws StoreDamagedException if these bytes are no row
   */
  static PoolEntry entry(long place, byte[] row) {
    if (row.length <= HEADER) {
      throw new StoreDamagedException(
          "a waiting transaction is unreadable: its row has " + row.length + " bytes");
    }
    return new PoolEntry(
        place,
        new EntryId(new UUID(Keys.longAt(row, 0), Keys.longAt(row, 8))),
        Instant.ofEpochMilli(Keys.longAt(row, 16)),
        row[RETURNED] != 0,
        new Transaction(JsonValue.ofCanonical(row, HEADER, row.length)));
  }

  /** How many canonical bytes a row holds. */
  static int words(byte[] row) {
    return row.length - HEADER;
  }
}
