package zveno.node.storage.schema;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import zveno.kernel.bytes.Hash;
import zveno.kernel.model.EntryId;
import zveno.node.storage.errors.StoreDamagedException;

/**
 * A {@link KeptAnswer} on disk: when, in milliseconds since 1970 (8), SHA-256 of the request (32),
 * height of the block (8), how many were refused (4), and the ids of the entries (16 each).
 */
public final class AnswerRow {

  private static final int HEADER = 52;
  private static final int ID = 16;

  private AnswerRow() {}

  public static byte[] of(KeptAnswer answer) {
    ByteBuffer row = ByteBuffer.allocate(HEADER + ID * answer.entries().size());
    row.putLong(answer.at().toEpochMilli()).put(answer.request().toBytes());
    row.putLong(answer.block()).putInt(answer.refused());
    for (EntryId id : answer.entries()) {
      row.putLong(id.bits().getMostSignificantBits()).putLong(id.bits().getLeastSignificantBits());
    }
    return row.array();
  }

  /**
   * Reads a row.
   *
   * @throws StoreDamagedException if these bytes are no row
   */
  public static KeptAnswer answer(byte[] row) {
    if (row.length < HEADER || (row.length - HEADER) % ID != 0) {
      throw new StoreDamagedException(
          "the answer to an idempotency key is unreadable: its row has " + row.length + " bytes");
    }
    List<EntryId> entries = new ArrayList<>((row.length - HEADER) / ID);
    for (int at = HEADER; at < row.length; at += ID) {
      entries.add(new EntryId(new UUID(Keys.longAt(row, at), Keys.longAt(row, at + 8))));
    }
    return new KeptAnswer(
        Instant.ofEpochMilli(Keys.longAt(row, 0)),
        Hash.copiedFrom(row, 8),
        Keys.longAt(row, 40),
        Keys.intAt(row, 48),
        entries);
  }
}
