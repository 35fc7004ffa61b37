package zveno.kernel.rules.strict;

import java.util.Locale;
import zveno.kernel.rules.RejectReason;

/** Why the strict rules reject a block, a transaction or a genesis. */
public enum StrictReason implements RejectReason {
  /** Not of the form: a member missing or too many, a value of another kind or out of range. */
  FORM("Not of the form: a member missing or too many, a value of another kind or out of range."),
  /** An address that is none. */
  ADDRESS("An address that is none."),
  /** A signature that is not its sender's, for this transaction on this chain. */
  SIGNATURE("A signature that is not its sender's, for this transaction on this chain."),
  /** The Merkle root is not that of the transactions; this says nothing of the header. */
  MERKLE("The Merkle root is not that of the transactions; this says nothing of the header."),
  /** The digest is above the target. */
  WORK("The digest is above the target."),
  /** The block begins a chain, and this net begins with another block. */
  GENESIS("The block begins a chain, and this net begins with another block."),
  /** The block does not follow the block that it was to follow. */
  LINK("The block does not follow the block that it was to follow."),
  /** The index, or the reward's height, is not the parent's plus one. */
  INDEX("The index, or the reward's height, is not the parent's plus one."),
  /** The bits are no target in its shortest form, or not those that the schedule asks for. */
  BITS("The bits are no target in its shortest form, or not those that the schedule asks for."),
  /** The timestamp is below the parent's. */
  TIME("The timestamp is below the parent's."),
  /** The history is not the root over all blocks before this one. */
  HISTORY("The history is not the root over all blocks before this one."),
  /** The nonce is not the sender's next. */
  NONCE("The nonce is not the sender's next."),
  /** The transaction may stand in no block as high as this. */
  EXPIRED("The transaction may stand in no block as high as this."),
  /** Amount and fee are more than the sender has. */
  BALANCE("Amount and fee are more than the sender has."),
  /** The reward is none, has another count, or is not exactly subsidy and fees. */
  REWARD("The reward is none, has another count, or is not exactly subsidy and fees.");

  private final String sentence;

  StrictReason(String sentence) {
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
