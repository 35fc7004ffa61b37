package zveno.kernel.json;

import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import zveno.kernel.bytes.DecodeException;
import zveno.kernel.bytes.Hash;

/**
 * A JSON value, as a view of its canonical bytes. Values are decoded on request, and nested values
 * share the bytes; finding a member reads the text up to it.
 *
 * <p>Two values are equal when their canonical bytes are: {@code 1} and {@code 1.0} are not, {@code
 * NaN} and {@code NaN} are. Values are ordered by their bytes; the order has no meaning, but keeps
 * maps fast for values with colliding hash codes.
 */
public final class JsonValue implements Comparable<JsonValue> {

  /** A name and a value of an object. */
  public static final class Member {

    private final byte[] text;
    private final int from;
    private final int to;
    private final JsonValue value;

    private Member(byte[] text, int from, int to, JsonValue value) {
      this.text = text;
      this.from = from;
      this.to = to;
      this.value = value;
    }

    /** What it is called; unpacked anew each time. A surrogate without a partner stays alone. */
    public String name() {
      return CanonicalText.text(text, from, to);
    }

    /** Whether this is its name, found out without unpacking it. */
    public boolean isNamed(String name) {
      return CanonicalText.means(text, from, name);
    }

    public JsonValue value() {
      return value;
    }
  }

  private final byte[] text;
  private final int from;
  private final int to;

  private JsonValue(byte[] text, int from, int to) {
    this.text = text;
    this.from = from;
    this.to = to;
  }

  /** Reads a document that is one value and nothing else but white space. */
  public static JsonValue parse(byte[] document, JsonLimits limits) throws DecodeException {
    return ofCanonical(JsonReader.canonicalize(document, limits));
  }

  /** Reads the next value of a document whole. */
  public static JsonValue read(JsonReader document) throws IOException, DecodeException {
    return ofCanonical(document.canonical());
  }

  /**
   * Takes bytes that {@link JsonReader} or {@link JsonWriter} made. It is not checked that they
   * are; if they are not, what the methods do is undefined. The array must never change again.
   */
  public static JsonValue ofCanonical(byte[] canonical) {
    return ofCanonical(canonical, 0, canonical.length);
  }

  /**
   * A value whose canonical bytes are a part of an array, from {@code from} (inclusive) to {@code
   * to} (exclusive).
   */
  public static JsonValue ofCanonical(byte[] canonical, int from, int to) {
    Objects.checkFromToIndex(from, to, canonical.length);
    if (from == to) {
      throw new IllegalArgumentException("no bytes, no value");
    }
    return new JsonValue(canonical, from, to);
  }

  public JsonKind kind() {
    return switch (text[from]) {
      case '{' -> JsonKind.OBJECT;
      case '[' -> JsonKind.ARRAY;
      case '"' -> JsonKind.STRING;
      case 't', 'f' -> JsonKind.BOOLEAN;
      case 'n' -> JsonKind.NULL;
      default -> isInteger() ? JsonKind.INTEGER : JsonKind.FLOAT;
    };
  }

  /**
   * The value of the member of this name; empty if there is none, or if this is no object. Takes
   * time in proportion to the size of what comes before it.
   */
  public Optional<JsonValue> member(String name) {
    if (text[from] != '{') {
      return Optional.empty();
    }
    for (int at = from + 1; text[at] != '}'; ) {
      int start = CanonicalText.endOfString(text, at) + 2; // past ": "
      int end = CanonicalText.endOfValue(text, start, to);
      if (CanonicalText.means(text, at, name)) {
        return Optional.of(new JsonValue(text, start, end));
      }
      at = next(end);
    }
    return Optional.empty();
  }

  /**
   * The members of an object, in the order of the text. To step over a member is to read along it,
   * so a walk through all levels of a value takes time in proportion to its size times its depth.
   */
  public Iterable<Member> members() {
    insist('{', "members");
    return Members::new;
  }

  /** The elements of an array. */
  public Iterable<JsonValue> elements() {
    insist('[', "elements");
    return Elements::new;
  }

  /** What a string says. A surrogate without a partner stays alone. */
  public String text() {
    insist('"', "text");
    return CanonicalText.text(text, from, to);
  }

