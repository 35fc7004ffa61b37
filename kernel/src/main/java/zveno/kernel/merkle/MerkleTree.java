package zveno.kernel.merkle;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import zveno.kernel.bytes.Hash;

/**
 * A whole tree in memory, made of the hashes of its leaves (RFC 9162, section 2.1). Pairs of
 * siblings are hashed level by level, and a node without a sibling rises as it is; that is the tree
 * of the RFC, which splits at the largest power of two.
 */
public final class MerkleTree {

  /** The leaves first, the root last; none at all if there are no leaves. */
  private final List<List<Hash>> levels = new ArrayList<>();

  /**
   * @param leaves the hashes of the leaves, as {@link MerkleHash#leaf(byte[])} makes them
   */
  public MerkleTree(List<Hash> leaves) {
    List<Hash> level = List.copyOf(leaves);
    while (!level.isEmpty()) {
      levels.add(level);
      if (level.size() == 1) {
        return;
      }
      level = above(level);
    }
  }

  private static List<Hash> above(List<Hash> level) {
    List<Hash> above = new ArrayList<>((level.size() + 1) / 2);
    for (int i = 0; i + 1 < level.size(); i += 2) {
      above.add(MerkleHash.node(level.get(i), level.get(i + 1)));
    }
    if (level.size() % 2 == 1) {
      above.add(level.getLast());
    }
    return above;
  }

  /** How many leaves it has. */
  public int size() {
    return levels.isEmpty() ? 0 : levels.getFirst().size();
  }

  /** The root; of no leaves, {@link MerkleHash#EMPTY}. */
  public Hash root() {
    return levels.isEmpty() ? MerkleHash.EMPTY : levels.getLast().getFirst();
  }

  /**
   * The path from a leaf to the root (RFC 9162, section 2.1.3.1): what has to be hashed together
   * with it, from the bottom up.
   *
   * @param index which leaf, from 0 on
   */
  public List<Hash> path(int index) {
    int at = Objects.checkIndex(index, size());
    List<Hash> path = new ArrayList<>();
    for (List<Hash> level : levels) {
      int sibling = at ^ 1;
      if (sibling < level.size()) {
        path.add(level.get(sibling));
      }
      at >>= 1;
    }
    return List.copyOf(path);
  }
}
