package zveno.node.storage.schema;

import java.nio.ByteBuffer;
import java.util.Arrays;
import zveno.kernel.model.BlockMemo;
import zveno.node.storage.errors.StoreDamagedException;

/** A block's memo: 1 if it was received and 0 if not (1 byte), and its numbers (16 bytes each). */
public final class MemoRow {

  private MemoRow() {}

  public static byte[] of(BlockMemo memo) {
    byte[] content = memo.toBytes();
    return ByteBuffer.allocate(1 + content.length)
        .put((byte) (memo.isReceived() ? 1 : 0))
        .put(content)
        .array();
  }

  /**
   * What was stored.
   *
   * @throws StoreDamagedException if these bytes are no row
   */
  public static BlockMemo memo(byte[] row) {
    if (!isRow(row)) {
      throw new StoreDamagedException(
          "the entry ids of a block are unreadable: their row has " + row.length + " bytes");
    }
    return BlockMemo.of(Arrays.copyOfRange(row, 1, row.length), row[0] != 0);
  }

  /** Could these bytes be a row? */
  public static boolean isRow(byte[] bytes) {
    return bytes.length % BlockMemo.NUMBER == 1;
  }
}
