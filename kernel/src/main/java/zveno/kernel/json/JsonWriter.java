package zveno.kernel.json;

import java.math.BigInteger;
import java.util.Arrays;

/**
 * Prints one value as Python's {@code json.dumps} does: same separators, same escapes, same floats.
 * Members come out in the order in which they are given. For canonical bytes the caller gives them
 * sorted by code point, each name once.
 *
 * <p>A call out of turn, such as a value without a name inside an object, throws {@link
 * IllegalStateException}. Not for use by several threads.
 */
public final class JsonWriter {

  private enum Next {
    /** A value, nothing before it: at the very start, or after a name. */
    VALUE,
    /** An element or the closing bracket, nothing before it. */
    FIRST_ELEMENT,
    /** A name or the closing brace, nothing before it. */
    FIRST_NAME,
    /** A comma and a name, or the closing brace. */
    NAME,
    /** A comma and an element, or the closing bracket. */
    ELEMENT,
    /** The value is whole. */
    NOTHING
  }

  private final AsciiBuffer out = new AsciiBuffer(256);
  private boolean[] objects = new boolean[8];
  private int depth;
  private Next next = Next.VALUE;

  public JsonWriter beginObject() {
    begin(true);
    return this;
  }

  public JsonWriter endObject() {
    end(true, next == Next.FIRST_NAME || next == Next.NAME);
    return this;
  }

  public JsonWriter beginArray() {
    begin(false);
    return this;
  }

  public JsonWriter endArray() {
    end(false, next == Next.FIRST_ELEMENT || next == Next.ELEMENT);
    return this;
  }

  /** The name of a member, whose value must come next. */
  public JsonWriter name(String name) {
    if (next == Next.NAME) {
      out.append(',', ' ');
    } else if (next != Next.FIRST_NAME) {
      throw outOfTurn("a name");
    }
    quoted(name);
    out.append(':', ' ');
    next = Next.VALUE;
    return this;
  }

  /** A surrogate without a partner is printed as it is, {@code \ud800}. */
  public JsonWriter string(String value) {
    beforeValue();
    quoted(value);
    return afterValue();
  }

  public JsonWriter integer(long value) {
    beforeValue();
    out.append(Long.toString(value));
    return afterValue();
  }

  /** Of any size, even one that a reader's limit of digits does not let pass. */
  public JsonWriter integer(BigInteger value) {
    beforeValue();
    out.append(value.toString());
    return afterValue();
  }

  /** A float, as {@link PythonFloat#repr} prints it, {@code NaN} and {@code Infinity} included. */
  public JsonWriter number(double value) {
    beforeValue();
    PythonFloat.append(value, out);
    return afterValue();
  }

  public JsonWriter bool(boolean value) {
    beforeValue();
    out.append(value ? "true" : "false");
    return afterValue();
  }

  /** {@code null}. */
  public JsonWriter nul() {
    beforeValue();
    out.append("null");
    return afterValue();
  }

  /** A whole value that has been printed before; it is not checked. */
  public JsonWriter raw(byte[] canonical) {
    beforeValue();
    out.append(canonical, 0, canonical.length);
    return afterValue();
  }

  public JsonWriter value(JsonValue value) {
    beforeValue();
    value.appendTo(out);
    return afterValue();
  }

  /** The text of the value, which must be whole. */
  public byte[] toBytes() {
    if (next != Next.NOTHING) {
      throw outOfTurn("the end");
    }
    return out.toBytes();
  }

  private void begin(boolean object) {
    beforeValue();
    if (depth == objects.length) {
      objects = Arrays.copyOf(objects, 2 * depth);
    }
    objects[depth++] = object;
    out.append(object ? '{' : '[');
    next = object ? Next.FIRST_NAME : Next.FIRST_ELEMENT;
  }

  private void end(boolean object, boolean inTurn) {
    if (!inTurn) {
      throw outOfTurn(object ? "'}'" : "']'");
    }
    out.append(object ? '}' : ']');
    depth--;
    afterValue();
  }

  private void beforeValue() {
    if (next == Next.ELEMENT) {
      out.append(',', ' ');
    } else if (next != Next.VALUE && next != Next.FIRST_ELEMENT) {
      throw outOfTurn("a value");
    }
  }

  private JsonWriter afterValue() {
    if (depth == 0) {
      next = Next.NOTHING;
    } else {
      next = objects[depth - 1] ? Next.NAME : Next.ELEMENT;
    }
    return this;
  }

  private void quoted(String value) {
    out.append('"');
    for (int i = 0; i < value.length(); i++) {
      out.appendInString(value.charAt(i));
    }
    out.append('"');
  }

  private IllegalStateException outOfTurn(String what) {
    return new IllegalStateException(what + " is out of order, expected: " + next);
  }
}
