package zveno.kernel.chain;

/** Paths to blocks that need not be on the chain, for tests. */
public final class TreePaths {

  private TreePaths() {}

  /** The way from the root to a place in the tree of a store. */
  public static ChainPath to(BlockPosition where, ChainView view) {
    return new BranchTree(view.branches()).pathTo(where);
  }
}
