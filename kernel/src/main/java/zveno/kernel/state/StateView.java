package zveno.kernel.state;

import java.util.Optional;

/** The state after one block of a chain, or before the first. */
@FunctionalInterface
public interface StateView {

  /** The state before the first block. */
  StateView EMPTY = _ -> Optional.empty();

  /**
   * The value of a key, 1 to {@link StateChanges#MAX_VALUE} bytes, which must not be changed; empty
   * if the key has none.
   */
  Optional<byte[]> value(StateKey key);
}
