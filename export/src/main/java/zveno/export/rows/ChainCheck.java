package zveno.export.rows;

import zveno.kernel.bytes.DecodeException;
import zveno.kernel.bytes.Hash;
import zveno.kernel.model.Block;
import zveno.kernel.rules.RuleSet;
import zveno.kernel.rules.Verdict;
import zveno.node.config.CommandException;

/** Rebuilds the hashes of a chain from the texts of an export, block after block, and compares. */
public final class ChainCheck {

  private final RuleSet rules;
  private final Rows rows;
  private long height;
  private Hash last = Hash.ZERO;

  public ChainCheck(RuleSet rules) {
    this.rules = rules;
    this.rows = new Rows(rules.codec());
  }

  /**
   * Takes the next block.
   *
   * @return its row, made anew from its text
   * @throws CommandException if it is not the next one, or its text has another hash or parent
   */
  public BlockRow next(long at, Hash hash, Hash parent, String text) {
    if (at != height + 1) {
      throw CommandException.failed("block " + (height + 1) + " is missing; " + at + " follows");
    }
    Block block;
    try {
      block = rows.block(text, at);
    } catch (DecodeException e) {
      throw CommandException.failed("block " + at + " is wrong: " + e.getMessage());
    }
    if (!block.id().hash().equals(hash)) {
      throw CommandException.failed(
          "block "
              + at
              + " is wrong: its text hashes to "
              + block.id().hex()
              + ", not "
              + hash.hex());
    }
    if (rules.consensus().checkContent(block) instanceof Verdict.Rejected why) {
      throw CommandException.failed("block " + at + " is wrong: " + why.detail());
    }
    if (!block.parent().hash().equals(parent) || !parent.equals(last)) {
      throw CommandException.failed("block " + at + " is wrong: it does not follow the one before");
    }
    height = at;
    last = hash;
    return rows.of(block);
  }

  /** How many blocks it has taken. */
  public long height() {
    return height;
  }

  /** The hash of the last one; zeros before the first. */
  public Hash last() {
    return last;
  }
}
