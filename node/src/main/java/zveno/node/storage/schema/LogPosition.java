package zveno.node.storage.schema;

import java.nio.ByteBuffer;
import zveno.node.storage.errors.StoreDamagedException;

/**
 * The position of an entry in a replicated log.
 *
 * @param term the term in which it was appended, from 0 on
 * @param index its place in the log, from 0 on
 */
public record LogPosition(long term, long index) {

  /** As the row {@link Meta#APPLIED} holds it. */
  public byte[] toRow() {
    return ByteBuffer.allocate(16).putLong(term).putLong(index).array();
  }

  /**
   * Reads a row.
   *
   * @throws StoreDamagedException if these bytes are no row
   */
  public static LogPosition ofRow(byte[] row) {
    if (row.length != 16) {
      throw new StoreDamagedException(
          "the position in the replicated log is unreadable: its row has " + row.length + " bytes");
    }
    ByteBuffer from = ByteBuffer.wrap(row);
    return new LogPosition(from.getLong(), from.getLong());
  }
}
