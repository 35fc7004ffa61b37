package zveno.node.rules.strict.wallet;

import zveno.node.config.CommandException;
import zveno.node.wallet.WalletException;

/** What the wallet's commands end with, beside 0, 1 and 2. 3 is the JVM's. */
final class ExitCodes {

  /** The passphrase is wrong. */
  static final int WRONG_PASSPHRASE = 4;

  /** The node has refused the transaction, or has dropped it. */
  static final int REFUSED = 5;

  /** It was sent, and is not in as many blocks as was asked for yet. */
  static final int UNCONFIRMED = 6;

  /** It was sent, and no answer came: the node may have it, or not. */
  static final int UNKNOWN = 7;

  private ExitCodes() {}

  static CommandException of(WalletException e) {
    String message = String.valueOf(e.getMessage());
    return switch (e.kind()) {
      case WRONG_PASSPHRASE -> CommandException.ended(WRONG_PASSPHRASE, message);
      case BAD_INPUT -> CommandException.badInput(message);
      case FAILED -> CommandException.failed(message);
    };
  }
}
