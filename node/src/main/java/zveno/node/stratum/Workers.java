package zveno.node.stratum;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import zveno.node.http.transport.Caller;

/**
 * The accounts of the machines that mine for this node, since its start. At most {@link #MAX} names
 * are kept, and of one caller at most {@link #MAX_OF_ONE}; names without a connection go first,
 * those that have been without one for longest. A name counts for the caller that brought it; while
 * it is without a connection, another caller may take it over.
 */
public final class Workers {

  static final int MAX = 10_000;

  /** As many as one caller may have connections. */
  static final int MAX_OF_ONE = 2_048;

  private final Map<String, Worker> byName = new ConcurrentHashMap<>();
  private final LongSupplier nanoTime;
  private final ReentrantLock lock = new ReentrantLock();

  // Under the lock.
  /** Names without a connection, those that have been so for longest first. */
  private final Set<String> idle = new LinkedHashSet<>();

  private final Map<String, Caller> callers = new HashMap<>();
  private final Map<Caller, Integer> namesOf = new HashMap<>();

  Workers(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /**
   * The account of this name; it counts one more connection.
   *
   * @param recipient who is paid for its blocks
   * @param from the caller that uses the name
   * @return nothing if there are too many connected workers, of all or of this caller
   */
  Optional<Worker> connected(String name, String recipient, Caller from) {
    lock.lock();
    try {
      if (!mayUse(name, from)) {
        return Optional.empty();
      }
      Worker worker = byName.computeIfAbsent(name, fresh -> new Worker(fresh, nanoTime));
      worker.connect(recipient);
      idle.remove(name);
      return Optional.of(worker);
    } finally {
      lock.unlock();
    }
  }

  /** A connection of this worker is gone. */
  void disconnected(Worker worker) {
    lock.lock();
    try {
      if (worker.disconnect()) {
        idle.add(worker.name());
      }
    } finally {
      lock.unlock();
    }
  }

  /** Makes room for the name, and counts it for the caller. */
  private boolean mayUse(String name, Caller from) {
    Caller before = callers.get(name);
    if (before != null && (before.equals(from) || !idle.contains(name))) {
      return true;
    }
    if (namesOf.getOrDefault(from, 0) >= MAX_OF_ONE && !forgetOne(from::equals)) {
      return false;
    }
    if (before == null && byName.size() >= MAX && !forgetOne(_ -> true)) {
      return false;
    }
    if (before != null) {
      discount(before);
    }
    callers.put(name, from);
    namesOf.merge(from, 1, Integer::sum);
    return true;
  }

  private boolean forgetOne(Predicate<Caller> of) {
    Iterator<String> oldest = idle.iterator();
    while (oldest.hasNext()) {
      String name = oldest.next();
      Caller caller = callers.get(name);
      if (caller != null && of.test(caller)) {
        oldest.remove();
        byName.remove(name);
        callers.remove(name);
        discount(caller);
        return true;
      }
    }
    return false;
  }

  private void discount(Caller caller) {
    namesOf.computeIfPresent(caller, (_, count) -> count == 1 ? null : count - 1);
  }

  /** All of them, the highest hash rate first. */
  public List<WorkerState> states() {
    return byName.values().stream()
        .map(Worker::state)
        .sorted(
            Comparator.comparingDouble(WorkerState::hashRate)
                .reversed()
                .thenComparing(WorkerState::name))
        .toList();
  }
}
