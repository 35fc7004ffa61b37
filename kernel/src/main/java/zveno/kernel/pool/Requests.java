package zveno.kernel.pool;

import java.util.function.Consumer;
import zveno.kernel.model.Transaction;

/** Transactions of many blocks, shown one by one and kept nowhere. May be gone through again. */
@FunctionalInterface
public interface Requests {

  /** Shows each transaction to the visitor. */
  void each(Consumer<Transaction> visitor);
}
