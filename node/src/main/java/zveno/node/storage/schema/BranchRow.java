package zveno.node.storage.schema;

import java.nio.ByteBuffer;
import java.util.Optional;
import zveno.kernel.chain.BlockPosition;
import zveno.kernel.chain.Branch;
import zveno.node.storage.errors.StoreDamagedException;

/**
 * A branch on disk: the height of its last block (8) and, unless it begins with a genesis block,
 * the branch (8) and the height (8) of the block it hangs on.
 */
public final class BranchRow {

  private static final int ROOTED = 8;
  private static final int HANGING = 24;

  private BranchRow() {}

  public static byte[] of(Branch branch) {
    ByteBuffer row = ByteBuffer.allocate(branch.parent().isPresent() ? HANGING : ROOTED);
    row.putLong(branch.last());
    branch.parent().ifPresent(parent -> row.putLong(parent.branch()).putLong(parent.height()));
    return row.array();
  }

  /**
   * Reads a row.
   *
   * @throws StoreDamagedException if these bytes are no row
   */
  public static Branch branch(byte[] key, byte[] row) {
    if (row.length != ROOTED && row.length != HANGING) {
      throw new StoreDamagedException(
          "a branch is unreadable: its row has " + row.length + " bytes");
    }
    Optional<BlockPosition> parent =
        row.length == ROOTED ? Optional.empty() : Optional.of(Meta.location(row, ROOTED));
    return new Branch(Keys.longAt(key, 0), parent, Keys.longAt(row, 0));
  }
}
