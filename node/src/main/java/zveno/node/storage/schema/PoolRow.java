package zveno.node.storage.schema;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.UUID;
import zveno.kernel.model.EntryId;
import zveno.kernel.model.Transaction;
import zveno.kernel.pool.PoolEntry;
import zveno.kernel.rules.BlockCodec;
import zveno.node.storage.errors.StoreDamagedException;

/**
 * A waiting transaction on disk: when it was accepted in milliseconds since 1970 (8), marks (1),
 * its entry's id (16) unless the transaction names itself, and then the transaction to the end.
 */
public final class PoolRow {

  /** It was put back by a block that left the chain. */
  private static final int RETURNED = 1;

  /** There is an id. */
  private static final int HAS_ID = 2;

  private static final int MARKS = 8;
  private static final int ID = 9;
  private static final int ID_LENGTH = 16;

  private PoolRow() {}

  public static byte[] of(PoolEntry entry) {
    byte[] encoded = entry.transaction().encoded();
    boolean hasId = !entry.id().equals(EntryId.of(entry.transaction().id()));
    ByteBuffer row = ByteBuffer.allocate(ID + (hasId ? ID_LENGTH : 0) + encoded.length);
    row.putLong(entry.acceptedAt().toEpochMilli());
    row.put((byte) ((entry.returned() ? RETURNED : 0) | (hasId ? HAS_ID : 0)));
    if (hasId) {
      UUID id = entry.id().bits();
      row.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
    }
    return row.put(encoded).array();
  }

  /**
   * The entry shares the row's bytes, which must not change.
   *
   * @throws StoreDamagedException if these bytes are no row
   */
  public static PoolEntry entry(long place, byte[] row, BlockCodec codec) {
    if (size(row) <= 0) {
      throw new StoreDamagedException(
          "a waiting transaction is unreadable: its row has " + row.length + " bytes");
    }
    Transaction transaction = codec.transaction(row, row.length - size(row));
    EntryId id =
        hasId(row)
            ? new EntryId(new UUID(Keys.longAt(row, ID), Keys.longAt(row, ID + 8)))
            : EntryId.of(transaction.id());
    return new PoolEntry(
        place,
        id,
        Instant.ofEpochMilli(Keys.longAt(row, 0)),
        (row[MARKS] & RETURNED) != 0,
        transaction);
  }

  private static boolean hasId(byte[] row) {
    return (row[MARKS] & HAS_ID) != 0;
  }

  /** How many bytes the transaction of a row has; none or less if these bytes are no row. */
  public static int size(byte[] row) {
    return row.length <= MARKS ? 0 : row.length - (hasId(row) ? ID + ID_LENGTH : ID);
  }
}
