package zveno.kernel.model;

import java.util.Optional;
import zveno.kernel.bytes.Hash;

/** The identity of a block: the hash that its child carries as {@code previous_hash}. */
public record BlockId(Hash hash) implements Comparable<BlockId> {

  /** The virtual root, the parent of every genesis block; it is never stored. */
  public static final BlockId ROOT = new BlockId(Hash.ZERO);

  /** Reads 64 lowercase hexadecimal digits; anything else is none. */
  public static Optional<BlockId> parse(String hex) {
    return Hash.parse(hex).map(BlockId::new);
  }

  /** 64 lowercase hexadecimal digits. */
  public String hex() {
    return hash.hex();
  }

  @Override
  public int compareTo(BlockId other) {
    return hash.compareTo(other.hash);
  }

  @Override
  public String toString() {
    return hash.hex();
  }
}
