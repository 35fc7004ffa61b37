package zveno.kernel.model;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.UUID;

/**
 * Tells one entry from another on all nodes, 128 bits. Where equal transactions are not the same,
 * it is random and made by the node to which the entry was posted; else it is {@linkplain #of made}
 * of the transaction. A peer may make one up, so it counts only together with the transaction: see
 * {@link EntryKey}.
 */
public record EntryId(UUID bits) {

  /**
   * The id of an entry whose transaction names itself: the first 16 bytes of the transaction's id.
   */
  public static EntryId of(TxId transaction) {
    ByteBuffer hash = ByteBuffer.wrap(transaction.hash().toBytes());
    return new EntryId(new UUID(hash.getLong(), hash.getLong()));
  }

  /** Reads what {@link #toString} writes; anything else is none. */
  public static Optional<EntryId> parse(String text) {
    if (text.length() != 36) {
      return Optional.empty();
    }
    try {
      EntryId id = new EntryId(UUID.fromString(text));
      return id.toString().equals(text) ? Optional.of(id) : Optional.empty();
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  /** 32 lowercase hexadecimal digits in five groups, as a UUID is written. */
  @Override
  public String toString() {
    return bits.toString();
  }
}
