package zveno.node.follow;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.SequencedSet;

/** Remembers what was put in last, and no more than so many. For one thread at a time. */
final class RecentSet<T> {

  private final int most;
  private final SequencedSet<T> members = new LinkedHashSet<>();

  RecentSet(int most) {
    this.most = most;
  }

  void add(T member) {
    members.remove(member);
    members.add(member);
    if (members.size() > most) {
      members.removeFirst();
    }
  }

  void addAll(Collection<? extends T> some) {
    some.forEach(this::add);
  }

  boolean contains(T member) {
    return members.contains(member);
  }
}
