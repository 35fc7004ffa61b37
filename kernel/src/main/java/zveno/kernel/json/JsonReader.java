package zveno.kernel.json;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;
import zveno.kernel.bytes.DecodeException;

/**
 * Reads JSON from the front, each byte once. Walk into the containers that are too large to hold,
 * and take the values inside as canonical bytes:
 *
 * {@snippet :
 * reader.beginObject();
 * while (reader.nextName()) {
 *   if (reader.name().equals("chain")) {
 *     reader.beginArray();
 *     while (reader.hasNext()) {
 *       use(reader.canonical());
 *     }
 *     reader.endArray();
 *   } else {
 *     reader.skip();
 *   }
 * }
 * reader.endObject();
 * reader.end();
 * }
 *
 * <p>It takes what CPython 3.11's {@code json.loads} takes from the same bytes decoded as strict
 * UTF-8, within its {@link JsonLimits}. Every method throws {@link DecodeException} at the first
 * byte that cannot belong, at the end of input where more must come, or where the next thing is not
 * what was asked for; and {@link IllegalStateException} when the caller asks out of turn. A reader
 * that has thrown is of no further use. Not for use by several threads.
 *
 * <p>An object that is walked into shows its members as they come: not sorted, and with all of
 * those that share a name. Python would keep the last.
 */
public final class JsonReader {

  /** Room for a block of the usual size. */
  private static final int CAPACITY = 512;

  private enum State {
    /** A container has just been opened. */
    OPENED,
    /** A value must come now: the comma, and in an object the name, has been read. */
    VALUE,
    /** A value has just been read. */
    READ
  }

  private final JsonInput in;
  private final AsciiBuffer out;
  private final Tokenizer tokens;
  private final Nesting nesting;
  private final Canonicalizer values;

  private State state = State.VALUE;
  private @Nullable String name;

  /** The kind of the number that has been read ahead into {@code out}, to see its kind. */
  private @Nullable JsonKind numberAhead;

  /** Reads the bytes of the array from {@code from} to before {@code to}. */
  public JsonReader(byte[] bytes, int from, int to, JsonLimits limits) {
    this(new JsonInput(bytes, from, to), Math.min(to - from, CAPACITY) + 64, limits);
  }

  /** Reads the whole array. */
  public JsonReader(byte[] bytes, JsonLimits limits) {
    this(bytes, 0, bytes.length, limits);
  }

  /**
   * Reads the stream, up to 64 KiB beyond what is asked for. Does not close it. Only on streams do
   * the methods of this class throw {@link IOException}.
   */
  public JsonReader(InputStream stream, JsonLimits limits) {
    this(new JsonInput(stream), CAPACITY, limits);
  }

  private JsonReader(JsonInput in, int capacity, JsonLimits limits) {
    this.in = in;
    this.out = new AsciiBuffer(capacity);
    this.tokens = new Tokenizer(in, out, limits);
    this.nesting = new Nesting(limits.maxDepth());
    this.values = new Canonicalizer(tokens, nesting, limits);
  }

  /** The canonical bytes of a document that is one value and nothing else but white space. */
  public static byte[] canonicalize(byte[] document, JsonLimits limits) throws DecodeException {
    JsonReader reader = new JsonReader(document, limits);
    try {
      byte[] canonical = reader.canonical();
      reader.end();
      return canonical;
    } catch (IOException e) {
      throw new UncheckedIOException("an array cannot fail to be read", e);
    }
  }

  /**
   * The kind of the next value, which stays the next. Its first byte tells, and the rest has not
   * been looked at; except that a number is read to its end, for only that tells an integer from a
   * float.
   */
  public JsonKind kind() throws IOException, DecodeException {
    if (numberAhead != null) {
      return numberAhead;
    }
    int b = startOfValue();
    return switch (b) {
      case '{' -> JsonKind.OBJECT;
      case '[' -> JsonKind.ARRAY;
      case '"' -> JsonKind.STRING;
      case 't', 'f' -> JsonKind.BOOLEAN;
      case 'n' -> JsonKind.NULL;
      case 'N', 'I' -> JsonKind.FLOAT;
      case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> {
        out.length = 0;
        JsonKind kind = tokens.numbers.number();
        tokens.checkSize();
        numberAhead = kind;
        yield kind;
      }
      default -> throw in.unexpected("a value");
    };
  }

