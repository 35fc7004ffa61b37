package zveno.kernel.bytes;

import java.util.HexFormat;

/** Lowercase hexadecimal, two digits a byte. */
public final class Hex {

  private static final HexFormat FORMAT = HexFormat.of();

  private Hex() {}

  /** Two lowercase digits for each byte. */
  public static String of(byte[] bytes) {
    return FORMAT.formatHex(bytes);
  }

  /** The value of a lowercase hexadecimal digit in ASCII, 0 to 15, or -1 if it is none. */
  public static int value(byte digit) {
    if (digit >= '0' && digit <= '9') {
      return digit - '0';
    }
    return digit >= 'a' && digit <= 'f' ? digit - 'a' + 10 : -1;
  }
}
