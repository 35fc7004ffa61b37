package zveno.node.storage.folder;

import zveno.node.storage.errors.StoreFullException;

/** What an opened store stands on, besides its engine. */
public sealed interface StoreEnvironment {

  /**
   * To be asked before so many bytes are written.
   *
   * @throws StoreFullException if there is no room for them
   */
  void ask(long bytes);

  /**
   * Requires space for a write that only deletes rows; it may use half of the reserve.
   *
   * @throws StoreFullException if there is no room even for that
   */
  default void askToMakeRoom(long bytes) {
    ask(bytes);
  }

  /** Free bytes; infinite where nothing is written to a disk. */
  default double freeBytes() {
    return Double.POSITIVE_INFINITY;
  }

  /** With so few bytes free, {@link #ask} says no. */
  default long reserveBytes() {
    return 0;
  }

  /** This commit, and all before it, are on the disk; if others were, they are given up. */
  void synced(long commit);

  /**
   * The engine is closed, and lets go of everything.
   *
   * @param lastCommit the last commit that is in the engine's tables
   * @param clean whether they hold all that its log holds
   */
  void close(long lastCommit, boolean clean);

  /** No ground: the store is in memory. */
  record Memory() implements StoreEnvironment {
    @Override
    public void ask(long bytes) {}

    @Override
    public void synced(long commit) {}

    @Override
    public void close(long lastCommit, boolean clean) {}
  }

  /** A folder that is only looked at. */
  record LookedAt(FolderLock lock, EngineView view) implements StoreEnvironment {
    @Override
    public void ask(long bytes) {
      throw new IllegalStateException("the store was opened for reading only");
    }

    @Override
    public void synced(long commit) {}

    @Override
    public void close(long lastCommit, boolean clean) {
      view.close();
      lock.release();
    }
  }

  /** A folder that is worked in. */
  record WorkedIn(FolderLock lock, HighWaterMark mark, SpaceGuard space)
      implements StoreEnvironment {
    @Override
    public void ask(long bytes) {
      space.ask(bytes);
    }

    @Override
    public double freeBytes() {
      return space.usable();
    }

    @Override
    public long reserveBytes() {
      return space.reserve();
    }

    @Override
    public void askToMakeRoom(long bytes) {
      space.askToMakeRoom(bytes);
    }

    @Override
    public void synced(long commit) {
      mark.set(commit);
    }

    @Override
    public void close(long lastCommit, boolean clean) {
      try {
        if (clean) {
          mark.closeCleanly(lastCommit);
        } else {
          mark.close();
        }
      } finally {
        lock.release();
      }
    }
  }
}
