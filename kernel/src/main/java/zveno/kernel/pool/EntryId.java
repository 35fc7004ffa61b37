package zveno.kernel.pool;

import java.util.UUID;

/**
 * Tells one entry from another, everywhere: the same words posted twice are two entries. 128 random
 * bits.
 */
public record EntryId(UUID bits) {

  @Override
  public String toString() {
    return bits.toString();
  }
}
