package zveno.kernel.merkle;

import java.util.ArrayList;
import java.util.List;
import zveno.kernel.bytes.Hash;

/**
 * What must be known of a tree to let it grow and to tell its root: the roots of the largest
 * finished subtrees that it is made of, one for each bit of its size. Never changes; growing makes
 * another.
 *
 * @param size how many leaves the tree has
 * @param peaks the roots, from the left, that is, the largest subtree first
 */
public record MerkleFrontier(long size, List<Hash> peaks) {

  /** A tree without leaves. */
  public static final MerkleFrontier EMPTY = new MerkleFrontier(0, List.of());

  public MerkleFrontier {
    peaks = List.copyOf(peaks);
    if (size < 0 || peaks.size() != Long.bitCount(size)) {
      throw new IllegalArgumentException(
          "a tree of " + size + " leaves is not made of " + peaks.size() + " subtrees");
    }
  }

  /**
   * A tree as it was when it had {@code size} leaves; reads a row for each bit of the size.
   *
   * @param size at most as many leaves as the rows are of
   */
  public static MerkleFrontier read(long size, SubtreeRoots rows) {
    List<Hash> peaks = new ArrayList<>();
    long begin = 0;
    for (long rest = size; rest != 0; ) {
      long leaves = Long.highestOneBit(rest);
      int level = Long.numberOfTrailingZeros(leaves);
      peaks.add(rows.root(level, begin >>> level));
      begin += leaves;
      rest -= leaves;
    }
    return new MerkleFrontier(size, peaks);
  }

  /**
   * A tree with one leaf more, and the rows that the leaf makes: its own, and one for each subtree
   * that it finishes, from the bottom up.
   */
  public Growth append(Hash leaf) {
    List<Hash> grown = new ArrayList<>(peaks);
    List<SubtreeRoot> finished = new ArrayList<>();
    finished.add(new SubtreeRoot(0, size, leaf));
    Hash root = leaf;
    int rises = Long.numberOfTrailingZeros(~size);
    for (int level = 1; level <= rises; level++) {
      root = MerkleHash.node(grown.removeLast(), root);
      finished.add(new SubtreeRoot(level, size >>> level, root));
    }
    grown.add(root);
    return new Growth(new MerkleFrontier(size + 1, grown), List.copyOf(finished));
  }

  /**
   * What a new leaf makes of a tree.
   *
   * @param tree the tree with the leaf
   * @param finished the rows to be kept
   */
  public record Growth(MerkleFrontier tree, List<SubtreeRoot> finished) {}

  /** The root; of no leaves, {@link MerkleHash#EMPTY}. */
  public Hash root() {
    if (peaks.isEmpty()) {
      return MerkleHash.EMPTY;
    }
    Hash root = peaks.getLast();
    for (int i = peaks.size() - 2; i >= 0; i--) {
      root = MerkleHash.node(peaks.get(i), root);
    }
    return root;
  }
}
