package zveno.node.service;

import zveno.node.service.UnavailableException.Reason;

/** The moment after the last commit. The writer publishes; any thread reads. */
final class LatestMoment {

  private volatile Moment current;

  LatestMoment(Moment first) {
    this.current = first;
  }

  /** Publishes a moment, and lets go of the one before. */
  void set(Moment next) {
    Moment before = current;
    current = next;
    before.close();
  }

  /** The moment itself, for what it holds in memory; it may be closed meanwhile. */
  Moment peek() {
    return current;
  }

  /**
   * The moment, to be closed by the caller.
   *
   * @throws UnavailableException if the last one has been closed
   */
  Moment hold() {
    while (true) {
      Moment moment = current;
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
