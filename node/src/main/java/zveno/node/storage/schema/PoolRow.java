package zveno.node.storage.schema;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.UUID;
import zveno.kernel.model.EntryId;
import zveno.kernel.pool.PoolEntry;
import zveno.kernel.rules.BlockCodec;
import zveno.node.storage.errors.StoreDamagedException;

/**
 * A waiting transaction on disk: its entry's id (16), when it was accepted in milliseconds since
 * 1970 (8), 1 if it was put back and else 0 (1), and then the transaction to the end.
 */
public final class PoolRow {

  private static final int RETURNED = 24;
  private static final int HEADER = 25;

  private PoolRow() {}

  public static byte[] of(PoolEntry entry) {
    byte[] encoded = entry.transaction().encoded();
    return ByteBuffer.allocate(HEADER + encoded.length)
        .putLong(entry.id().bits().getMostSignificantBits())
        .putLong(entry.id().bits().getLeastSignificantBits())
        .putLong(entry.acceptedAt().toEpochMilli())
        .put((byte) (entry.returned() ? 1 : 0))
        .put(encoded)
        .array();
  }

  /**
   * The entry shares the row's bytes, which must not change.
   *
   * @throws StoreDamagedException if these bytes are no row
   */
  public static PoolEntry entry(long place, byte[] row, BlockCodec codec) {
    if (row.length <= HEADER) {
      throw new StoreDamagedException(
          "a waiting transaction is unreadable: its row has " + row.length + " bytes");
    }
    return new PoolEntry(
        place,
        new EntryId(new UUID(Keys.longAt(row, 0), Keys.longAt(row, 8))),
        Instant.ofEpochMilli(Keys.longAt(row, 16)),
        row[RETURNED] != 0,
        codec.transaction(row, HEADER));
  }

  /** How many bytes the transaction of a row has. */
  public static int size(byte[] row) {
    return row.length - HEADER;
  }
}
