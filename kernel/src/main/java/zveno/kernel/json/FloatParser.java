package zveno.kernel.json;

import java.nio.charset.StandardCharsets;

/**
 * The double nearest to a decimal, ties to even: what {@link Double#parseDouble} says, sooner for
 * numbers such as a time stamp.
 */
final class FloatParser {

  private static final int MAX_DIGITS = 18;

  private static final long[] TEN_TO = new long[MAX_DIGITS];

  static {
    TEN_TO[0] = 1;
    for (int i = 1; i < MAX_DIGITS; i++) {
      TEN_TO[i] = 10 * TEN_TO[i - 1];
    }
  }

  /** The significand of a normal double has 53 bits: it lies from here to below twice that. */
  private static final long SMALLEST_SIGNIFICAND = 1L << 52;

  private FloatParser() {}

  /** Reads a JSON number from {@code from} to before {@code to}. */
  static double parse(byte[] text, int from, int to) {
    boolean negative = text[from] == '-';
    int start = negative ? from + 1 : from;
    if (to - start <= MAX_DIGITS + 1) {
      long digits = 0;
      int point = to;
      for (int i = start; i < to; i++) {
        int digit = text[i] - '0';
        if (digit >= 0 && digit <= 9) {
          digits = 10 * digits + digit;
        } else if (text[i] == '.') {
          point = i;
        } else {
          return Double.parseDouble(ascii(text, from, to));
        }
      }
      if (digits > 0 && point < to) {
        double x = quotient(digits, to - point - 1);
        if (x > 0) {
          return negative ? -x : x;
        }
      }
    }
    return Double.parseDouble(ascii(text, from, to));
  }

  /**
   * {@code digits} over ten to the {@code places}, correctly rounded; 0 when it cannot tell.
   *
   * <p>Two roundings of doubles lead at most two units of the last place astray. With the double
   * taken as m * 2^-s, the exact distance in half units is 2 * (digits * 2^s - m * 10^places), to
   * be compared with 10^places. The products are too large for a long, but their difference is at
   * most about 4 * 10^17, so it comes out right modulo 2^64.
   *
   * @param digits 1 to below 10^18
   * @param places 1 to 17
   */
  private static double quotient(long digits, int places) {
    long unit = TEN_TO[places];
    double estimate = (double) digits / unit; // both below 10^18, and the divisor is exact
    int shift = 52 - Math.getExponent(estimate);
    if (shift < 1) {
      return 0;
    }
    long significand =
        (Double.doubleToRawLongBits(estimate) & (SMALLEST_SIGNIFICAND - 1)) | SMALLEST_SIGNIFICAND;
    long scaled = shift < 63 ? digits << (shift + 1) : 0; // modulo 2^64
    long distance = scaled - 2 * significand * unit;
    while (distance > unit || (distance == unit && (significand & 1) == 1)) {
      significand++;
      distance -= 2 * unit;
    }
    while (distance < -unit || (distance == -unit && (significand & 1) == 1)) {
      significand--;
      distance += 2 * unit;
    }
    if (significand <= SMALLEST_SIGNIFICAND || significand >= 2 * SMALLEST_SIGNIFICAND) {
      return 0; // where the unit of the last place changes
    }
    return Math.scalb((double) significand, -shift);
  }

  private static String ascii(byte[] text, int from, int to) {
    return new String(text, from, to - from, StandardCharsets.ISO_8859_1);
  }
}
