package zveno.kernel.merkle;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import zveno.kernel.bytes.Hash;

/**
 * Proofs about a tree whose finished subtrees lie behind a port. A tree of {@code n} leaves is the
 * beginning of all its later ones, so every method takes the size that is meant; none reads more
 * than about 2 · log2(n) rows.
 */
public final class StoredMerkleTree {

  private final SubtreeRoots rows;

  /**
   * @param rows of at least as many leaves as are asked for
   */
  public StoredMerkleTree(SubtreeRoots rows) {
    this.rows = rows;
  }

  /** The root of the first {@code size} leaves. */
  public Hash root(long size) {
    return MerkleFrontier.read(size, rows).root();
  }

  /**
   * The path of a leaf to the root of the first {@code size} leaves (RFC 9162, section 2.1.3.1).
   *
   * @param index which leaf, from 0 on
   */
  public List<Hash> path(long index, long size) {
    Objects.checkIndex(index, size);
    List<Hash> path = new ArrayList<>();
    long begin = 0;
    long end = size;
    while (end - begin > 1) {
      long middle = begin + split(end - begin);
      if (index < middle) {
        path.add(root(middle, end));
        end = middle;
      } else {
        path.add(root(begin, middle));
        begin = middle;
      }
    }
    return path.reversed().stream().toList();
  }

  /**
   * The proof that the first {@code before} leaves are the beginning of the first {@code after}
   * (RFC 9162, section 2.1.4.1).
   *
   * @param before 1 to {@code after}
   */
  public List<Hash> consistency(long before, long after) {
    if (before < 1 || before > after) {
      throw new IllegalArgumentException("there is no proof from " + before + " to " + after);
    }
    List<Hash> proof = new ArrayList<>();
    long begin = 0;
    long end = after;
    while (before != end) {
      long middle = begin + split(end - begin);
      if (before <= middle) {
        proof.add(root(middle, end));
        end = middle;
      } else {
        proof.add(root(begin, middle));
        begin = middle;
      }
    }
    if (begin != 0) {
      proof.add(root(begin, end)); // else it is the smaller tree itself, whose root is known
    }
    return proof.reversed().stream().toList();
  }

  /** The root of the leaves from {@code begin} to before {@code end}, a subtree of some tree. */
  private Hash root(long begin, long end) {
    long leaves = end - begin;
    if (Long.bitCount(leaves) == 1) {
      int level = Long.numberOfTrailingZeros(leaves);
      return rows.root(level, begin >>> level);
    }
    long middle = begin + split(leaves);
    return MerkleHash.node(root(begin, middle), root(middle, end));
  }

  /** The largest power of two below {@code leaves}, of which there are at least two. */
  private static long split(long leaves) {
    return Long.highestOneBit(leaves - 1);
  }
}
