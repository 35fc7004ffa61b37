package zveno.node.storage.schema;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import zveno.kernel.chain.BlockPosition;
import zveno.kernel.pool.PoolState;
import zveno.node.storage.errors.StoreDamagedException;

/** The rows of {@link Column#META}, by name. */
public enum Meta {
  /** The version of the format (8). */
  FORMAT,
  /** The node's own name: 32 hexadecimal digits. */
  NODE,
  /** What the store was created with. */
  PARAMETERS,
  /** The number of the last commit (8). */
  COMMIT,
  /** All branch numbers up to this one (8) may have been given away. */
  BRANCH_NUMBERS,
  /** The tip: branch number (8), height (8). */
  TIP,
  /** The bounds and sums of the pool: six numbers (8 each). */
  POOL,
  /** The number of the next event (8). */
  NEXT_EVENT,
  /** No event below this number (8) is kept. */
  OLDEST_EVENT,
  /** Whether entries are exchanged with peers: 1 (8), or there is no row. */
  EXCHANGES,
  /** How many waiting transactions have ever been dropped (8). */
  DROPPED,
  /**
   * Which entry of a cluster's log was applied last: term (8), index (8). There is no row if the
   * store has never been a member's.
   */
  APPLIED;

  public byte[] key() {
    return name().getBytes(StandardCharsets.US_ASCII);
  }

  public static byte[] tip(BlockPosition tip) {
    return Keys.block(tip.branch(), tip.height());
  }

  /**
   * Reads the row {@link #TIP}.
   *
   * @throws StoreDamagedException if these bytes are no row
   */
  public static BlockPosition tip(byte[] row) {
    insistOn(16, row, "the tip");
    return location(row, 0);
  }

  /** A branch number and a height, as they are stored everywhere. */
  static BlockPosition location(byte[] row, int offset) {
    long branch = Keys.longAt(row, offset);
    long height = Keys.longAt(row, offset + 8);
    if (branch < 1 || height < 1) {
      throw new StoreDamagedException(
          "the position of a block is unreadable: " + branch + ":" + height + " is none");
    }
    return new BlockPosition(branch, height);
  }

  private static void insistOn(int length, byte[] row, String what) {
    if (row.length != length) {
      throw new StoreDamagedException(
          what + " is unreadable: its row has " + row.length + " bytes");
    }
  }

  public static byte[] pool(PoolState state) {
    return ByteBuffer.allocate(48)
        .putLong(state.first())
        .putLong(state.next())
        .putLong(state.posted())
        .putLong(state.postedBytes())
        .putLong(state.returned())
        .putLong(state.returnedBytes())
        .array();
  }

  /**
   * Reads the row {@link #POOL}.
   *
   * @throws StoreDamagedException if these bytes are no row
   */
  public static PoolState pool(byte[] row) {
    insistOn(48, row, "the state of the pool");
    ByteBuffer from = ByteBuffer.wrap(row);
    return new PoolState(
        from.getLong(),
        from.getLong(),
        from.getLong(),
        from.getLong(),
        from.getLong(),
        from.getLong());
  }

  public static byte[] parameters(Map<String, String> parameters) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(parameters.size());
      for (Map.Entry<String, String> parameter : parameters.entrySet()) {
        out.writeUTF(parameter.getKey());
        out.writeUTF(parameter.getValue());
      }
    } catch (IOException e) {
      throw new IllegalArgumentException("a parameter is too long", e);
    }
    return bytes.toByteArray();
  }

  /**
   * Reads the row {@link #PARAMETERS}.
   *
   * @throws StoreDamagedException if these bytes are no row
   */
  public static Map<String, String> parameters(byte[] row) {
    Map<String, String> parameters = new LinkedHashMap<>();
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(row))) {
      for (int left = in.readInt(); left > 0; left--) {
        parameters.put(in.readUTF(), in.readUTF());
      }
    } catch (IOException e) {
      throw new StoreDamagedException("the store's parameters are unreadable", e);
    }
    return Collections.unmodifiableMap(parameters);
  }
}
