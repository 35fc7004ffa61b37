package zveno.node.http.api;

import java.util.concurrent.TimeUnit;
import zveno.kernel.rules.BlockCodec;
import zveno.node.http.transport.Caller;
import zveno.node.http.transport.HttpException;
import zveno.node.protocol.VerificationBudget;

/**
 * Counts what the signatures of one request cost, and charges its caller with what was in vain: all
 * that is not said to have been of use by the time that the meter is closed. For the request's
 * thread.
 */
final class VerificationMeter implements AutoCloseable {

  private final VerificationBudget<Caller> budget;
  private final Caller caller;
  private final BlockCodec codec;
  private long from;
  private long hopeful;

  /**
   * @throws HttpException if the caller has used up what it may waste
   */
  VerificationMeter(VerificationBudget<Caller> budget, Caller caller, BlockCodec codec) {
    this.budget = budget;
    this.caller = caller;
    this.codec = codec;
    insist();
    this.from = codec.spentNanos();
  }

  private void insist() {
    long wait = budget.nanosToWait(caller);
    if (wait > 0) {
      throw new HttpException(
              429,
              "too many signatures of yours were wrong, or were verified for transactions that may"
                  + " not wait; try again in a moment")
          .with("Retry-After", String.valueOf(Math.ceilDiv(wait, TimeUnit.SECONDS.toNanos(1))));
    }
  }

  private long sinceLast() {
    long now = codec.spentNanos();
    long spent = now - from;
    from = now;
    return spent;
  }

  /** What came last may be of use; {@link #taken} says it. */
  void right() {
    hopeful += sinceLast();
  }

  /**
   * What came last was in vain.
   *
   * @throws HttpException if that was too much
   */
  void wrong() {
    wrong(sinceLast());
  }

  /** What came last is told in numbers, and not to be counted again. */
  void skip() {
    var _ = sinceLast();
  }

  /** What a thread has spent for this request may be of use; {@link #taken} says it. */
  void right(long nanos) {
    hopeful += nanos;
  }

  /**
   * What a thread has spent for this request was in vain.
   *
   * @throws HttpException if that was too much
   */
  void wrong(long nanos) {
    budget.charge(caller, nanos);
    insist();
  }

  /** Of all that may be of use, so many were. */
  void taken(long useful, long all) {
    right();
    hopeful = all == 0 ? 0 : hopeful / all * (all - useful);
  }

  /** Leaves what may be of use so far to be settled when it is known, by any thread. */
  Open later() {
    right();
    Open open = new Open(hopeful);
    hopeful = 0;
    return open;
  }

  /** What may be of use. */
  final class Open {

    private final long nanos;

    private Open(long nanos) {
      this.nanos = nanos;
    }

    /** Of all of it, so many were of use; the rest is charged. */
    void taken(long useful, long all) {
      budget.charge(caller, all == 0 ? 0 : nanos / all * (all - useful));
    }

    /** None of it was. */
    void lost() {
      budget.charge(caller, nanos);
    }
  }

  @Override
  public void close() {
    right();
    budget.charge(caller, hopeful);
  }
}
