package zveno.kernel;

import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;
import zveno.kernel.chain.BlockCursor;
import zveno.kernel.chain.BlockPosition;
import zveno.kernel.chain.StoredBlock;
import zveno.kernel.model.BlockId;
import zveno.kernel.model.Work;

/** Goes over blocks in a map of its own. */
final class MemoryCursor implements BlockCursor {

  private final Iterator<Map.Entry<BlockPosition, StoredBlock>> blocks;
  private Map.@Nullable Entry<BlockPosition, StoredBlock> current;

  MemoryCursor(Map<BlockPosition, StoredBlock> blocks) {
    this.blocks = blocks.entrySet().iterator();
  }

  @Override
  public boolean next() {
    current = blocks.hasNext() ? blocks.next() : null;
    return current != null;
  }

  private Map.Entry<BlockPosition, StoredBlock> current() {
    if (current == null) {
      throw new NoSuchElementException("no block at hand");
    }
    return current;
  }

  @Override
  public long height() {
    return current().getKey().height();
  }

  @Override
  public BlockId id() {
    return current().getValue().id();
  }

  @Override
  public Work chainWork() {
    return current().getValue().chainWork();
  }

  @Override
  public int size() {
    return bytes().length;
  }

  @Override
  public byte[] bytes() {
    return current().getValue().bytes();
  }

  @Override
  public void close() {}
}
