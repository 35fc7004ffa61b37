package zveno.kernel.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Finds, eight bytes at a time, what cannot stand for itself inside a string: control characters,
 * quote, backslash, DEL, and all that is not ASCII.
 */
final class PlainRun {

  /** Bytes looked at together; the first of them is the lowest of the long. */
  static final int WIDTH = Long.BYTES;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final long ONES = 0x0101010101010101L;
  private static final long TOPS = 0x8080808080808080L;

  private PlainRun() {}

  static boolean isPlain(int b) {
    return b >= ' ' && b <= '~' && b != '"' && b != '\\';
  }

  /**
   * Copies eight bytes, of which as many as the answer says are plain; the rest is to be written
   * over. Both arrays must have eight bytes there.
   */
  static int copy(byte[] from, int start, byte[] to, int at) {
    long word = (long) LONG.get(from, start);
    LONG.set(to, at, word);
    return plainBytes(word);
  }

  /**
   * How many of the eight bytes from {@code start} on come before the first quote or backslash. The
   * array must have eight bytes there.
   */
  static int unquotedBytes(byte[] from, int start) {
    long word = (long) LONG.get(from, start);
    long quote = word ^ ('"' * ONES);
    long backslash = word ^ ('\\' * ONES);
    long special = ((quote - ONES) & ~quote) | ((backslash - ONES) & ~backslash);
    return Long.numberOfTrailingZeros(special & TOPS) >> 3;
  }

  /** How many of eight bytes are plain before the first that is not. */
  static int plainBytes(long word) {
    // A byte's top bit is set when it is less than n: (b - n) & ~b. The borrow of a byte that is
    // less may mark bytes above it wrongly, but never one below, and we want the first.
    long quote = word ^ ('"' * ONES);
    long backslash = word ^ ('\\' * ONES);
    long delete = word ^ (0x7f * ONES);
    long special =
        ((word - ' ' * ONES) & ~word)
            | ((quote - ONES) & ~quote)
            | ((backslash - ONES) & ~backslash)
            | ((delete - ONES) & ~delete)
            | word;
    return Long.numberOfTrailingZeros(special & TOPS) >> 3; // 64 >> 3 when there is none
  }
}
