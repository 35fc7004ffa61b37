package zveno.kernel.chain;

import java.util.List;
import zveno.kernel.model.BlockMemo;
import zveno.kernel.model.EntryKey;
import zveno.kernel.state.StateChanges;

/** Takes what is to be stored of new blocks. */
public interface BlockSink {

  /** Stores a block, and what the indexes are to know of its transactions, in their order. */
  void add(BlockPosition where, StoredBlock block, List<TxIndexEntry> carried);

  /** Stores what is kept beside a block; not for {@link BlockMemo#NONE}. */
  void putMemo(BlockPosition where, BlockMemo memo);

  /** Puts it into the index that this block has that entry; in each branch one block at most. */
  void putEntry(EntryKey entry, BlockPosition where);

  /** Stores what a block makes of the state; at most once for each block. */
  void putState(BlockPosition where, StateChanges changes);
}
