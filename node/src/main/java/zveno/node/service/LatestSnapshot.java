package zveno.node.service;

import zveno.node.service.UnavailableException.Reason;

/** The moment after the last commit. The writer publishes; any thread reads. */
final class LatestSnapshot {

  private volatile ChainSnapshot current;

  LatestSnapshot(ChainSnapshot first) {
    this.current = first;
  }

  /** Publishes a moment, and lets go of the one before. */
  void set(ChainSnapshot next) {
    ChainSnapshot before = current;
    current = next;
    before.close();
  }

  /** The moment itself, for what it holds in memory; it may be closed meanwhile. */
  ChainSnapshot peek() {
    return current;
  }

  /**
   * The moment, to be closed by the caller.
   *
   * @throws UnavailableException if the last one has been closed
   */
  ChainSnapshot hold() {
    while (true) {
      ChainSnapshot moment = current;
      if (moment.hold()) {
        return moment;
      }
      if (moment == current) {
        throw new UnavailableException(Reason.STOPPED, "the node is shutting down");
      }
    }
  }

  /** Lets go of the last one; there will be no other. */
  void close() {
    current.close();
  }
}
