package zveno.kernel.rules.classic;

import java.util.Locale;
import zveno.kernel.rules.RejectReason;

/** Why the tutorial's rules reject a block. */
public enum ClassicReason implements RejectReason {
  /** {@code block['previous_hash'] != self.hash(last_block)}. */
  LINK("The block does not carry the hash of the block before it."),
  /** {@code not self.valid_proof(last_block['proof'], block['proof'])}. */
  PROOF("The proof of work does not solve the puzzle that the block before it sets."),
  /** Of a private net only: the tutorial asks nothing of a first block. */
  GENESIS("The block begins a chain, and this net begins with another block.");

  private final String sentence;

  ClassicReason(String sentence) {
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
