package zveno.kernel.state;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The state while a block is worked out: what lies below it, and what it has written so far. For
 * one thread.
 */
public final class StateDraft implements StateView {

  private final StateView below;
  private final Map<StateKey, Optional<byte[]>> written = new HashMap<>();

  /**
   * @param below the state after the parent
   */
  public StateDraft(StateView below) {
    this.below = below;
  }

  @Override
  public Optional<byte[]> value(StateKey key) {
    Optional<byte[]> own = written.get(key);
    return own != null ? own : below.value(key);
  }

  /**
   * Gives a key a value.
   *
   * @param value 1 to {@link StateChanges#MAX_VALUE} bytes, not to be changed afterwards
   */
  public void put(StateKey key, byte[] value) {
    written.put(key, Optional.of(value));
  }

  /** Takes the value of a key away. */
  public void remove(StateKey key) {
    written.put(key, Optional.empty());
  }

  /** What has been written so far. */
  public StateChanges changes() {
    return StateChanges.of(written);
  }
}
