package zveno.node.storage.schema;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import zveno.kernel.model.EntryKey;
import zveno.kernel.pool.DroppedEntry;
import zveno.node.storage.errors.StoreDamagedException;

/**
 * A {@link DroppedEntry} on disk: its number (8), when in milliseconds since 1970 (8), the length
 * of the reason (1), the reason, and the detail to the end, both in UTF-8.
 */
public final class DroppedRow {

  private static final int AT = 8;
  private static final int LENGTH = 16;
  private static final int HEADER = 17;
  private static final int MAX_REASON = 255;

  private DroppedRow() {}

  public static byte[] of(DroppedEntry dropped, long number) {
    byte[] reason = dropped.reason().getBytes(StandardCharsets.UTF_8);
    byte[] detail = dropped.detail().getBytes(StandardCharsets.UTF_8);
    if (reason.length > MAX_REASON) {
      throw new IllegalArgumentException("too long for a code: " + dropped.reason());
    }
    return ByteBuffer.allocate(HEADER + reason.length + detail.length)
        .putLong(number)
        .putLong(dropped.at().toEpochMilli())
        .put((byte) reason.length)
        .put(reason)
        .put(detail)
        .array();
  }

  /**
   * Reads a row.
   *
   * @throws StoreDamagedException if these bytes are no row
   */
  public static DroppedEntry dropped(EntryKey key, byte[] row) {
    insistOn(row);
    int detail = HEADER + (row[LENGTH] & 0xff);
    return new DroppedEntry(
        key,
        Instant.ofEpochMilli(Keys.longAt(row, AT)),
        new String(row, HEADER, detail - HEADER, StandardCharsets.UTF_8),
        new String(row, detail, row.length - detail, StandardCharsets.UTF_8));
  }

  /**
   * The number of a row: entries are numbered as they are dropped.
   *
   * @throws StoreDamagedException if these bytes are no row
   */
  public static long number(byte[] row) {
    insistOn(row);
    return Keys.longAt(row, 0);
  }

  /** Whether these bytes have the form of a row. */
  public static boolean isRow(byte[] row) {
    return row.length >= HEADER && row.length >= HEADER + (row[LENGTH] & 0xff);
  }

  private static void insistOn(byte[] row) {
    if (!isRow(row)) {
      throw new StoreDamagedException(
          "why a transaction was dropped is unreadable: its row has " + row.length + " bytes");
    }
  }
}
