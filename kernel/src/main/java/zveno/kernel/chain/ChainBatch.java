package zveno.kernel.chain;

import java.util.List;
import zveno.kernel.model.BlockId;
import zveno.kernel.model.EntryKey;
import zveno.kernel.model.Trace;

/** Changes that reach the disk together, or not at all. */
public interface ChainBatch {

  /** Stores a block, and what the indexes are to know of its transactions, in their order. */
  void add(Location where, StoredBlock block, List<Carried> carried);

  /** Takes a block out of the store and of the indexes. */
  void remove(Location where, BlockId id, List<Carried> carried);

  /** Stores which entries the requests of a block are. */
  void putTrace(Location where, Trace trace);

  /** Forgets that. */
  void removeTrace(Location where);

  /** Puts it into the index that this entry stands in that block; in each branch in one at most. */
  void putStanding(EntryKey entry, Location where);

  /** Takes it out of the index. */
  void removeStanding(EntryKey entry, Location where);

  /** Makes a branch part of the tree, or says anew how far it reaches. */
  void putBranch(Branch branch);

  /** Takes a branch out of the tree; its blocks stay until they are removed. */
  void removeBranch(long id);

  /** Moves the tip. */
  void moveTip(Location tip);
}
