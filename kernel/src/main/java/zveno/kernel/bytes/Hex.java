package zveno.kernel.bytes;

import java.util.Arrays;
import java.util.HexFormat;

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

  /** The value of a lowercase hexadecimal digit in ASCII, 0 to 15, or -1 if it is none. */
  public static int value(byte digit) {
    return VALUES[digit & 0xff];
  }
}
