package zveno.kernel.json;

import java.util.Arrays;

/**
 * Text under construction: a byte array that grows, and Python's way to escape a character. The
 * fields are open to the hot loops of this package.
 */
final class AsciiBuffer {

  private static final byte[] HEX = {
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'
  };

  byte[] bytes;
  int length;

  AsciiBuffer(int capacity) {
    bytes = new byte[Math.max(16, capacity)];
  }

  void append(int ascii) {
    int at = length;
    if (at == bytes.length) {
      reserve(1);
    }
    bytes[at] = (byte) ascii;
    length = at + 1;
  }

  void append(byte[] from, int start, int count) {
    reserve(count);
    System.arraycopy(from, start, bytes, length, count);
    length += count;
  }

  /** {@code ascii} must hold ASCII only. */
  void append(String ascii) {
    int count = ascii.length();
    reserve(count);
    for (int i = 0; i < count; i++) {
      bytes[length + i] = (byte) ascii.charAt(i);
    }
    length += count;
  }

  /** Two bytes at once: most separators. */
  void append(int first, int second) {
    int at = length;
    if (bytes.length - at < 2) {
      reserve(2);
    }
    bytes[at] = (byte) first;
    bytes[at + 1] = (byte) second;
    length = at + 2;
  }

  /**
   * One UTF-16 unit inside a string, escaped where Python with {@code ensure_ascii} escapes it:
   * everything but the printable ASCII characters other than quote and backslash. (See {@code
   * ESCAPE_ASCII} in Python's json/encoder.py; DEL, 0x7f, is escaped too.)
   */
  void appendInString(int unit) {
    if (unit >= ' ' && unit <= '~' && unit != '"' && unit != '\\') {
      append(unit);
      return;
    }
    switch (unit) {
      case '"', '\\' -> append('\\', unit);
      case '\n' -> append('\\', 'n');
      case '\r' -> append('\\', 'r');
      case '\t' -> append('\\', 't');
      case '\f' -> append('\\', 'f');
      case '\b' -> append('\\', 'b');
      default -> {
        append('\\', 'u');
        append(HEX[unit >> 12 & 0xf], HEX[unit >> 8 & 0xf]);
        append(HEX[unit >> 4 & 0xf], HEX[unit & 0xf]);
      }
    }
  }

  byte[] toBytes() {
    return Arrays.copyOf(bytes, length);
  }

  /** Makes room for this many bytes more. */
  void reserve(int count) {
    int room = bytes.length - length;
    if (room < count) {
      int least = Math.addExact(length, count);
      int doubled = (int) Math.min(2L * bytes.length, Integer.MAX_VALUE - 16);
      bytes = Arrays.copyOf(bytes, Math.max(least, doubled));
    }
  }
}
