package zveno.kernel.chain;

import java.util.Optional;
import zveno.kernel.state.StateKey;
import zveno.kernel.state.StateView;

/**
 * The state at the end of a path, as the store had it when this was opened. A read costs one seek,
 * and one more for each branch off the path that has written the same key. For one thread; must be
 * closed.
 */
public interface StateReader extends StateView, AutoCloseable {

  /** What the last block of the path that has written this key has made of it. */
  Optional<StateRow> find(StateKey key);

  @Override
  default Optional<byte[]> value(StateKey key) {
    return find(key).flatMap(StateRow::value);
  }

  /** Lets go of what it reads; may be called twice. */
  @Override
  void close();
}
