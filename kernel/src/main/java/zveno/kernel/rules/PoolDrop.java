package zveno.kernel.rules;

import java.util.List;

/**
 * A transaction that has waited and does not any more, though no block has taken it and no person
 * has removed it.
 *
 * @param slot what is dropped
 * @param reason why, for programs
 * @param detail one line, for people: what it was, and what would have been right
 * @param accounts those that it names
 */
public record PoolDrop(
    PoolSlot slot, RejectReason reason, String detail, List<EncodedAddress> accounts) {

  public PoolDrop {
    accounts = List.copyOf(accounts);
  }
}
