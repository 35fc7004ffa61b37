package zveno.kernel.rules;

import java.util.Locale;

/** Why a transaction may not wait, under all rules. */
public enum PoolReason implements RejectReason {
  /** The pool is full. */
  FULL("The pool is full."),
  /** It was refused when it came first. */
  BEFORE("It was refused when it came first, and this is the same request again.");

  private final String sentence;

  PoolReason(String sentence) {
    this.sentence = sentence;
  }

  /** The constant in lowercase. */
  @Override
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  @Override
  public String sentence() {
    return sentence;
  }
}
