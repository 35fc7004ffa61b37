package zveno.kernel.rules;

/** What a rule says of a block. */
public sealed interface Verdict {

  /** Nothing against it. */
  Verdict OK = new Ok();

  /** Nothing against it. */
  record Ok() implements Verdict {}

  /** Refused, with a reason for programs and a detail for people. */
  record Refused(Objection objection, String detail) implements Verdict {}

  /** A refusal. */
  static Verdict refused(Objection objection, String detail) {
    return new Refused(objection, detail);
  }
}
