package zveno.kernel.rules.strict;

import java.util.Locale;
import zveno.kernel.rules.RejectReason;

/** Why the pool of the strict rules does not take a transaction, or drops one. */
public enum StrictPoolReason implements RejectReason {
  /** The chain has a transaction of this sender with this nonce already. */
  NONCE_USED("The chain has a transaction of this sender with this nonce already."),
  /** No block that is still to come may carry the transaction. */
  EXPIRED("No block that is still to come may carry the transaction."),
  /** Amount and fee, with what waits of the sender already, are more than the sender has. */
  BALANCE("Amount and fee, with what waits of the sender already, are more than the sender has."),
  /** No block has paid anything to the sender, and this costs something. */
  UNKNOWN_SENDER("No block has paid anything to the sender, and this costs something."),
  /** The transaction fits into no block. */
  TOO_LARGE("The transaction fits into no block."),
  /** As many transactions of the sender wait as may. */
  TOO_MANY("As many transactions of the sender wait as may."),
  /** Another transaction with this nonce waits, and this one does not pay enough more. */
  UNDERPRICED("Another transaction with this nonce waits, and this one does not pay enough more."),
  /** The sender has replaced the transaction by another with the same nonce. */
  REPLACED("The sender has replaced the transaction by another with the same nonce."),
  /** The pool was full, and others paid more for each byte. */
  EVICTED("The pool was full, and others paid more for each byte.");

  private final String sentence;

  StrictPoolReason(String sentence) {
    this.sentence = sentence;
  }

  /** The constant in lowercase, with hyphens. */
  @Override
  public String code() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  @Override
  public String sentence() {
    return sentence;
  }
}
