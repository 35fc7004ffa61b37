package zveno.kernel.json;

import java.util.Arrays;
import zveno.kernel.bytes.DecodeException;

/** The containers that are open now, outermost first, and the limit on their number. */
final class Nesting {

  private final int max;
  private boolean[] objects = new boolean[16];
  private int depth;

  Nesting(int max) {
    this.max = max;
  }

  int depth() {
    return depth;
  }

  /** Whether the innermost open container is an object; false when there is none. */
  boolean inObject() {
    return depth > 0 && objects[depth - 1];
  }

  /** Whether the innermost open container is an array; false when there is none. */
  boolean inArray() {
    return depth > 0 && !objects[depth - 1];
  }

  void open(boolean object, long offset) throws DecodeException {
    if (depth == max) {
      throw new DecodeException("nested deeper than " + max + " containers", offset);
    }
    if (depth == objects.length) {
      objects = Arrays.copyOf(objects, 2 * depth);
    }
    objects[depth++] = object;
  }

  void close() {
    depth--;
  }
}
