package zveno.kernel.model;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.UUID;

/**
 * Tells one entry from another, everywhere: the same words posted twice are two entries. 128 bits,
 * random where the entry was posted. Anybody may make one up, so that it counts only together with
 * the words: see {@link EntryKey}.
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
