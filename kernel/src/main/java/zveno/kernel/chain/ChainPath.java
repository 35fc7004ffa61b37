package zveno.kernel.chain;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The way from the root to a tip, as stretches of branches. Cannot be changed. */
public final class ChainPath {

  /** The path of a chain without blocks. */
  public static final ChainPath EMPTY = new ChainPath(new long[0], new long[0], 0);

  /**
   * Blocks that follow each other in one branch.
   *
   * @param from the lowest height
   * @param to the highest height, not below {@code from}
   */
  public record Stretch(long branch, long from, long to) {}

  private final long[] branches;
  private final long[] starts;
  private final long tip;

  private ChainPath(long[] branches, long[] starts, long tip) {
    this.branches = branches;
    this.starts = starts;
    this.tip = tip;
  }

  /** A path of these stretches, which must join and begin at height 1. */
  static ChainPath of(List<Stretch> stretches) {
    long[] branches = new long[stretches.size()];
    long[] starts = new long[stretches.size()];
    long next = 1;
    for (int i = 0; i < branches.length; i++) {
      Stretch stretch = stretches.get(i);
      if (stretch.from() != next || stretch.to() < stretch.from()) {
        throw new IllegalArgumentException("the segments do not join: " + stretches);
      }
      if (i > 0 && stretch.branch() <= branches[i - 1]) {
        throw new IllegalArgumentException("a branch hangs on a newer one: " + stretches);
      }
      branches[i] = stretch.branch();
      starts[i] = stretch.from();
      next = stretch.to() + 1;
    }
    return new ChainPath(branches, starts, next - 1);
  }

  /** The beginning of this path. */
  ChainPath upTo(long height) {
    return height == tip ? this : of(stretches(1, height));
  }

  /** This path and blocks of a new branch behind it. */
  ChainPath then(long branch, long last) {
    if (last <= tip || (branches.length > 0 && branches[branches.length - 1] >= branch)) {
      throw new IllegalArgumentException(
          "no blocks up to " + last + " of branch " + branch + " can follow " + this);
    }
    long[] more = Arrays.copyOf(branches, branches.length + 1);
    long[] moreStarts = Arrays.copyOf(starts, starts.length + 1);
    more[branches.length] = branch;
    moreStarts[starts.length] = tip + 1;
    return new ChainPath(more, moreStarts, last);
  }

  /** The same path with one block more in its last branch. */
  ChainPath lengthened() {
    return new ChainPath(branches, starts, tip + 1);
  }

  /** The number of blocks, which is the height of the tip. */
  public long length() {
    return tip;
  }

  /**
   * Where the block of this height lies.
   *
   * @throws IndexOutOfBoundsException if there is none
   */
  public BlockPosition at(long height) {
    if (height < 1 || height > tip) {
      throw new IndexOutOfBoundsException("no block " + height + " in a chain of " + tip);
    }
    return new BlockPosition(branches[stretchOf(height)], height);
  }

  /** Does the path lead through this place? */
  public boolean contains(BlockPosition where) {
    return where.height() <= tip && branches[stretchOf(where.height())] == where.branch();
  }

  /**
   * The last place on this path whose branch has at most this number. The numbers rise along a
   * path, since a branch is always newer than the block that it hangs on.
   */
  public Optional<BlockPosition> lastOf(long branch) {
    int found = Arrays.binarySearch(branches, branch);
    int i = found >= 0 ? found : -found - 2;
    return i < 0 ? Optional.empty() : Optional.of(new BlockPosition(branches[i], endOf(i)));
  }

  /** The stretches from one height to another, both included, lowest first. */
  public List<Stretch> stretches(long from, long to) {
    List<Stretch> found = new ArrayList<>();
    long height = Math.max(1, from);
    long end = Math.min(tip, to);
    while (height <= end) {
      int i = stretchOf(height);
      long last = Math.min(end, endOf(i));
      found.add(new Stretch(branches[i], height, last));
      height = last + 1;
    }
    return found;
  }

  /** The height of the last block that both paths share; 0 if they share only the root. */
  public long forkHeight(ChainPath other) {
    int shared = Math.min(branches.length, other.branches.length);
    long fork = 0;
    for (int i = 0; i < shared; i++) {
      if (branches[i] != other.branches[i] || starts[i] != other.starts[i]) {
        return fork;
      }
      fork = Math.min(endOf(i), other.endOf(i));
      if (endOf(i) != other.endOf(i)) {
        return fork;
      }
    }
    return fork;
  }

  private int stretchOf(long height) {
    int found = Arrays.binarySearch(starts, height);
    return found >= 0 ? found : -found - 2;
  }

  private long endOf(int stretch) {
    return stretch + 1 < starts.length ? starts[stretch + 1] - 1 : tip;
  }

  @Override
  public String toString() {
    return stretches(1, tip).toString();
  }
}
