package zveno.node.service;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import zveno.kernel.model.Transaction;

/** Transactions that somebody waits to see on disk. */
record PendingSubmission(List<Transaction> transactions, CompletableFuture<Submission> done) {}
