package zveno.node.rules;

import java.util.Optional;
import zveno.kernel.model.Transaction;
import zveno.kernel.rules.RejectReason;

/** What a client has posted as a transaction. */
public sealed interface Posted {

  /** A transaction. */
  record Good(Transaction transaction) implements Posted {}

  /**
   * JSON in which a member is missing.
   *
   * @param why which members there must be
   * @param reason the same for programs, if the rules have a name for it
   */
  record MissingValues(String why, Optional<RejectReason> reason) implements Posted {

    public MissingValues(String why) {
      this(why, Optional.empty());
    }
  }

  /**
   * Something else.
   *
   * @param why why it cannot be taken
   * @param reason the same for programs, if the rules have a name for it
   */
  record Bad(String why, Optional<RejectReason> reason) implements Posted {

    public Bad(String why) {
      this(why, Optional.empty());
    }
  }
}
