package zveno.kernel.chain;

import java.util.List;
import zveno.kernel.model.EntryKey;
import zveno.kernel.model.Trace;
import zveno.kernel.state.StateChanges;

/** Takes what is to be stored of new blocks. */
public interface BlockSink {

  /** Stores a block, and what the indexes are to know of its transactions, in their order. */
  void add(BlockPosition where, StoredBlock block, List<TxIndexEntry> carried);

  /** Stores which entries the requests of a block are. */
  void putTrace(BlockPosition where, Trace trace);

  /** Puts it into the index that this entry stands in that block; in each branch in one at most. */
  void putStanding(EntryKey entry, BlockPosition where);

  /** Stores what a block makes of the state; at most once for each block. */
  void putState(BlockPosition where, StateChanges changes);
}
