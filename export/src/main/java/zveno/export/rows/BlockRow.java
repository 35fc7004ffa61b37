package zveno.export.rows;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import zveno.kernel.bytes.Hash;

/**
 * A block of an export.
 *
 * @param height from 1 on
 * @param hash of the block
 * @param parent the hash of the block before it; zeros for the first block
 * @param time when it was made, as it says itself, to the millisecond, if that is within the years
 *     1 to 9999
 * @param transactions what it carries, in order
 * @param text what was hashed: canonical JSON in ASCII, or base64 under rules whose blocks are
 *     other bytes
 */
public record BlockRow(
    long height,
    Hash hash,
    Hash parent,
    Optional<Instant> time,
    List<TransactionRow> transactions,
    String text) {

  public BlockRow {
    transactions = List.copyOf(transactions);
  }

  /** About how many bytes of memory it takes. */
  public long bytes() {
    return 2L * text.length() + 200L * transactions.size();
  }
}
