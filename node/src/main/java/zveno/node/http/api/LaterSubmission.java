package zveno.node.http.api;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import zveno.kernel.model.Transaction;
import zveno.node.http.transport.Answer;
import zveno.node.http.transport.LaterAnswer;
import zveno.node.service.ChainService;
import zveno.node.service.IdempotencyKey;
import zveno.node.service.Submission;

/** Posts are answered when they are on disk, and no thread waits for that. */
final class LaterSubmission {

  private LaterSubmission() {}

  /**
   * Hands transactions in.
   *
   * @param meter of what they have cost so far; charged with those that are not taken
   * @param told what is answered, if the key was not used for another request; must not wait
   */
  static LaterAnswer of(
      ChainService service,
      List<Transaction> transactions,
      Optional<IdempotencyKey> key,
      VerificationMeter meter,
      Function<Submission, Answer> told) {
    int count = transactions.size();
    CompletableFuture<Optional<Submission>> written = service.submitLater(transactions, key);
    VerificationMeter.Open cost = meter.later();
    return new LaterAnswer(
        written.handle((submission, failure) -> {
          if (failure != null) {
            cost.lost();
            throw new CompletionException(failure);
          }
          return answer(submission, count, cost, told);
        }));
  }

  private static Answer answer(
      Optional<Submission> found,
      int count,
      VerificationMeter.Open cost,
      Function<Submission, Answer> told) {
    if (found.isEmpty()) {
      cost.lost();
      throw IdempotencyHeader.reused();
    }
    Submission submission = found.get();
    cost.taken(submission.made(), count);
    Answer answer = told.apply(submission);
    return submission.repeated() ? answer.with(IdempotencyHeader.REPEATED, "true") : answer;
  }
}
