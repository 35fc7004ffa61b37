package zveno.kernel.json;

import java.nio.charset.StandardCharsets;

/**
 * Floats as Python's {@code repr} prints them: the fewest digits that still round to the same
 * double, and of those the nearest; an exponent of at least two digits when it is below -4 or above
 * 15; {@code NaN}, {@code Infinity} and {@code -Infinity} as Python's {@code json} spells them.
 *
 * <p>{@link Double#toString(double)} gives the same digits (since JDK 19) in another layout, except
 * that it never gives fewer than two, which matters for a few of the smallest subnormals.
 */
public final class PythonFloat {

  /** Below this many units of the smallest subnormal, one digit may do where Java prints two. */
  private static final long COARSE = 64;

  /** Every integer up to here is a double, and its own shortest form. */
  private static final double LARGEST_PLAIN_INTEGER = 1L << 53;

  private static final long SIGN = Long.MIN_VALUE;

  private PythonFloat() {}

  /** The text of {@code x}. */
  public static String repr(double x) {
    AsciiBuffer out = new AsciiBuffer(32);
    append(x, out);
    return new String(out.bytes, 0, out.length, StandardCharsets.ISO_8859_1);
  }

  /** Appends the text of {@code x}. */
  static void append(double x, AsciiBuffer out) {
    if (Double.isNaN(x)) {
      out.append("NaN");
      return;
    }
    if ((Double.doubleToRawLongBits(x) & SIGN) != 0) {
      out.append('-');
    }
    double size = Math.abs(x);
    if (size == Double.POSITIVE_INFINITY) {
      out.append("Infinity");
    } else if (size < LARGEST_PLAIN_INTEGER && size == (long) size && size < 1e16) {
      out.append(Long.toString((long) size));
      out.append('.', '0');
    } else {
      Decimal.shortest(size).appendTo(out);
    }
  }

  /**
   * Whether a float literal in plain layout is printed as it is written, for a reason that needs no
   * arithmetic. Up to 15 significant digits survive the way to a double and back (C's {@code
   * DBL_DIG}), and two decimals of up to 15 digits never share a double, so no shorter one stands
   * for it. What is left to see is that Python would use the plain layout with as many zeros.
   *
   * @param text digits, a point, digits: no sign, no exponent
   */
  static boolean isItsOwnRepr(byte[] text, int from, int point, int to) {
    if (to - from > 16) {
      // Perhaps 0.000 and fifteen digits more; not common enough to be worth a look.
      return false;
    }
    int fraction = to - point - 1;
    if (text[to - 1] == '0') {
      return fraction == 1; // 1.0 and 0.0, but not 1.50
    }
    if (text[from] != '0') {
      return true;
    }
    int zeros = 0;
    while (text[point + 1 + zeros] == '0') {
      zeros++;
    }
    return zeros <= 3; // 0.0001, but 1e-05
  }

  /** A positive number as digits and the place of the point: 0.d1d2d3... times ten to the point. */
  private static final class Decimal {

    private final byte[] digits = new byte[20];
    private int count;
    private int point;

    static Decimal shortest(double x) {
      Decimal decimal = new Decimal();
      decimal.take(Double.toString(x));
      if (decimal.count == 2 && Double.doubleToRawLongBits(x) < COARSE) {
        decimal.tryOneDigit(x);
      }
      return decimal;
    }

    /** Takes Java's text apart: {@code 123.4} or {@code 1.234E-5}. */
    private void take(String java) {
      boolean afterPoint = false;
      for (int i = 0; i < java.length(); i++) {
        char c = java.charAt(i);
        if (c == '.') {
          afterPoint = true;
        } else if (c == 'E') {
          point += Integer.parseInt(java, i + 1, java.length(), 10);
          break;
        } else if (count > 0 || c != '0') {
          digits[count++] = (byte) c;
          point += afterPoint ? 0 : 1;
        } else if (afterPoint) {
          point--;
        }
      }
      while (count > 1 && digits[count - 1] == '0') {
        count--;
      }
    }

    /** Rounds to one digit, the nearer way first, if that is still {@code x}. */
    private void tryOneDigit(double x) {
      int down = digits[0] - '0';
      int nearer = digits[1] >= '5' ? down + 1 : down;
      int other = digits[1] >= '5' ? down : down + 1;
      if (is(nearer, x)) {
        set(nearer);
      } else if (is(other, x)) {
        set(other);
      }
    }

    private boolean is(int digit, double x) {
      return Double.parseDouble(digit + "E" + (point - 1)) == x;
    }

    /** 1 to 10. */
    private void set(int digit) {
      count = 1;
      if (digit == 10) {
        digits[0] = '1';
        point++;
      } else {
        digits[0] = (byte) ('0' + digit);
      }
    }

    /** In the layout of CPython's {@code format_float_short} for {@code repr}. */
    void appendTo(AsciiBuffer out) {
      if (point <= -4 || point > 16) {
        appendWithExponent(out);
      } else if (point <= 0) {
        out.append('0', '.');
        appendZeros(-point, out);
        out.append(digits, 0, count);
      } else if (point >= count) {
        out.append(digits, 0, count);
        appendZeros(point - count, out);
        out.append('.', '0');
      } else {
        out.append(digits, 0, point);
        out.append('.');
        out.append(digits, point, count - point);
      }
    }

    private void appendWithExponent(AsciiBuffer out) {
      out.append(digits[0]);
      if (count > 1) {
        out.append('.');
        out.append(digits, 1, count - 1);
      }
      int exponent = point - 1;
      out.append('e', exponent < 0 ? '-' : '+');
      int size = Math.abs(exponent);
      if (size < 10) {
        out.append('0');
      }
      out.append(Integer.toString(size));
    }

    private static void appendZeros(int count, AsciiBuffer out) {
      for (int i = 0; i < count; i++) {
        out.append('0');
      }
    }
  }
}
