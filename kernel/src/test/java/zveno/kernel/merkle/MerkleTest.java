package zveno.kernel.merkle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import zveno.kernel.bytes.Hash;

/**
 * Trees of all small sizes, held against the definitions of RFC 9162 written down as they stand.
 */
@Tag("slow")
class MerkleTest {

  private static final int MAX_LEAVES = 300;
  private static final long SEED = 9162;

  private final List<Hash> leaves = leaves(MAX_LEAVES);
  private final Map<String, Hash> stored = new HashMap<>();
  private int reads;
  private final StoredMerkleTree tree = new StoredMerkleTree(this::row);
  private MerkleFrontier frontier = MerkleFrontier.EMPTY;

  @Test
  void rootsAreThoseOfTheDefinition() {
    for (int size = 0; size <= MAX_LEAVES; size++) {
      Hash expected = definedRoot(leaves.subList(0, size));

      assertThat(new MerkleTree(leaves.subList(0, size)).root()).isEqualTo(expected);
      assertThat(frontier.root()).isEqualTo(expected);
      assertThat(tree.root(size)).isEqualTo(expected);
      assertThat(MerkleFrontier.read(size, this::row)).isEqualTo(frontier);
      grow(size);
    }
  }

  @Test
  void aBlockCostsTwoHashesOnAverageAndKeepsEachSubtreeOnce() {
    growTo(256);

    assertThat(stored).hasSize(2 * 256 - 1);
  }

  @Test
  void everyPathLeadsToTheRootAndToNoOther() {
    growTo(MAX_LEAVES);
    Random random = new Random(SEED);
    System.out.println("seed " + SEED);
    for (int size = 1; size <= MAX_LEAVES; size++) {
      MerkleTree whole = new MerkleTree(leaves.subList(0, size));
      assertThat(whole.size()).isEqualTo(size);
      for (int i = 0; i < size; i++) {
        List<Hash> path = whole.path(i);
        assertThat(MerkleProofs.root(leaves.get(i), i, size, path)).contains(whole.root());
        if (size <= 40 || random.nextInt(20) == 0) {
          assertThat(tree.path(i, size)).isEqualTo(path);
          assertThat(path).isEqualTo(definedPath(i, leaves.subList(0, size)));
          refuseAllButThisPath(i, size, path, whole.root(), random);
        }
      }
    }
  }

  private void refuseAllButThisPath(
      int index, int size, List<Hash> path, Hash root, Random random) {
    Hash leaf = leaves.get(index);
    assertThat(MerkleProofs.root(leaf, index, size, with(path, leaf))).isEmpty();
    assertThat(MerkleProofs.root(leaf, -1, size, path)).isEmpty();
    assertThat(MerkleProofs.root(leaf, size, size, path)).isEmpty();
    if (size > 1) {
      int other = (index + 1 + random.nextInt(size - 1)) % size;
      assertThat(MerkleProofs.root(leaf, other, size, path)).isNotEqualTo(Optional.of(root));
      assertThat(MerkleProofs.root(leaf, index, size, path.subList(1, path.size())))
          .isNotEqualTo(Optional.of(root));
      List<Hash> changed = new ArrayList<>(path);
      changed.set(random.nextInt(path.size()), leaf);
      assertThat(MerkleProofs.root(leaf, index, size, changed)).isNotEqualTo(Optional.of(root));
    }
  }

  @Test
  void everyBeginningIsProvedConsistent() {
    growTo(MAX_LEAVES);
    List<Hash> roots = new ArrayList<>();
    for (int size = 0; size <= MAX_LEAVES; size++) {
      roots.add(tree.root(size));
    }
    for (int after = 1; after <= MAX_LEAVES; after++) {
      int step = after <= 70 ? 1 : 13; // each size, but of large trees not each beginning
      for (int before = 1 + after % step; before <= after; before += step) {
        List<Hash> proof = tree.consistency(before, after);
        Hash smaller = roots.get(before);
        Hash larger = roots.get(after);
        assertThat(MerkleProofs.isConsistent(before, after, smaller, larger, proof)).isTrue();
        if (before != after) {
          assertThat(MerkleProofs.isConsistent(before, after, larger, larger, proof)).isFalse();
          assertThat(MerkleProofs.isConsistent(before, after, smaller, smaller, proof)).isFalse();
          assertThat(
                  MerkleProofs.isConsistent(before, after, smaller, larger, with(proof, smaller)))
              .isFalse();
          assertThat(
                  MerkleProofs.isConsistent(
                      before, after, smaller, larger, proof.subList(0, proof.size() - 1)))
              .isFalse();
        }
        if (after <= 40) {
          assertThat(proof).isEqualTo(definedConsistency(before, leaves.subList(0, after), true));
        }
      }
    }
  }

