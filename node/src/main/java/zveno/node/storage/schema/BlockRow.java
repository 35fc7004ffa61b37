package zveno.node.storage.schema;

import java.math.BigInteger;
import java.util.Arrays;
import zveno.kernel.bytes.Hash;
import zveno.kernel.chain.StoredBlock;
import zveno.kernel.model.BlockId;
import zveno.kernel.model.Work;
import zveno.node.storage.errors.StoreDamagedException;

/**
 * A block on disk: its id (32), how many bytes its chain work takes (1), the chain work, and then
 * its canonical bytes to the end.
 */
public final class BlockRow {

  /** So many bytes of a row say where its canonical bytes begin. */
  public static final int FIRST_BYTES = Hash.LENGTH + 1;

  private static final int MAX_WORK = 255;

  private BlockRow() {}

  public static byte[] of(StoredBlock block) {
    byte[] work = magnitude(block.chainWork().units());
    byte[] row = new byte[Hash.LENGTH + 1 + work.length + block.bytes().length];
    block.id().hash().copyTo(row, 0);
    row[Hash.LENGTH] = (byte) work.length;
    System.arraycopy(work, 0, row, Hash.LENGTH + 1, work.length);
    int start = Hash.LENGTH + 1 + work.length;
    System.arraycopy(block.bytes(), 0, row, start, block.bytes().length);
    return row;
  }

  private static byte[] magnitude(BigInteger units) {
    byte[] bytes = units.toByteArray();
    byte[] magnitude = bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes;
    if (magnitude.length > MAX_WORK) {
      throw new IllegalArgumentException(
          "not the work of a chain: " + units.bitLength() + " bits of work");
    }
    return magnitude;
  }

  /**
   * Reads a row.
   *
   * @throws StoreDamagedException if these bytes are no row
   */
  public static StoredBlock block(byte[] row) {
    check(row, row.length);
    return new StoredBlock(id(row), chainWork(row), bytes(row, row.length));
  }

  /**
   * Looks whether a row of {@code size} bytes can be one, of which the first are at hand.
   *
   * @throws StoreDamagedException if it cannot
   */
  public static void check(byte[] row, int size) {
    if (size <= Hash.LENGTH || size <= headLength(row)) {
      throw new StoreDamagedException("a block is unreadable: its row has " + size + " bytes");
    }
  }

  public static BlockId id(byte[] row) {
    return new BlockId(Hash.copiedFrom(row, 0));
  }

  public static Work chainWork(byte[] row) {
    return new Work(new BigInteger(1, row, Hash.LENGTH + 1, workLength(row)));
  }

  /** The canonical bytes of a row of {@code size} bytes. */
  public static byte[] bytes(byte[] row, int size) {
    return Arrays.copyOfRange(row, headLength(row), size);
  }

  /** The length of the prefix before the canonical bytes, from the row's first 33 bytes. */
  public static int headLength(byte[] row) {
    return Hash.LENGTH + 1 + workLength(row);
  }

  private static int workLength(byte[] row) {
    return row[Hash.LENGTH] & 0xff;
  }
}
