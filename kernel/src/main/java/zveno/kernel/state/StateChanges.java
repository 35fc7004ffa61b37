package zveno.kernel.state;

import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/** What one block makes of the state: the keys that it writes, each with its new value or none. */
public final class StateChanges {

  /** The most bytes that a value may have. */
  public static final int MAX_VALUE = 1024;

  /** A block that leaves the state as it is. */
  public static final StateChanges NONE = new StateChanges(new TreeMap<>());

  private final SortedMap<StateKey, Optional<byte[]>> values;

  private StateChanges(SortedMap<StateKey, Optional<byte[]>> values) {
    this.values = values;
  }

  /**
   * Changes of these keys; the arrays must not be changed afterwards.
   *
   * @param values for each key its new value; empty if it is to have none
   * @throws IllegalArgumentException if a value has no byte, or more than {@link #MAX_VALUE}
   */
  public static StateChanges of(Map<StateKey, Optional<byte[]>> values) {
    values.forEach((key, value) -> value.ifPresent(bytes -> check(key, bytes)));
    return values.isEmpty() ? NONE : new StateChanges(new TreeMap<>(values));
  }

  private static void check(StateKey key, byte[] value) {
    if (value.length < 1 || value.length > MAX_VALUE) {
      throw new IllegalArgumentException(
          "the value of " + key + " has " + value.length + " bytes, not 1 to " + MAX_VALUE);
    }
  }

  /** Does the block leave the state as it is? */
  public boolean isEmpty() {
    return values.isEmpty();
  }

  /** The keys that it writes, in order. */
  public Collection<StateKey> keys() {
    return Collections.unmodifiableSet(values.keySet());
  }

  /** Goes over the keys, in order, with their new values. */
  public void forEach(BiConsumer<StateKey, Optional<byte[]>> action) {
    values.forEach(action);
  }
}
