package zveno.kernel.state;

import java.util.Arrays;
import java.util.HexFormat;

/** The name of a value in the state: 1 to 64 bytes. Sorts by these bytes, unsigned. */
public final class StateKey implements Comparable<StateKey> {

  /** The most bytes that a key may have. */
  public static final int MAX_BYTES = 64;

  private final byte[] bytes;

  private StateKey(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * A key of these bytes, which are copied.
   *
   * @throws IllegalArgumentException if there are none, or more than 64
   */
  public static StateKey of(byte[] bytes) {
    if (bytes.length < 1 || bytes.length > MAX_BYTES) {
      throw new IllegalArgumentException(
          "a state key has 1 to " + MAX_BYTES + " bytes, not " + bytes.length);
    }
    return new StateKey(bytes.clone());
  }

  /** How many bytes it has. */
  public int length() {
    return bytes.length;
  }

  /** A copy of its bytes. */
  public byte[] toBytes() {
    return bytes.clone();
  }

  /** Copies a part of its bytes. */
  public void copyTo(int from, byte[] target, int at, int count) {
    System.arraycopy(bytes, from, target, at, count);
  }

  @Override
  public int compareTo(StateKey other) {
    return Arrays.compareUnsigned(bytes, other.bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof StateKey key && Arrays.equals(bytes, key.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** In hexadecimal. */
  @Override
  public String toString() {
    return HexFormat.of().formatHex(bytes);
  }
}
