package zveno.kernel.merkle;

import zveno.kernel.bytes.Hash;

/**
 * The roots of the finished subtrees of a tree that grows; a port, for they lie on disk. A subtree
 * of level {@code k} has 2^k leaves and is finished with its last leaf; it never changes again.
 */
@FunctionalInterface
public interface SubtreeRoots {

  /**
   * The root of a finished subtree.
   *
   * @param level 0 for a leaf, whose hash it then is
   * @param index which subtree of this level, from 0 on: the one whose leaves begin at {@code index
   *     * 2^level}
   */
  Hash root(int level, long index);
}
