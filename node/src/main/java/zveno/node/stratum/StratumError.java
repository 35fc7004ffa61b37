package zveno.node.stratum;

/** The errors that Stratum's servers answer with, by their usual numbers. */
enum StratumError {
  /** Anything that has no number of its own. */
  OTHER(20),
  /** The job is not known, or no more: the tip has moved. */
  STALE(21),
  /** The share has been sent before. */
  DUPLICATE(22),
  /** The hash does not meet the share's target. */
  LOW_DIFFICULTY(23),
  /** The worker is not authorized on this connection. */
  UNAUTHORIZED(24),
  /** The miner has not subscribed. */
  NOT_SUBSCRIBED(25);

  private final int number;

  StratumError(int number) {
    this.number = number;
  }

  /** The first of the three elements of an error. */
  int number() {
    return number;
  }
}
