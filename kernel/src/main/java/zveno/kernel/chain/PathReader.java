package zveno.kernel.chain;

import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import zveno.kernel.bytes.Quantity;
import zveno.kernel.model.BlockId;
import zveno.kernel.model.Work;

/** Goes along a path, from stretch to stretch. */
public final class PathReader implements BlockCursor {

  private final Iterator<ChainPath.Stretch> stretches;
  private final Function<ChainPath.Stretch, BlockCursor> open;
  private long left;
  private @Nullable BlockCursor current;

  private PathReader(
      List<ChainPath.Stretch> stretches, Function<ChainPath.Stretch, BlockCursor> open) {
    this.stretches = stretches.iterator();
    this.open = open;
  }

  /** The blocks from one height to another, both included, lowest first. */
  public static PathReader ascending(ChainView view, ChainPath path, long from, long to) {
    return new PathReader(path.stretches(from, to), view::ascending);
  }

  /** The blocks from one height to another, both included, highest first. */
  public static PathReader descending(ChainView view, ChainPath path, long from, long to) {
    return new PathReader(path.stretches(from, to).reversed(), view::descending);
  }

  /**
   * {@inheritDoc}
   *
   * @throws MissingBlockException if the store lacks a block that the path leads through
   */
  @Override
  public boolean next() {
    while (left == 0) {
      close();
      if (!stretches.hasNext()) {
        return false;
      }
      ChainPath.Stretch stretch = stretches.next();
      left = stretch.to() - stretch.from() + 1;
      current = open.apply(stretch);
    }
    if (!current().next()) {
      throw new MissingBlockException(
          "the store ends " + Quantity.of(left, "block") + " too early");
    }
    left--;
    return true;
  }

  private BlockCursor current() {
    if (current == null) {
      throw new NoSuchElementException("next() comes first");
    }
    return current;
  }

  @Override
  public long height() {
    return current().height();
  }

  @Override
  public BlockId id() {
    return current().id();
  }

  @Override
  public Work chainWork() {
    return current().chainWork();
  }

  @Override
  public int size() {
    return current().size();
  }

  @Override
  public byte[] bytes() {
    return current().bytes();
  }

  @Override
  public void close() {
    if (current != null) {
      current.close();
      current = null;
    }
  }
}
