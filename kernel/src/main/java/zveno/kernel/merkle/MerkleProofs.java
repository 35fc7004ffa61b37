package zveno.kernel.merkle;

import java.util.List;
import java.util.Optional;
import zveno.kernel.bytes.Hash;

/** Verifies the proofs of RFC 9162, with nothing but the proof and what it is about. */
public final class MerkleProofs {

  private MerkleProofs() {}

  /**
   * The root that a leaf and its path lead to (RFC 9162, section 2.1.3.2). Nothing if the path is
   * too short or too long for that place, or if there is no such place.
   *
   * @param leaf the hash of the leaf
   * @param index which leaf, from 0 on
   * @param size how many leaves the tree has
   */
  public static Optional<Hash> root(Hash leaf, long index, long size, List<Hash> path) {
    if (index < 0 || index >= size) {
      return Optional.empty();
    }
    Hash hash = leaf;
    long at = index;
    long last = size - 1;
    for (Hash sibling : path) {
      if (last == 0) {
        return Optional.empty();
      }
      if ((at & 1) == 1 || at == last) {
        hash = MerkleHash.node(sibling, hash);
        int alone = (at & 1) == 1 ? 0 : Long.numberOfTrailingZeros(at); // levels without sibling
        at >>>= alone;
        last >>>= alone;
      } else {
        hash = MerkleHash.node(hash, sibling);
      }
      at >>>= 1;
      last >>>= 1;
    }
    return last == 0 ? Optional.of(hash) : Optional.empty();
  }

  /**
   * Is the tree of {@code before} leaves the beginning of the tree of {@code after} leaves (RFC
   * 9162, section 2.1.4.2)? Of a tree without leaves nothing can be proved, so that is false.
   *
   * @param before how many leaves the smaller tree has
   * @param after how many leaves the larger tree has, at least as many
   */
  public static boolean isConsistent(
      long before, long after, Hash rootBefore, Hash rootAfter, List<Hash> proof) {
    if (before < 1 || before > after) {
      return false;
    }
    if (before == after) {
      return proof.isEmpty() && rootBefore.equals(rootAfter);
    }
    // A smaller tree that is one finished subtree stands in the larger one, and is not repeated.
    boolean whole = Long.bitCount(before) == 1;
    if (!whole && proof.isEmpty()) {
      return false;
    }
    Hash first = whole ? rootBefore : proof.getFirst();
    List<Hash> rest = whole ? proof : proof.subList(1, proof.size());
    int rise = Long.numberOfTrailingZeros(before);
    return leadToBoth(
        (before - 1) >>> rise, (after - 1) >>> rise, first, rest, rootBefore, rootAfter);
  }

  private static boolean leadToBoth(
      long before, long after, Hash first, List<Hash> rest, Hash rootBefore, Hash rootAfter) {
    long at = before;
    long last = after;
    Hash smaller = first;
    Hash larger = first;
    for (Hash sibling : rest) {
      if (last == 0) {
        return false;
      }
      if ((at & 1) == 1 || at == last) {
        smaller = MerkleHash.node(sibling, smaller);
        larger = MerkleHash.node(sibling, larger);
        int alone = (at & 1) == 1 ? 0 : Long.numberOfTrailingZeros(at);
        at >>>= alone;
        last >>>= alone;
      } else {
        larger = MerkleHash.node(larger, sibling);
      }
      at >>>= 1;
      last >>>= 1;
    }
    return last == 0 && smaller.equals(rootBefore) && larger.equals(rootAfter);
  }
}
