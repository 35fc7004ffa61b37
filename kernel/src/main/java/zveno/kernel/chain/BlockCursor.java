package zveno.kernel.chain;

import zveno.kernel.model.BlockId;
import zveno.kernel.model.Work;

/** Goes over stored blocks, one after the other. For one thread; must be closed. */
public interface BlockCursor extends AutoCloseable {

  /** Goes to the next block; false at the end. */
  boolean next();

  /** The height of the block at hand. */
  long height();

  /** The identity of the block at hand. */
  BlockId id();

  /** The work of the chain that ends with the block at hand. */
  Work chainWork();

  /** How many canonical bytes the block at hand has; cheap, whatever the size. */
  int size();

  /** The canonical bytes of the block at hand; the caller may keep them, but not change them. */
  byte[] bytes();

  @Override
  void close();
}
