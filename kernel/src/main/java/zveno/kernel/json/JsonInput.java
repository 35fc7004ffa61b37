package zveno.kernel.json;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import zveno.kernel.bytes.DecodeException;

/**
 * The bytes still to be read: an array at hand, or a window on a stream. The fields are open to the
 * hot loops of this package.
 */
final class JsonInput {

  private static final int WINDOW = 64 * 1024;

  final byte[] bytes;
  int position;
  int limit;

  private final @Nullable InputStream stream;

  /** The offset in the whole input of {@code bytes[0]}. */
  private long base;

  JsonInput(byte[] bytes, int from, int to) {
    Objects.checkFromToIndex(from, to, bytes.length);
    this.bytes = bytes;
    this.position = from;
    this.limit = to;
    this.stream = null;
    this.base = -from;
  }

  JsonInput(InputStream stream) {
    this.bytes = new byte[WINDOW];
    this.stream = Objects.requireNonNull(stream, "stream");
  }

  /** The next byte as 0 to 255, not consumed, or -1 at the end. */
  int peek() throws IOException {
    return position < limit || refill() ? bytes[position] & 0xff : -1;
  }

  /**
   * Brings new bytes into the window, all of whose bytes must have been consumed. False at the end.
   */
  boolean refill() throws IOException {
    if (stream == null) {
      return false;
    }
    base += limit;
    position = 0;
    limit = 0;
    int count;
    do {
      count = stream.read(bytes, 0, bytes.length);
    } while (count == 0);
    if (count < 0) {
      return false;
    }
    limit = count;
    return true;
  }

  /** The offset of the next byte, counted from the first byte of the input. */
  long offset() {
    return base + position;
  }

  /** Says that the next byte cannot belong. */
  DecodeException unexpected(String expected) throws IOException {
    int found = peek();
    String what =
        found < 0
            ? "the input ends"
            : found > ' ' && found <= '~'
                ? "found '" + (char) found + "'"
                : "found byte 0x" + Integer.toHexString(found);
    return new DecodeException("expected " + expected + " but " + what, offset());
  }
}
