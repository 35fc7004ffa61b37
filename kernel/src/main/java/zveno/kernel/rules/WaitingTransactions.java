package zveno.kernel.rules;

import java.util.List;

/** What the next block may carry. */
@FunctionalInterface
public interface WaitingTransactions {

  /** The pool's transactions as of now, the first first, as many as fit into a block of ours. */
  List<? extends WaitingTransaction> front();
}
