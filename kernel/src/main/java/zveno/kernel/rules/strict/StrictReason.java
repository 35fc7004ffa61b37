package zveno.kernel.rules.strict;

import java.util.Locale;

/** Why the strict rules refuse a block, a transaction or a genesis, for programs to switch on. */
public enum StrictReason {
  /** Not of the form: a member missing or too many, a value of another kind or out of range. */
  FORM,
  /** An address that is none. */
  ADDRESS,
  /** A signature that is not its sender's, for this transaction on this chain. */
  SIGNATURE,
  /** The Merkle root is not that of the transactions; this says nothing of the header. */
  MERKLE,
  /** The digest is above the target. */
  WORK,
  /** The block does not follow the block that it was to follow. */
  LINK,
  /** The index, or the reward's height, is not the parent's plus one. */
  INDEX,
  /** The bits are no target in its shortest form, or not those that the schedule asks for. */
  BITS,
  /** The timestamp is below the parent's. */
  TIME,
  /** The history is not the root over all blocks before this one. */
  HISTORY,
  /** The nonce is not the sender's next. */
  NONCE,
  /** The transaction may stand in no block as high as this. */
  EXPIRED,
  /** Amount and fee are more than the sender has. */
  BALANCE,
  /** The reward is none, has another count, or is not exactly subsidy and fees. */
  REWARD;

  /** A short name for APIs and metrics, which stays the same: the constant in lowercase. */
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
