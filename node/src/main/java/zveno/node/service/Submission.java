package zveno.node.service;

import java.util.List;
import zveno.kernel.model.EntryKey;

/**
 * What became of transactions that were handed in together.
 *
 * @param accepted the entries made, on disk, in the order in which the transactions were given
 * @param refused how many of the last ones found the pool full
 * @param block the height of the block that they will be in, if nothing else happens
 * @param repeated whether they were handed in before with the same idempotency key, and this is
 *     what became of them then
 */
public record Submission(List<EntryKey> accepted, int refused, long block, boolean repeated) {

  /** Of no transactions. */
  public static final Submission NONE = new Submission(List.of(), 0, 0, false);

  public Submission {
    accepted = List.copyOf(accepted);
  }
}