  @Test
  void aTreeThatWasChangedIsNotConsistent() {
    growTo(100);
    List<Hash> changed = new ArrayList<>(leaves.subList(0, 100));
    changed.set(17, leaves.get(200));
    Hash other = new MerkleTree(changed).root();

    List<Hash> proof = tree.consistency(60, 100);

    assertThat(MerkleProofs.isConsistent(60, 100, tree.root(60), tree.root(100), proof)).isTrue();
    assertThat(MerkleProofs.isConsistent(60, 100, tree.root(60), other, proof)).isFalse();
  }

  @Test
  void aTreeIsConsistentWithItselfAndNothingIsSaidOfNone() {
    Hash root = leaves.getFirst();

    assertThat(MerkleProofs.isConsistent(1, 1, root, root, List.of())).isTrue();
    assertThat(MerkleProofs.isConsistent(1, 1, root, root, List.of(root))).isFalse();
    assertThat(MerkleProofs.isConsistent(0, 1, MerkleHash.EMPTY, root, List.of())).isFalse();
    assertThat(MerkleProofs.isConsistent(2, 1, root, root, List.of())).isFalse();
    assertThatThrownBy(() -> tree.consistency(0, 1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void proofsAboutManyLeavesReadFewRows() {
    // Every row says where it is from, so that no million rows have to be made.
    StoredMerkleTree large =
        new StoredMerkleTree((level, index) -> {
          reads++;
          return Hash.of((level + " " + index).getBytes(StandardCharsets.US_ASCII));
        });
    long size = (1L << 40) - 1; // the worst: every subtree on the right edge is unfinished
    large.path(12_345_678_901L, size);
    large.path(size - 1, size);
    assertThat(reads).isLessThanOrEqualTo(2 * 80);
    reads = 0;
    large.consistency(987_654_321_987L, size);
    assertThat(reads).isLessThanOrEqualTo(80);
  }

  @Test
  void aFrontierHasOnePeakForEachBit() {
    assertThatThrownBy(() -> new MerkleFrontier(3, List.of(Hash.ZERO)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new MerkleFrontier(-1, List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private Hash row(int level, long index) {
    Hash root = stored.get(level + "/" + index);
    assertThat(root).as("row %d, %d", level, index).isNotNull();
    return root;
  }

  private void growTo(int size) {
    for (int i = 0; i < size; i++) {
      grow(i);
    }
  }

  private void grow(int leaf) {
    if (leaf == MAX_LEAVES) {
      return;
    }
    MerkleFrontier.Growth growth = frontier.append(leaves.get(leaf));
    frontier = growth.tree();
    for (SubtreeRoot row : growth.finished()) {
      assertThat(stored.put(row.level() + "/" + row.index(), row.root())).isNull();
    }
  }

  private static List<Hash> leaves(int count) {
    List<Hash> leaves = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      leaves.add(MerkleHash.leaf(new byte[] {(byte) i, (byte) (i >> 8)}));
    }
    return leaves;
  }

  private static List<Hash> with(List<Hash> path, Hash more) {
    List<Hash> longer = new ArrayList<>(path);
    longer.add(more);
    return longer;
  }

  // RFC 9162, sections 2.1.1, 2.1.3.1 and 2.1.4.1, by their recursions.

  private static Hash definedRoot(List<Hash> d) {
    if (d.isEmpty()) {
      return MerkleHash.EMPTY;
    }
    if (d.size() == 1) {
      return d.getFirst();
    }
    int k = Integer.highestOneBit(d.size() - 1);
    return MerkleHash.node(definedRoot(d.subList(0, k)), definedRoot(d.subList(k, d.size())));
  }

  private static List<Hash> definedPath(int m, List<Hash> d) {
    if (d.size() == 1) {
      return List.of();
    }
    int k = Integer.highestOneBit(d.size() - 1);
    return m < k
        ? with(definedPath(m, d.subList(0, k)), definedRoot(d.subList(k, d.size())))
        : with(definedPath(m - k, d.subList(k, d.size())), definedRoot(d.subList(0, k)));
  }

  private static List<Hash> definedConsistency(int m, List<Hash> d, boolean known) {
    int n = d.size();
    if (m == n) {
      return known ? List.of() : List.of(definedRoot(d));
    }
    int k = Integer.highestOneBit(n - 1);
    return m <= k
        ? with(definedConsistency(m, d.subList(0, k), known), definedRoot(d.subList(k, n)))
        : with(definedConsistency(m - k, d.subList(k, n), false), definedRoot(d.subList(0, k)));
  }
}