  /** Reads the next value whole; see {@link JsonValue#read}. */
  public byte[] canonical() throws IOException, DecodeException {
    byte[] canonical;
    if (numberAhead != null) {
      canonical = out.toBytes();
    } else {
      startOfValue();
      canonical = values.canonical();
    }
    valueRead();
    return canonical;
  }

  /**
   * Reads the next value and drops it. It may be of any size; all else is checked as if it were
   * kept.
   */
  public void skip() throws IOException, DecodeException {
    if (numberAhead == null) {
      startOfValue();
      values.skip();
    }
    valueRead();
  }

  /** Walks into the next value, an object. */
  public void beginObject() throws IOException, DecodeException {
    begin('{', "an object");
  }

  /** Walks into the next value, an array. */
  public void beginArray() throws IOException, DecodeException {
    begin('[', "an array");
  }

  /** Reads the name of the next member; false if there is none. Its value must be read next. */
  public boolean nextName() throws IOException, DecodeException {
    insist(nesting.inObject() && state != State.VALUE, "nextName");
    int b = tokens.token();
    if (b == '}') {
      return false;
    }
    String expected = "a name or '}'";
    if (state == State.READ) {
      if (b != ',') {
        throw in.unexpected("',' or '}'");
      }
      in.position++;
      b = tokens.token();
      expected = "a name";
    }
    if (b != '"') {
      throw in.unexpected(expected);
    }
    out.length = 0;
    tokens.string();
    tokens.checkSize();
    name = CanonicalText.text(out.bytes, 0, out.length);
    if (tokens.token() != ':') {
      throw in.unexpected("':'");
    }
    in.position++;
    state = State.VALUE;
    return true;
  }

  /** The name that {@link #nextName} read last. A surrogate without a partner stays alone. */
  public String name() {
    if (name == null) {
      throw new IllegalStateException("name() before nextName()");
    }
    return name;
  }

  /** Whether the array that was walked into has one more element. */
  public boolean hasNext() throws IOException, DecodeException {
    insist(nesting.inArray(), "hasNext");
    if (state == State.VALUE) {
      return true;
    }
    int b = tokens.token();
    if (b == ']') {
      return false;
    }
    if (state == State.READ) {
      if (b != ',') {
        throw in.unexpected("',' or ']'");
      }
      in.position++;
    }
    state = State.VALUE;
    return true;
  }

  /** Walks out of an object, all of whose members must have been read. */
  public void endObject() throws IOException, DecodeException {
    insist(nesting.inObject() && state != State.VALUE, "endObject");
    end('}');
  }

  /** Walks out of an array, all of whose elements must have been read. */
  public void endArray() throws IOException, DecodeException {
    insist(nesting.inArray() && state != State.VALUE, "endArray");
    end(']');
  }

  /** Insists that nothing follows but white space. */
  public void end() throws IOException, DecodeException {
    insist(nesting.depth() == 0 && state == State.READ, "end");
    if (tokens.token() >= 0) {
      throw in.unexpected("nothing more");
    }
  }

  private void begin(char bracket, String expected) throws IOException, DecodeException {
    if (numberAhead != null) {
      throw new DecodeException("expected " + expected + " but found a number", in.offset());
    }
    if (startOfValue() != bracket) {
      throw in.unexpected(expected);
    }
    nesting.open(bracket == '{', in.offset());
    in.position++;
    state = State.OPENED;
  }

  private void end(char bracket) throws IOException, DecodeException {
    if (tokens.token() != bracket) {
      throw in.unexpected("'" + bracket + "'");
    }
    in.position++;
    nesting.close();
    valueRead();
  }

  /** Passes over what may come before a value, a comma of an array included. */
  private int startOfValue() throws IOException, DecodeException {
    if (nesting.inArray() && state != State.VALUE && !hasNext()) {
      throw in.unexpected("an element");
    }
    insist(state == State.VALUE, "a value");
    return tokens.token();
  }

  private void valueRead() {
    numberAhead = null;
    state = State.READ;
  }

  private static void insist(boolean inTurn, String what) {
    if (!inTurn) {
      throw new IllegalStateException(what + " is out of order");
    }
  }
}
