package zveno.kernel.chain;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The branches that the chain knows, and how they hang together. For one thread. */
final class BranchTree {

  private final TreeMap<Long, Branch> branches = new TreeMap<>();

  BranchTree(List<Branch> known) {
    known.forEach(this::put);
  }

  void put(Branch branch) {
    branches.put(branch.id(), branch);
  }

  void remove(Branch branch) {
    branches.remove(branch.id());
  }

  boolean holds(BlockPosition where) {
    Branch branch = branches.get(where.branch());
    return branch != null && branch.holds(where);
  }

  /** The branch that a block after {@code parent} would lengthen, if {@code parent} is its last. */
  Optional<Branch> endingAt(BlockPosition parent) {
    Branch branch = branches.get(parent.branch());
    return branch != null && branch.last() == parent.height()
        ? Optional.of(branch)
        : Optional.empty();
  }

  /** The way from the root to a place in the tree. */
  ChainPath pathTo(BlockPosition tip) {
    List<ChainPath.Stretch> stretches = new ArrayList<>();
    @Nullable BlockPosition at = tip;
    while (at != null) {
      Branch branch = branches.get(at.branch());
      if (branch == null || !branch.holds(at)) {
        throw new MissingBlockException("no branch of the tree holds " + at);
      }
      stretches.add(new ChainPath.Stretch(at.branch(), branch.first(), at.height()));
      at = branch.parent().orElse(null);
    }
    return ChainPath.of(stretches.reversed());
  }

  /**
   * Forgets what has fallen too far behind the chain: ends of branches that no path needs and that
   * are longer than {@code most} blocks, or end that far below the tip; and, of what is left, the
   * oldest until there are no more than {@code most} blocks in all.
   *
   * @return what was forgotten: branches shortened or gone
   */
  List<Pruned> prune(ChainPath path, long most) {
    List<Pruned> pruned = new ArrayList<>();
    Map<Long, Long> needed = new HashMap<>();
    for (ChainPath.Stretch stretch : path.stretches(1, path.length())) {
      needed.merge(stretch.branch(), stretch.to(), Math::max);
    }
    long kept = 0;
    for (Branch branch : List.copyOf(branches.descendingMap().values())) {
      long keepTo = needed.getOrDefault(branch.id(), branch.first() - 1);
      long side = branch.last() - keepTo;
      if (side > 0 && (kept + side > most || branch.last() < path.length() - most)) {
        pruned.add(cut(branch, keepTo));
      } else {
        kept += side;
        keepTo = branch.last();
      }
      if (keepTo >= branch.first()) {
        branch.parent().ifPresent(p -> needed.merge(p.branch(), p.height(), Math::max));
      }
    }
    return pruned;
  }

  private Pruned cut(Branch branch, long keepTo) {
    ChainPath.Stretch gone = new ChainPath.Stretch(branch.id(), keepTo + 1, branch.last());
    if (keepTo < branch.first()) {
      remove(branch);
      return new Pruned(gone, Optional.empty());
    }
    Branch shorter = branch.endingAt(keepTo);
    put(shorter);
    return new Pruned(gone, Optional.of(shorter));
  }

  /**
   * A stretch that the tree has forgotten.
   *
   * @param gone the blocks that nothing leads to any more
   * @param rest what is left of the branch
   */
  record Pruned(ChainPath.Stretch gone, Optional<Branch> rest) {}
}
