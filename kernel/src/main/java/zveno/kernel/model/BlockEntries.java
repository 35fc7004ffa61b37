package zveno.kernel.model;

import java.util.List;

/**
 * What people asked a block to carry.
 *
 * @param height the height of the block
 * @param requests its transactions without the reward
 * @param trace which entries they are: an id for each
 */
public record BlockEntries(long height, List<Transaction> requests, Trace trace) {

  public BlockEntries {
    if (requests.size() != trace.ids().size()) {
      throw new IllegalArgumentException(
          requests.size() + " requests and " + trace.ids().size() + " ids");
    }
  }

  /** How many there are. */
  public int count() {
    return requests.size();
  }

  /** The entry at a position, from 0 on. */
  public EntryKey key(int position) {
    return new EntryKey(trace.ids().get(position), requests.get(position).id());
  }
}
