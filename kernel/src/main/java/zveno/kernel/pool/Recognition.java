package zveno.kernel.pool;

import zveno.kernel.model.BlockEntries;
import zveno.kernel.model.EntryId;

/** Hears which entries the requests of blocks are of which nothing was told. */
@FunctionalInterface
public interface Recognition {

  /** The request at this position of the block is the entry that has this id. */
  void recognised(BlockEntries block, int position, EntryId id);
}