  /** The hash that a string spells, in 64 lowercase hexadecimal digits; nothing if it is none. */
  public Optional<Hash> hash() {
    insist('"', "hash");
    return size() == 2 * Hash.LENGTH + 2 ? Hash.parse(text, from + 1) : Optional.empty();
  }

  /** The integer, of an integer only. */
  public BigInteger integer() {
    if (kind() != JsonKind.INTEGER) {
      throw notA("integer");
    }
    return to - from <= 18
        ? BigInteger.valueOf(Long.parseLong(toString()))
        : new BigInteger(toString());
  }

  /** The float, or the double nearest to the integer, which for a large one is infinite. */
  public double number() {
    return switch (kind()) {
      // Java spells NaN and Infinity as Python does.
      case INTEGER, FLOAT -> Double.parseDouble(toString());
      case OBJECT, ARRAY, STRING, BOOLEAN, NULL -> throw notA("number");
    };
  }

  /** True for {@code true}, false for {@code false}. */
  public boolean bool() {
    if (kind() != JsonKind.BOOLEAN) {
      throw notA("bool");
    }
    return text[from] == 't';
  }

  /** How many canonical bytes there are. */
  public int size() {
    return to - from;
  }

  /** The canonical bytes, in an array of the caller's own. */
  public byte[] bytes() {
    return Arrays.copyOfRange(text, from, to);
  }

  /** Writes the canonical bytes. */
  public void writeTo(OutputStream out) throws IOException {
    out.write(text, from, to - from);
  }

  /** Whether this is its canonical text. */
  public boolean isWritten(String canonical) {
    if (canonical.length() != size()) {
      return false;
    }
    for (int i = 0; i < canonical.length(); i++) {
      if (text[from + i] != canonical.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** SHA-256 of the canonical bytes. */
  public Hash sha256() {
    return Hash.of(text, from, to);
  }

  /** Feeds the canonical bytes to a digest. */
  public void feed(MessageDigest digest) {
    digest.update(text, from, to - from);
  }

  void appendTo(AsciiBuffer out) {
    out.append(text, from, to - from);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof JsonValue value
        && Arrays.equals(text, from, to, value.text, value.from, value.to);
  }

  @Override
  public int hashCode() {
    int hash = 1;
    for (int i = from; i < to; i++) {
      hash = 31 * hash + text[i];
    }
    return hash;
  }

  @Override
  public int compareTo(JsonValue other) {
    return Arrays.compareUnsigned(text, from, to, other.text, other.from, other.to);
  }

  /** The canonical text. */
  @Override
  public String toString() {
    return new String(text, from, to - from, StandardCharsets.ISO_8859_1);
  }

  /** Of the texts of numbers, those of floats have a point, an exponent or a letter. */
  private boolean isInteger() {
    for (int i = from; i < to; i++) {
      if ((text[i] < '0' || text[i] > '9') && text[i] != '-') {
        return false;
      }
    }
    return true;
  }

  /** Where the next member or element begins, or the closing bracket is. */
  private int next(int end) {
    return text[end] == ',' ? end + 2 : end;
  }

  private void insist(char bracket, String what) {
    if (text[from] != bracket) {
      throw notA(what);
    }
  }

  private IllegalStateException notA(String what) {
    return new IllegalStateException("no " + what + "() in a value of kind " + kind());
  }

  /** Goes along a container from one item to the next. */
  private abstract class Walk<T> implements Iterator<T> {

    private int at = from + 1;

    @Override
    public boolean hasNext() {
      return text[at] != '}' && text[at] != ']';
    }

    @Override
    public T next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return item(at);
    }

    /** The item that begins here, all of it taken by {@link #take}. */
    abstract T item(int start);

    JsonValue take(int start) {
      JsonValue value = new JsonValue(text, start, CanonicalText.endOfValue(text, start, to));
      at = JsonValue.this.next(value.to);
      return value;
    }
  }

  private final class Elements extends Walk<JsonValue> {

    @Override
    JsonValue item(int start) {
      return take(start);
    }
  }

  private final class Members extends Walk<Member> {

    @Override
    Member item(int start) {
      int end = CanonicalText.endOfString(text, start);
      return new Member(text, start, end, take(end + 2)); // past ": "
    }
  }
}
