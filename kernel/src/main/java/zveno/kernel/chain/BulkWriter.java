package zveno.kernel.chain;

/**
 * Takes thousands of blocks that no path leads to yet, at a fraction of what {@link
 * ChainStore#stage} costs for each, but with a cost of its own. The blocks must follow each other
 * in one branch, none of which is stored yet. For one thread; must be closed.
 */
public interface BulkWriter extends BlockSink, AutoCloseable {

  /**
   * Brings all that was put into the store; they are on the disk then. To be called once. If it
   * fails, some of the blocks may be stored, and are garbage.
   */
  void finish();

  /** Gives up what has not been brought into the store. May be called twice. */
  @Override
  void close();
}
