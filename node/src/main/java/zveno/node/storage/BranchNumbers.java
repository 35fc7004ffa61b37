package zveno.node.storage;

/**
 * Gives branches their numbers, each once for ever. Numbers are set aside in the store, some at a
 * time, before the first of them is given away. That write is not synced and need not be: whatever
 * is stored under a number is written to the log after it, so a crash that loses the one loses the
 * other.
 */
final class BranchNumbers {

  private static final int AT_A_TIME = 64;

  /** Writes down that all numbers up to this one may be in use. */
  @FunctionalInterface
  interface Reservation {
    void upTo(long number);
  }

  private final Reservation reservation;
  private long next;
  private long reserved;

  /**
   * @param used the highest number that may be in use
   */
  BranchNumbers(long used, Reservation reservation) {
    this.next = used + 1;
    this.reserved = used;
    this.reservation = reservation;
  }

  synchronized long take() {
    if (next > reserved) {
      reservation.upTo(reserved + AT_A_TIME);
      reserved += AT_A_TIME;
    }
    return next++;
  }
}
