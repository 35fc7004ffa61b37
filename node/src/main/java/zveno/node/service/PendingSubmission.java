package zveno.node.service;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import zveno.kernel.model.Transaction;

/**
 * Transactions whose sender waits until they are on disk.
 *
 * @param key what makes a repetition of it known as one
 * @param done what became of them; nothing if the key came with another request before
 */
record PendingSubmission(
    List<Transaction> transactions,
    Optional<IdempotencyKey> key,
    CompletableFuture<Optional<Submission>> done) {}
