package zveno.kernel.chain;

import java.util.List;
import zveno.kernel.model.EntryKey;
import zveno.kernel.model.Trace;
import zveno.kernel.state.StateChanges;

/** Takes what is to be stored of new blocks. */
public interface NewBlocks {

  /** Stores a block, and what the indexes are to know of its transactions, in their order. */
  void add(Location where, StoredBlock block, List<Carried> carried);

  /** Stores which entries the requests of a block are. */
  void putTrace(Location where, Trace trace);

  /** Puts it into the index that this entry stands in that block; in each branch in one at most. */
  void putStanding(EntryKey entry, Location where);

  /** Stores what a block makes of the state; at most once for each block. */
  void putState(Location where, StateChanges changes);
}
