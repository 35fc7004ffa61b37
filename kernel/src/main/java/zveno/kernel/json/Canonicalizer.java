package zveno.kernel.json;

import java.io.IOException;
import zveno.kernel.bytes.DecodeException;
import zveno.kernel.bytes.OneLine;

/**
 * Reads one value whole. What it reads it writes at once, in the order of the input; members that
 * are out of order are put right at the end. Containers are kept on a stack of our own, not on the
 * thread's, so depth costs a byte and not a stack frame.
 */
final class Canonicalizer {

  private final JsonInput in;
  private final AsciiBuffer out;
  private final Tokenizer tokens;
  private final Nesting nesting;
  private final MemberOrder order = new MemberOrder();
  private final boolean unambiguous;

  Canonicalizer(Tokenizer tokens, Nesting nesting, JsonLimits limits) {
    this.tokens = tokens;
    this.unambiguous = limits.unambiguous();
    this.in = tokens.in;
    this.out = tokens.out;
    this.nesting = nesting;
  }

  /** The next value as canonical bytes. */
  byte[] canonical() throws IOException, DecodeException {
    tokens.keep = true;
    read();
    return order.inOrder() ? out.toBytes() : order.inOrder(out.bytes, out.length);
  }

  /** Reads the next value and drops it. */
  void skip() throws IOException, DecodeException {
    tokens.keep = false;
    read();
    tokens.keep = true;
  }

  private void read() throws IOException, DecodeException {
    out.length = 0;
    order.clear();
    int floor = nesting.depth();
    boolean more;
    do {
      more = !startValue() || afterValue(floor);
    } while (more);
  }

  /** Reads a scalar or an empty container, or the head of a container; true if that was all. */
  private boolean startValue() throws IOException, DecodeException {
    int b = tokens.token();
    switch (b) {
      case '{' -> {
        return openObject();
      }
      case '[' -> {
        return openArray();
      }
      case '"' -> tokens.string();
      case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> tokens.numbers.number();
      case 't' -> tokens.numbers.word("true");
      case 'f' -> tokens.numbers.word("false");
      case 'n' -> tokens.numbers.word("null");
      case 'N' -> tokens.numbers.nonFinite("NaN");
      case 'I' -> tokens.numbers.nonFinite("Infinity");
      default -> throw in.unexpected("a value");
    }
    return true;
  }

  private boolean openObject() throws IOException, DecodeException {
    nesting.open(true, in.offset());
    in.position++;
    if (tokens.keep) {
      order.open(out.length);
    }
    out.append('{');
    int b = tokens.token();
    if (b == '}') {
      close('}');
      return true;
    }
    name(b, "a name or '}'");
    return false;
  }

  private boolean openArray() throws IOException, DecodeException {
    nesting.open(false, in.offset());
    in.position++;
    out.append('[');
    if (tokens.token() == ']') {
      close(']');
      return true;
    }
    return false;
  }

  /** A name, whose first byte is {@code b}, and its colon. */
  private void name(int b, String expected) throws IOException, DecodeException {
    if (b != '"') {
      throw in.unexpected(expected);
    }
    int start = out.length;
    tokens.string();
    if (tokens.keep) {
      order.member(out.bytes, start);
    }
    if (tokens.token() != ':') {
      throw in.unexpected("':'");
    }
    in.position++;
    out.append(':', ' ');
  }

  /**
   * Closes the containers that end here. True if one is left open above {@code floor}, and then a
   * comma has been read, and a name if need be.
   */
  private boolean afterValue(int floor) throws IOException, DecodeException {
    for (; ; ) {
      if (tokens.keep) {
        tokens.checkSize();
      } else {
        out.length = 0;
      }
      if (nesting.depth() == floor) {
        return false;
      }
      boolean object = nesting.inObject();
      int b = tokens.token();
      if (b == ',') {
        in.position++;
        out.append(',', ' ');
        if (object) {
          name(tokens.token(), "a name");
        }
        return true;
      }
      if (b != (object ? '}' : ']')) {
        throw in.unexpected(object ? "',' or '}'" : "',' or ']'");
      }
      close(b);
    }
  }

  /** The next byte ends the innermost container. */
  private void close(int bracket) throws DecodeException {
    in.position++;
    out.append(bracket);
    if (tokens.keep && nesting.inObject()) {
      order.close(out.bytes, out.length);
      String duplicate = order.duplicate();
      if (duplicate != null && unambiguous) {
        throw new DecodeException(
            "the member \"" + OneLine.of(duplicate) + "\" occurs twice", in.offset());
      }
    }
    nesting.close();
  }
}
