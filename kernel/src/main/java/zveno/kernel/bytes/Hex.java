package zveno.kernel.bytes;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/** Lowercase hexadecimal, two digits a byte. */
public final class Hex {

  private static final HexFormat FORMAT = HexFormat.of();

  private static final String DIGITS = "0123456789abcdef";

  /** The value of each byte as a digit, or -1. */
  private static final byte[] VALUES = new byte[256];

  static {
    Arrays.fill(VALUES, (byte) -1);
    for (int i = 0; i < DIGITS.length(); i++) {
      VALUES[DIGITS.charAt(i)] = (byte) i;
    }
  }

  private Hex() {}

  /** Two lowercase digits for each byte. */
  public static String of(byte[] bytes) {
    return FORMAT.formatHex(bytes);
  }

  /** The bytes that lowercase digits, two a byte, stand for; anything else is none. */
  public static Optional<byte[]> parse(String digits) {
    if (digits.length() % 2 != 0) {
      return Optional.empty();
    }
    byte[] bytes = new byte[digits.length() / 2];
    for (int i = 0; i < bytes.length; i++) {
      char first = digits.charAt(2 * i);
      char second = digits.charAt(2 * i + 1);
      int high = first > 'f' ? -1 : value((byte) first);
      int low = second > 'f' ? -1 : value((byte) second);
      if ((high | low) < 0) {
        return Optional.empty();
      }
      bytes[i] = (byte) (high << 4 | low);
    }
    return Optional.of(bytes);
  }

  /** The value of a lowercase hexadecimal digit in ASCII, 0 to 15, or -1 if it is none. */
  public static int value(byte digit) {
    return VALUES[digit & 0xff];
  }
}
