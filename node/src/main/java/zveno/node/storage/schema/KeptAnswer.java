package zveno.node.storage.schema;

import java.time.Instant;
import java.util.List;
import zveno.kernel.bytes.Hash;
import zveno.kernel.model.EntryId;

/**
 * What was answered to a post that came with an idempotency key.
 *
 * @param at when; to the millisecond
 * @param request SHA-256 of all that makes another request of it
 * @param block the height of the block that its transactions were expected in
 * @param refused how many of its transactions, the last ones, found the pool full
 * @param entries the entries made of the others, in their order
 */
public record KeptAnswer(Instant at, Hash request, long block, int refused, List<EntryId> entries) {

  public KeptAnswer {
    entries = List.copyOf(entries);
  }
}
