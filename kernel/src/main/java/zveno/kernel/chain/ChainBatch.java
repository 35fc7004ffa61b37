package zveno.kernel.chain;

import java.util.List;
import zveno.kernel.model.BlockId;

/** Changes that reach the disk together, or not at all. */
public interface ChainBatch {

  /** Stores a block, and what the indexes are to know of its transactions, in their order. */
  void add(Location where, StoredBlock block, List<Carried> carried);

  /** Takes a block out of the store and of the indexes. */
  void remove(Location where, BlockId id, List<Carried> carried);

  /** Makes a branch part of the tree, or says anew how far it reaches. */
  void putBranch(Branch branch);

  /** Takes a branch out of the tree; its blocks stay until they are removed. */
  void removeBranch(long id);

  /** Moves the tip. */
  void moveTip(Location tip);
}
