package zveno.kernel.chain;

import java.util.Optional;
import java.util.function.Consumer;

/** What the chain needs of a disk. Failures of the disk are unchecked exceptions. */
public interface ChainStore {

  /** What has been committed, always as of now. May be read by any thread. */
  ChainView live();

  /**
   * Writes what no path leads to yet: blocks of branches that are not part of the tree. All of it
   * or nothing arrives; it is not synced, since the commit that leads a path to it is. May be
   * called by any thread.
   */
  void stage(Consumer<ChainBatch> changes);

  /**
   * The same for thousands of blocks; nothing if the store cannot do that, or does it for somebody
   * else. May be called by any thread.
   */
  Optional<BulkWriter> bulk();

  /** A number for a new branch, larger than all before it. May be called by any thread. */
  long newBranch();
}
