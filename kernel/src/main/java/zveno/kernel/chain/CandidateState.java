package zveno.kernel.chain;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import zveno.kernel.state.StateChanges;
import zveno.kernel.state.StateKey;
import zveno.kernel.state.StateView;

/**
 * The state at the end of a chain that is being built beside ours. What its own blocks have made of
 * it is read from memory until they are stored, and then from the store as it is now; all else from
 * a view that does not move, since our chain may leave the common blocks meanwhile, and theirs be
 * swept. For one thread.
 */
final class CandidateState implements StateView, AutoCloseable {

  private final ChainStore store;
  private final StateReader common;
  private final long branch;
  private final UnstoredState unstored = new UnstoredState();
  private final ChainPath shared;
  private ChainPath path;
  private @Nullable StateReader own;
  private boolean anyStored;

  /**
   * @param view a view that does not move
   * @param shared the path to the last common block
   * @param branch the number of the branch that the own blocks have
   */
  CandidateState(ChainStore store, ChainView view, ChainPath shared, long branch) {
    this.store = store;
    this.common = new LazyState(() -> view.state(shared));
    this.branch = branch;
    this.shared = shared;
    this.path = shared;
  }

  @Override
  public Optional<byte[]> value(StateKey key) {
    return unstored
        .find(key, path)
        .or(() -> stored(key))
        .or(() -> common.find(key))
        .flatMap(StateRow::value);
  }

  private Optional<StateRow> stored(StateKey key) {
    if (!anyStored) {
      return Optional.empty();
    }
    StateReader reader = own;
    if (reader == null) {
      reader = store.live().state(path);
      own = reader;
    }
    return reader.find(key).filter(row -> row.where().branch() == branch);
  }

  /** Adds what the next own block makes of it. */
  void add(long height, StateChanges changes) {
    path = shared.then(branch, height);
    unstored.add(new BlockPosition(branch, height), changes);
  }

  /** All that has been added is in the store now. */
  void stored() {
    unstored.clear();
    anyStored = true;
    closeOwn();
  }

  private void closeOwn() {
    if (own != null) {
      own.close();
      own = null;
    }
  }

  @Override
  public void close() {
    closeOwn();
    common.close();
  }
}
