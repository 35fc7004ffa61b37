package zveno.node.storage;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import zveno.kernel.chain.BlockPosition;
import zveno.kernel.chain.Branch;
import zveno.kernel.chain.ChainPath;
import zveno.kernel.pool.PoolState;
import zveno.node.storage.engine.EngineReader;
import zveno.node.storage.engine.RowIterator;
import zveno.node.storage.errors.StoreDamagedException;
import zveno.node.storage.schema.BlockRow;
import zveno.node.storage.schema.Column;
import zveno.node.storage.schema.Keys;

/**
 * Whether what is left of a store is one: every block of its chain and of its branches is there,
 * and every entry that waits. Whether they are right is for {@code verify} to say.
 */
final class ConsistencyCheck {

  private final String name;
  private final EngineReader reader;
  private final Map<Long, Branch> branches = new HashMap<>();

  private ConsistencyCheck(String name, EngineReader reader) {
    this.name = name;
    this.reader = reader;
    for (Branch branch : new ChainReads(reader).branches()) {
      branches.put(branch.id(), branch);
    }
  }

  /**
   * @param name what to call the store in a message
   * @throws StoreDamagedException if something is missing
   */
  static void insist(String name, EngineReader reader) {
    ConsistencyCheck check = new ConsistencyCheck(name, reader);
    check.insistOnChain();
    check.insistOnPool();
  }

  private void insistOnChain() {
    Optional<BlockPosition> tip = new ChainReads(reader).tip();
    tip.ifPresent(where -> insistOnBlocksTo(where.branch(), where.height()));
    for (Branch branch : branches.values()) {
      insistOnBlocksTo(branch.id(), branch.last());
    }
  }

  /** Those of one branch; of the branch that it hangs on only that it is there. */
  private void insistOnBlocksTo(long number, long height) {
    Branch branch = branches.get(number);
    if (branch == null) {
      throw missing("branch " + number);
    }
    branch
        .parent()
        .map(parent -> new ChainPath.Stretch(parent.branch(), parent.height(), parent.height()))
        .ifPresent(this::insistOnBlocks);
    insistOnBlocks(new ChainPath.Stretch(number, branch.first(), height));
  }

  private void insistOnBlocks(ChainPath.Stretch stretch) {
    byte[] from = Keys.block(stretch.branch(), stretch.from());
    byte[] to = Keys.block(stretch.branch(), stretch.to() + 1);
    long next = stretch.from();
    try (RowIterator rows = reader.rows(Column.BLOCKS, from, to, RowIterator.Plan.A_LONG_RUN)) {
      for (boolean there = rows.first(); there; there = rows.next()) {
        if (Keys.longAt(rows.key(), 8) != next) {
          throw missing("block " + next);
        }
        byte[] inIndex = Keys.hash(BlockRow.block(rows.value()).id().hash(), stretch.branch());
        if (reader.get(Column.HASHES, inIndex) == null) {
          throw missing("block " + next + " of the index");
        }
        next++;
      }
    }
    if (next <= stretch.to()) {
      throw missing("block " + next);
    }
  }

  private void insistOnPool() {
    PoolState bounds = PoolReads.poolState(reader);
    long there = 0;
    try (RowIterator rows =
        reader.rows(
            Column.POOL,
            Keys.place(bounds.first()),
            Keys.place(bounds.next()),
            RowIterator.Plan.A_LONG_RUN)) {
      for (boolean found = rows.first(); found; found = rows.next()) {
        there++;
      }
    }
    if (there != bounds.count()) {
      throw missing("a waiting transaction");
    }
  }

  private StoreDamagedException missing(String what) {
    return new StoreDamagedException(
        name
            + " is damaged: "
            + what
            + " is missing; restore it from a backup, or start with a new folder and fetch the"
            + " chain again");
  }
}
