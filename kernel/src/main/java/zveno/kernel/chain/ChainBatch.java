package zveno.kernel.chain;

import java.util.List;
import zveno.kernel.model.BlockId;
import zveno.kernel.model.EntryKey;
import zveno.kernel.state.StateKey;

/** Changes that reach the disk together, or not at all. */
public interface ChainBatch extends BlockSink {

  /** Takes a block out of the store and of the indexes. */
  void remove(BlockPosition where, BlockId id, List<TxIndexEntry> carried);

  /** Removes what is kept beside a block. */
  void removeMemo(BlockPosition where);

  /** Takes it out of the index that this block has that entry. */
  void removeEntry(EntryKey entry, BlockPosition where);

  /**
   * Takes out what a block has made of the state.
   *
   * @param keys those that {@link ChainView#stateKeys} names
   */
  void removeState(BlockPosition where, List<StateKey> keys);

  /** Makes a branch part of the tree, or says anew how far it reaches. */
  void putBranch(Branch branch);

  /** Takes a branch out of the tree; its blocks stay until they are removed. */
  void removeBranch(long id);

  /** Moves the tip. */
  void moveTip(BlockPosition tip);
}
