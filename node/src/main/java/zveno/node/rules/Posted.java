package zveno.node.rules;

import zveno.kernel.model.Transaction;

/** What a client has posted as a transaction. */
public sealed interface Posted {

  /** A transaction. */
  record Good(Transaction transaction) implements Posted {}

  /**
   * JSON in which a member is missing.
   *
   * @param why which members there must be
   */
  record MissingValues(String why) implements Posted {}

  /**
   * Something else.
   *
   * @param why why it cannot be taken
   */
  record Bad(String why) implements Posted {}
}
