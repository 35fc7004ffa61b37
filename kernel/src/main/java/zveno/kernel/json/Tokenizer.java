package zveno.kernel.json;

import java.io.IOException;
import zveno.kernel.bytes.DecodeException;

/**
 * Reads white space and strings, and writes strings as Python prints them. The grammar is that of
 * CPython 3.11's Modules/_json.c, read from strict UTF-8.
 */
final class Tokenizer {

  final JsonInput in;
  final AsciiBuffer out;

  /** False while a value is skipped: then nothing longer than a number is left in the output. */
  boolean keep = true;

  /** Reads what is neither a string nor a container, from the same input. */
  final NumberReader numbers;

  private final JsonLimits limits;

  /** Where an escaped high surrogate ended whose partner must come now; -1 if none must. */
  private long halfEnd = -1;

  Tokenizer(JsonInput in, AsciiBuffer out, JsonLimits limits) {
    this.in = in;
    this.out = out;
    this.numbers = new NumberReader(in, out, limits);
    this.limits = limits;
  }

  /** Passes over white space. The next byte, not consumed, or -1 at the end. */
  int token() throws IOException, DecodeException {
    int at = in.position;
    if (at + 1 < in.limit) {
      int b = in.bytes[at];
      if (b > ' ') {
        return b;
      }
      int after = in.bytes[at + 1];
      if (b == ' ' && after > ' ') {
        in.position = at + 1;
        return after;
      }
    }
    return afterWhiteSpace();
  }

  private int afterWhiteSpace() throws IOException, DecodeException {
    int run = 0;
    int b = in.peek();
    while (b == ' ' || b == '\n' || b == '\r' || b == '\t') {
      if (++run > limits.maxWhiteSpace()) {
        throw new DecodeException(
            "more than " + limits.maxWhiteSpace() + " bytes of white space in a row", in.offset());
      }
      in.position++;
      b = in.peek();
    }
    return b;
  }

  /** Insists that the value has not grown too large. */
  void checkSize() throws DecodeException {
    if (out.length > limits.maxCanonicalBytes()) {
      throw new DecodeException(
          "value larger than " + limits.maxCanonicalBytes() + " bytes", in.offset());
    }
  }

  /** A string from its opening quote, which is the next byte, through its closing quote. */
  void string() throws IOException, DecodeException {
    in.position++;
    out.append('"');
    for (; ; ) {
      plainRun();
      int b = in.peek();
      if (halfEnd >= 0 && (b != '\\' || in.offset() != halfEnd)) {
        throw loneSurrogate();
      }
      if (b == '"') {
        in.position++;
        out.append('"');
        return;
      }
      if (b == '\\') {
        in.position++;
        escape();
      } else if (b >= 0x7f) {
        character(b);
      } else if (b >= 0) {
        throw new DecodeException("control character 0x%02x in a string".formatted(b), in.offset());
      } else {
        throw new DecodeException("the input ends inside a string", in.offset());
      }
      if (keep) {
        checkSize();
      } else {
        out.length = 0;
      }
    }
  }

  /** Copies what stands for itself, until something else comes or the input ends. */
  private void plainRun() throws IOException, DecodeException {
    do {
      byte[] bytes = in.bytes;
      int from = in.position;
      int plain = PlainRun.WIDTH;
      while (plain == PlainRun.WIDTH && in.limit - from >= PlainRun.WIDTH) {
        roomFor(PlainRun.WIDTH);
        plain = PlainRun.copy(bytes, from, out.bytes, out.length);
        from += plain;
        out.length += plain;
      }
      while (plain == PlainRun.WIDTH && from < in.limit) {
        if (PlainRun.isPlain(bytes[from])) {
          roomFor(1);
          out.bytes[out.length++] = bytes[from++];
        } else {
          plain = 0;
        }
      }
      in.position = from;
    } while (in.position == in.limit && in.refill());
  }

  /** Makes room in the output, as long as the value is not too large, or dropped. */
  private void roomFor(int count) throws DecodeException {
    if (out.bytes.length - out.length < count) {
      if (keep) {
        checkSize();
      } else {
        out.length = 0;
      }
      out.reserve(count);
    }
  }

  /** What comes after a backslash. Pairs of surrogates come out as they came in, escaped. */
  private void escape() throws IOException, DecodeException {
    int b = in.peek();
    int unit =
        switch (b) {
          case '"', '\\', '/' -> b;
          case 'b' -> '\b';
          case 'f' -> '\f';
          case 'n' -> '\n';
          case 'r' -> '\r';
          case 't' -> '\t';
          case 'u' -> -1;
          default -> throw in.unexpected("an escape, one of \"\\/bfnrtu");
        };
    in.position++;
    if (unit < 0) {
      unit = fourHexDigits();
    }
    if (limits.unambiguous()) {
      checkPairing((char) unit);
    }
    out.appendInString(unit);
  }

  /** An escaped unit has been read; insists that surrogates come in pairs, high before low. */
  private void checkPairing(char unit) throws DecodeException {
    if ((halfEnd >= 0) != Character.isLowSurrogate(unit)) {
      throw loneSurrogate();
    }
    halfEnd = Character.isHighSurrogate(unit) ? in.offset() : -1;
  }

  private DecodeException loneSurrogate() {
    return new DecodeException("half a character (a surrogate without its partner)", in.offset());
  }

  private int fourHexDigits() throws IOException, DecodeException {
    int unit = 0;
    for (int i = 0; i < 4; i++) {
      int digit = Character.digit(in.peek(), 16); // of the first 256 characters, ASCII only
      if (digit < 0) {
        throw in.unexpected("four hex digits after \\u");
      }
      in.position++;
      unit = unit << 4 | digit;
    }
    return unit;
  }

  /** A character of more than seven bits, or DEL, from its first byte, which is the next. */
  private void character(int lead) throws IOException, DecodeException {
    if (lead != 0x7f && (lead < 0xc2 || lead > 0xf4)) {
      throw in.unexpected("UTF-8");
    }
    in.position++;
    if (lead == 0x7f) {
      out.appendInString(lead);
    } else if (lead < 0xe0) {
      out.appendInString((lead & 0x1f) << 6 | continuation(0x80, 0xbf));
    } else if (lead < 0xf0) {
      // After 0xe0 what two bytes could have said, after 0xed surrogates: neither is UTF-8.
      int second = continuation(lead == 0xe0 ? 0xa0 : 0x80, lead == 0xed ? 0x9f : 0xbf);
      int third = continuation(0x80, 0xbf);
      out.appendInString((lead & 0x0f) << 12 | second << 6 | third);
    } else {
      // After 0xf0 what three bytes could have said, after 0xf4 what lies above U+10FFFF.
      int second = continuation(lead == 0xf0 ? 0x90 : 0x80, lead == 0xf4 ? 0x8f : 0xbf);
      int third = continuation(0x80, 0xbf);
      int fourth = continuation(0x80, 0xbf);
      int codePoint = (lead & 0x07) << 18 | second << 12 | third << 6 | fourth;
      out.appendInString(Character.highSurrogate(codePoint));
      out.appendInString(Character.lowSurrogate(codePoint));
    }
  }

  /** The six bits of the next byte, which must be in the range. */
  private int continuation(int least, int most) throws IOException, DecodeException {
    int b = in.peek();
    if (b < least || b > most) {
      throw in.unexpected("UTF-8");
    }
    in.position++;
    return b & 0x3f;
  }
}
