package zveno.kernel.rules;

/** What a rule says of a block. */
public sealed interface Verdict {

  /** Nothing against it. */
  Verdict OK = new Ok();

  /** Nothing against it. */
  record Ok() implements Verdict {}

  /**
   * Rejected.
   *
   * @param reason for programs
   * @param detail for people: what it was, and what it should have been
   */
  record Rejected(RejectReason reason, String detail) implements Verdict {}

  /** A rejection. */
  static Verdict rejected(RejectReason reason, String detail) {
    return new Rejected(reason, detail);
  }
}
