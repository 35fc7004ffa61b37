package zveno.kernel.rules;

import zveno.kernel.model.Transaction;

/** A transaction that waits in the pool, as a template sees it. */
public interface WaitingTransaction {

  /** What waits. */
  Transaction transaction();
}
