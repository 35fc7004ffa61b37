package zveno.kernel.chain;

import java.util.Optional;

/**
 * A run of blocks, each on the one before it.
 *
 * @param id its number, from 1 on; a branch has a larger number than the branch it hangs on
 * @param parent the block that its first block follows, or nothing if that is a genesis block
 * @param last the height of its last block
 */
public record Branch(long id, Optional<BlockPosition> parent, long last) {

  /** The height of its first block. */
  public long first() {
    return parent.map(BlockPosition::height).orElse(0L) + 1;
  }

  boolean holds(BlockPosition where) {
    return where.branch() == id && where.height() >= first() && where.height() <= last;
  }

  Branch endingAt(long height) {
    return new Branch(id, parent, height);
  }
}
