package zveno.node.storage.schema;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import zveno.kernel.bytes.Hash;
import zveno.kernel.chain.BlockPosition;
import zveno.kernel.model.EntryId;
import zveno.kernel.model.EntryKey;
import zveno.kernel.model.TxId;

/** The keys of the rows; see {@link Column}. */
public final class Keys {

  /** How long {@link #entry(EntryKey)} is. */
  public static final int ENTRY = 48;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  private Keys() {}

  public static byte[] number(long number) {
    return ByteBuffer.allocate(8).putLong(number).array();
  }

  public static byte[] block(long branch, long height) {
    return ByteBuffer.allocate(16).putLong(branch).putLong(height).array();
  }

  public static byte[] hash(Hash hash, long branch) {
    return beginningWith(hash, 8).putLong(branch).array();
  }

  /** For what stands in a block: transactions and addresses. */
  public static byte[] standing(Hash hash, BlockPosition where, int position) {
    return standing(hash, where.height(), position, where.branch());
  }

  public static byte[] standing(Hash hash, long height, int position, long branch) {
    return beginningWith(hash, 20).putLong(height).putInt(position).putLong(branch).array();
  }

  public static byte[] entry(EntryKey entry) {
    return entry(entry, 0).array();
  }

  /** Reads what {@link #entry(EntryKey)} makes. */
  public static EntryKey entry(byte[] key) {
    return new EntryKey(
        new EntryId(new UUID(longAt(key, 0), longAt(key, 8))), new TxId(Hash.copiedFrom(key, 16)));
  }

  public static byte[] entryIn(EntryKey entry, long branch) {
    return entry(entry, 8).putLong(branch).array();
  }

  public static byte[] placeOf(EntryKey entry, long place) {
    return entry(entry, 8).putLong(turned(place)).array();
  }

  private static ByteBuffer entry(EntryKey entry, int more) {
    ByteBuffer key = ByteBuffer.allocate(ENTRY + more);
    key.putLong(entry.id().bits().getMostSignificantBits());
    key.putLong(entry.id().bits().getLeastSignificantBits());
    entry.transaction().hash().copyTo(key.array(), 16);
    return key.position(ENTRY);
  }

  /** When an idempotency key was first used; times before 1970 count as 1970. */
  public static byte[] time(long millis, Hash key) {
    byte[] row = new byte[8 + Hash.LENGTH];
    LONG.set(row, 0, Math.max(0, millis));
    key.copyTo(row, 8);
    return row;
  }

  public static byte[] place(long place) {
    return number(turned(place));
  }

  public static byte[] placeOf(Hash hash, long place) {
    return beginningWith(hash, 8).putLong(turned(place)).array();
  }

  /** Sorts like a signed number when read as an unsigned one; done twice, it is gone. */
  public static long turned(long place) {
    return place ^ Long.MIN_VALUE;
  }

  public static long longAt(byte[] bytes, int offset) {
    return (long) LONG.get(bytes, offset);
  }

  public static int intAt(byte[] bytes, int offset) {
    return (int) INT.get(bytes, offset);
  }

  /** The first key after all that begin with {@code prefix}; null if there is none. */
  public static byte @Nullable [] after(byte[] prefix) {
    byte[] next = prefix.clone();
    for (int i = next.length - 1; i >= 0; i--) {
      if (++next[i] != 0) {
        return next;
      }
    }
    return null;
  }

  private static ByteBuffer beginningWith(Hash hash, int more) {
    byte[] key = new byte[Hash.LENGTH + more];
    hash.copyTo(key, 0);
    return ByteBuffer.wrap(key).position(Hash.LENGTH);
  }
}
