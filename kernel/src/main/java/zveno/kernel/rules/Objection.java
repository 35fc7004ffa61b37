package zveno.kernel.rules;

/** Why a block is refused, for programs to switch on. */
public enum Objection {
  /** It does not carry the hash of the block before it. */
  BROKEN_LINK,
  /** Its proof of work does not solve the puzzle that the block before it sets. */
  WRONG_PROOF,
  /** It begins a chain, and this net has another beginning. */
  FOREIGN_GENESIS
}
