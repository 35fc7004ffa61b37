package zveno.node.storage.schema;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import zveno.kernel.chain.BlockPosition;
import zveno.kernel.state.StateKey;

/**
 * How keys of the state stand in rows. A key of {@link Column#STATE} is: the first 32 bytes of the
 * state key, filled up with zeros; its length (1); the rest of it; branch number (8) and height
 * (8), both inverted, so that what is newest on a path comes first. A value of {@link
 * Column#STATE_KEYS} is: for each key its length (1) and its bytes.
 */
public final class StateKeys {

  /** The bytes that have a filter: as many as most keys have, since few keys share so many. */
  static final int PREFIX = 32;

  private StateKeys() {}

  /** How all rows of a state key begin, and no other. */
  public static byte[] prefix(StateKey key) {
    return begun(key, 0).array();
  }

  public static byte[] row(StateKey key, BlockPosition where) {
    return begun(key, 16).putLong(~where.branch()).putLong(~where.height()).array();
  }

  private static ByteBuffer begun(StateKey key, int more) {
    int rest = Math.max(0, key.length() - PREFIX);
    byte[] row = new byte[PREFIX + 1 + rest + more];
    key.copyTo(0, row, 0, key.length() - rest);
    row[PREFIX] = (byte) key.length();
    key.copyTo(key.length() - rest, row, PREFIX + 1, rest);
    return ByteBuffer.wrap(row).position(row.length - more);
  }

  /** The state key of a row. */
  public static StateKey key(byte[] row) {
    int length = row[PREFIX];
    byte[] key = Arrays.copyOf(row, length);
    if (length > PREFIX) {
      System.arraycopy(row, PREFIX + 1, key, PREFIX, length - PREFIX);
    }
    return StateKey.of(key);
  }

  /** The block of a row. */
  public static BlockPosition where(byte[] row) {
    return new BlockPosition(~Keys.longAt(row, row.length - 16), ~Keys.longAt(row, row.length - 8));
  }

  public static byte[] list(Collection<StateKey> keys) {
    ByteArrayOutputStream list = new ByteArrayOutputStream(keys.size() * (PREFIX + 1));
    for (StateKey key : keys) {
      list.write(key.length());
      list.writeBytes(key.toBytes());
    }
    return list.toByteArray();
  }

  public static List<StateKey> keys(byte[] list) {
    List<StateKey> keys = new ArrayList<>();
    for (int at = 0; at < list.length; at += 1 + list[at]) {
      keys.add(StateKey.of(Arrays.copyOfRange(list, at + 1, at + 1 + list[at])));
    }
    return keys;
  }
}
