package zveno.kernel.chain;

import java.lang.ref.WeakReference;
import java.util.Optional;
import zveno.kernel.state.StateChanges;
import zveno.kernel.state.StateKey;

/**
 * The state as the writer sees it: what is committed, and what its batch has so far. A batch that
 * is another than the last one means that the last one has been committed. For one thread.
 */
final class WriterState {

  private final ChainStore store;
  private final UnstoredState unstored = new UnstoredState();

  /** Weak, so that a committed batch with all its blocks can go. */
  private WeakReference<ChainBatch> current = new WeakReference<>(null);

  WriterState(ChainStore store) {
    this.store = store;
  }

  /** Puts what a block makes of the state into a batch. */
  void put(BlockPosition where, StateChanges changes, ChainBatch batch) {
    begin(batch);
    unstored.add(where, changes);
    batch.putState(where, changes);
  }

  private void begin(ChainBatch batch) {
    if (!current.refersTo(batch)) {
      current = new WeakReference<>(batch);
      unstored.clear();
    }
  }

  /** The state at the end of a path, whose last blocks may be in this batch; to be closed. */
  StateReader at(ChainPath path, ChainBatch batch) {
    begin(batch);
    StateReader committed = new LazyState(() -> store.live().state(path));
    return new StateReader() {
      @Override
      public Optional<StateRow> find(StateKey key) {
        return unstored.find(key, path).or(() -> committed.find(key));
      }

      @Override
      public void close() {
        committed.close();
      }
    };
  }
}
