package zveno.kernel.rules.strict;

/**
 * What the rules have against something.
 *
 * @param reason for programs
 * @param detail one line, for people
 */
public record Refusal(StrictReason reason, String detail) {

  /** The same, and where it is: "transaction 3: nonce must be …". */
  Refusal within(String place) {
    return new Refusal(reason, place + ": " + detail);
  }
}
