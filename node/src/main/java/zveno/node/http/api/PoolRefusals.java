package zveno.node.http.api;

import java.util.Optional;
import zveno.kernel.pool.PoolAdmission;
import zveno.kernel.rules.PoolReason;
import zveno.node.http.transport.HttpException;
import zveno.node.service.Submission;

/** How clients hear that a transaction may not wait. */
final class PoolRefusals {

  private PoolRefusals() {}

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
      return Optional.of(
          refused.reason() == PoolReason.FULL
              ? HttpException.poolFull()
              : HttpException.badRequest(refused.detail()));
    }
    int before = submission.refusals().headMap(position).size();
    return position - before < submission.accepted().size()
        ? Optional.empty()
        : Optional.of(HttpException.poolFull());
  }
}
