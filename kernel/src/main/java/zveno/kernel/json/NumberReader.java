package zveno.kernel.json;

import java.io.IOException;
import zveno.kernel.bytes.DecodeException;

/**
 * Reads numbers and words, and writes each as Python prints it. A number is copied as it is read,
 * and what turns out to be a float is then printed anew, unless it is known to come out the same.
 */
final class NumberReader {

  private final JsonInput in;
  private final AsciiBuffer out;
  private final JsonLimits limits;

  NumberReader(JsonInput in, AsciiBuffer out, JsonLimits limits) {
    this.in = in;
    this.out = out;
    this.limits = limits;
  }

  /** {@code true}, {@code null} and the like, letter by letter. */
  void word(String word) throws IOException, DecodeException {
    for (int i = 0; i < word.length(); i++) {
      if (in.peek() != word.charAt(i)) {
        throw in.unexpected(word);
      }
      in.position++;
    }
    out.append(word);
  }

  /** {@code NaN} or {@code Infinity}, where they are allowed. */
  void nonFinite(String word) throws IOException, DecodeException {
    if (!limits.nonFinite()) {
      throw new DecodeException(word + " is not allowed here", in.offset());
    }
    word(word);
  }

  /** A number from its first byte, a digit or the minus sign, which is the next. */
  JsonKind number() throws IOException, DecodeException {
    int start = out.length;
    if (in.peek() == '-') {
      in.position++;
      out.append('-');
      if (in.peek() == 'I') {
        nonFinite("Infinity");
        return JsonKind.FLOAT;
      }
    }
    int whole = out.length;
    if (in.peek() == '0') {
      in.position++;
      out.append('0');
    } else {
      digits(start);
    }
    int point = out.length;
    int b = in.peek();
    if (b != '.' && b != 'e' && b != 'E') {
      finishInteger(start, whole);
      return JsonKind.INTEGER;
    }
    if (b == '.') {
      in.position++;
      out.append('.');
      digits(start);
      b = in.peek();
    }
    boolean exponent = b == 'e' || b == 'E';
    if (exponent) {
      in.position++;
      out.append('e');
      b = in.peek();
      if (b == '+' || b == '-') {
        in.position++;
        out.append(b);
      }
      digits(start);
    }
    if (out.length - start > limits.maxFloatCharacters()) {
      throw new DecodeException(
          "float of more than " + limits.maxFloatCharacters() + " characters", in.offset());
    }
    if (exponent || !PythonFloat.isItsOwnRepr(out.bytes, whole, point, out.length)) {
      reprint(start);
    }
    return JsonKind.FLOAT;
  }

  /** Copies one digit or more; {@code start} is where the text of this number begins. */
  private void digits(int start) throws IOException, DecodeException {
    if (!isDigit(in.peek())) {
      throw in.unexpected("a digit");
    }
    int longest = Math.max(limits.maxIntegerDigits() + 1, limits.maxFloatCharacters());
    do {
      byte[] bytes = in.bytes;
      int limit = in.limit;
      int at = in.position;
      while (at < limit && isDigit(bytes[at])) {
        if (out.length - start >= longest) {
          in.position = at;
          throw new DecodeException("number of more than " + longest + " characters", in.offset());
        }
        out.append(bytes[at++]);
      }
      in.position = at;
    } while (in.position == in.limit && in.refill());
  }

  private static boolean isDigit(int b) {
    return b >= '0' && b <= '9';
  }

  private void finishInteger(int start, int whole) throws DecodeException {
    if (out.length - whole > limits.maxIntegerDigits()) {
      throw new DecodeException(
          "integer of more than " + limits.maxIntegerDigits() + " digits", in.offset());
    }
    if (whole > start && out.bytes[whole] == '0') {
      if (limits.unambiguous()) {
        throw new DecodeException("-0 is not allowed here", in.offset());
      }
      out.length = start; // there is one integer zero
      out.append('0');
    }
  }

  /** Replaces a float as it was written by its {@code repr}. */
  private void reprint(int start) throws DecodeException {
    double x = FloatParser.parse(out.bytes, start, out.length);
    if (Double.isInfinite(x) && !limits.nonFinite()) {
      throw new DecodeException("float too large, infinity is not allowed here", in.offset());
    }
    out.length = start;
    PythonFloat.append(x, out);
  }
}
