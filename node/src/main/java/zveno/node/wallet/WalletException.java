package zveno.node.wallet;

import java.io.Serial;

/** A key cannot be read or written. The message is one line for people, and names no secret. */
public final class WalletException extends Exception {

  @Serial private static final long serialVersionUID = 1L;

  /** What to do about it, for programs. */
  public enum Kind {
    /** The passphrase does not open the file. */
    WRONG_PASSPHRASE,
    /** The name, the words or the file are not what they have to be. */
    BAD_INPUT,
    /** The disk did not take it, or did not give it. */
    FAILED
  }

  private final Kind kind;

  private WalletException(Kind kind, String message) {
    super(message, null, true, false);
    this.kind = kind;
  }

  static WalletException badInput(String message) {
    return new WalletException(Kind.BAD_INPUT, message);
  }

  static WalletException failed(String message) {
    return new WalletException(Kind.FAILED, message);
  }

  static WalletException wrongPassphrase() {
    return new WalletException(Kind.WRONG_PASSPHRASE, "the passphrase is wrong");
  }

  /** The same trouble of a thing that has a name. */
  WalletException of(String what) {
    return new WalletException(kind, what + ": " + getMessage());
  }

  public Kind kind() {
    return kind;
  }
}
