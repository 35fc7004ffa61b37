package zveno.node.service;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import zveno.kernel.model.EntryKey;
import zveno.kernel.pool.PoolAdmission;

/**
 * What became of transactions that were handed in together.
 *
 * @param accepted the entries made, on disk, in the order in which the transactions were given
 * @param refused how many were not accepted
 * @param block the height of the block that they will be in, if nothing else happens
 * @param repeated whether they were handed in before with the same idempotency key, and this is
 *     what became of them then
 * @param refusals why, by position from 0 on, in the order in which the transactions were given;
 *     those that are neither accepted nor in here are the last ones, and found the pool full
 * @param known how many of the accepted were here before, which only transactions that name
 *     themselves can be
 */
public record Submission(
    List<EntryKey> accepted,
    int refused,
    long block,
    boolean repeated,
    SortedMap<Integer, PoolAdmission.Refused> refusals,
    int known) {

  /** Of no transactions. */
  public static final Submission NONE = new Submission(List.of(), 0, 0, false);

  public Submission {
    accepted = List.copyOf(accepted);
    refusals = Collections.unmodifiableSortedMap(new TreeMap<>(refusals));
  }

  /** With no other reason than that the pool is full. */
  public Submission(List<EntryKey> accepted, int refused, long block, boolean repeated) {
    this(accepted, refused, block, repeated, new TreeMap<>(Map.of()), 0);
  }

  /** How many entries have been made now. */
  public int made() {
    return repeated ? 0 : accepted.size() - known;
  }
}
