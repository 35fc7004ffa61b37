package zveno.kernel.rules.strict;

/**
 * These bytes are nothing that the rules know. It carries no stack trace: who sends bytes chooses
 * how often it is thrown.
 */
public final class RefusedException extends Exception {

  private static final long serialVersionUID = 1L;

  private final transient Refusal refusal;

  RefusedException(Refusal refusal) {
    super(refusal.detail(), null, true, false);
    this.refusal = refusal;
  }

  static RefusedException form(String detail) {
    return new RefusedException(new Refusal(StrictReason.FORM, detail));
  }

  /** What is wrong. */
  public Refusal refusal() {
    return refusal;
  }

  RefusedException within(String place) {
    return new RefusedException(refusal.within(place));
  }
}
