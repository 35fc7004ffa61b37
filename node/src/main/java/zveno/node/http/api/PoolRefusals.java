package zveno.node.http.api;

import java.util.Optional;
import zveno.kernel.pool.PoolAdmission;
import zveno.kernel.rules.PoolReason;
import zveno.kernel.rules.RejectReason;
import zveno.node.http.transport.HttpException;
import zveno.node.http.transport.ProblemType;
import zveno.node.rules.Posted;
import zveno.node.service.Submission;

/** How clients hear that a transaction is not taken: in words, and by a name for programs. */
final class PoolRefusals {

  private PoolRefusals() {}

  /** Why this is no transaction. */
  static HttpException of(Posted.MissingValues missing) {
    return named(missing.reason(), HttpException.badRequest(missing.why()));
  }

  /** Why this is no transaction. */
  static HttpException of(Posted.Bad bad) {
    return named(bad.reason(), HttpException.badRequest(bad.why()));
  }

  private static HttpException named(Optional<RejectReason> reason, HttpException refusal) {
    return reason.map(ProblemType::of).map(refusal::named).orElse(refusal);
  }

  /** Why a transaction may not wait. */
  static HttpException of(RejectReason reason, String detail) {
    HttpException refusal =
        reason == PoolReason.FULL
            ? HttpException.poolFull(detail)
            : HttpException.badRequest(detail);
    return refusal.named(ProblemType.of(reason));
  }

  /** Why a transaction may not wait if all that there is to know is that the pool is full. */
  static HttpException full() {
    return HttpException.poolFull("the pool is full").named(ProblemType.of(PoolReason.FULL));
  }

  /**
   * Answers that the only transaction of a submission may not wait.
   *
   * @throws HttpException if it may not
   */
  static void throwFirst(Submission submission) {
    Optional<HttpException> refusal = of(submission, 0);
    if (refusal.isPresent()) {
      throw refusal.get();
    }
  }

  /**
   * Why a transaction was refused; nothing if it was accepted.
   *
   * @param position where it stood in the submission, from 0 on
   */
  static Optional<HttpException> of(Submission submission, int position) {
    PoolAdmission.Refused refused = submission.refusals().get(position);
    if (refused != null) {
      return Optional.of(of(refused.reason(), refused.detail()));
    }
    // Without reasons it was a queue, which takes the first ones.
    return !submission.refusals().isEmpty() || position < submission.accepted().size()
        ? Optional.empty()
        : Optional.of(full());
  }
}
