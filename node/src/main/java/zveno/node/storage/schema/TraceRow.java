package zveno.node.storage.schema;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import zveno.kernel.model.EntryId;
import zveno.kernel.model.Trace;
import zveno.kernel.model.Trace.Source;
import zveno.node.storage.errors.StoreDamagedException;

/**
 * The entry ids of a block: 1 if they were received and 0 if derived (1 byte), and the ids (16
 * bytes each).
 */
public final class TraceRow {

  private static final int ID = 16;

  private TraceRow() {}

  public static byte[] of(Trace trace) {
    ByteBuffer row = ByteBuffer.allocate(1 + ID * trace.ids().size());
    row.put((byte) (trace.isTold() ? 1 : 0));
    for (EntryId id : trace.ids()) {
      row.putLong(id.bits().getMostSignificantBits()).putLong(id.bits().getLeastSignificantBits());
    }
    return row.array();
  }

  /**
   * What was stored.
   *
   * @throws StoreDamagedException if these bytes are no row
   */
  public static Trace trace(byte[] row) {
    if (row.length % ID != 1) {
      throw new StoreDamagedException(
          "the entry ids of a block are unreadable: their row has " + row.length + " bytes");
    }
    List<EntryId> ids = new ArrayList<>(row.length / ID);
    for (int at = 1; at < row.length; at += ID) {
      ids.add(new EntryId(new UUID(Keys.longAt(row, at), Keys.longAt(row, at + 8))));
    }
    return new Trace(ids, row[0] == 0 ? Source.RECOGNISED : Source.TOLD);
  }
}
