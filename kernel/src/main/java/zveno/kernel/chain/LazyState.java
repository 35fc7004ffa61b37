package zveno.kernel.chain;

import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import zveno.kernel.state.StateKey;

/** A reader that is opened by the first read, so that rules without a state cost nothing. */
final class LazyState implements StateReader {

  private final Supplier<StateReader> open;
  private @Nullable StateReader opened;

  LazyState(Supplier<StateReader> open) {
    this.open = open;
  }

  @Override
  public Optional<StateRow> find(StateKey key) {
    StateReader reader = opened;
    if (reader == null) {
      reader = open.get();
      opened = reader;
    }
    return reader.find(key);
  }

  @Override
  public void close() {
    if (opened != null) {
      opened.close();
      opened = null;
    }
  }
}
