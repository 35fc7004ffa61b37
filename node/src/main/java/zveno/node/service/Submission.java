package zveno.node.service;

import java.util.List;
import zveno.kernel.pool.PoolEntry;

/**
 * What became of transactions that were handed in together.
 *
 * @param accepted the entries made, on disk, in the order in which the transactions were given
 * @param refused how many of the last ones found the pool full
 * @param block the height of the block that they will be in, if nothing else happens
 */
public record Submission(List<PoolEntry> accepted, int refused, long block) {

  public Submission {
    accepted = List.copyOf(accepted);
  }
}
