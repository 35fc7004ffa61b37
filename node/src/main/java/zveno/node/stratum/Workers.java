package zveno.node.stratum;

import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * The accounts of the machines that mine for this node, since its start. At most {@link #MAX} names
 * are kept; names without a connection go first, those that have been without one for longest.
 */
public final class Workers {

  static final int MAX = 10_000;

  private final Map<String, Worker> byName = new ConcurrentHashMap<>();
  private final LongSupplier nanoTime;
  private final ReentrantLock lock = new ReentrantLock();

  /** Names without a connection, those that have been so for longest first. Under the lock. */
  private final Set<String> idle = new LinkedHashSet<>();

  Workers(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /**
   * The account of this name; it counts one more connection.
   *
   * @param recipient who is paid for its blocks
   * @return nothing if there are too many connected workers
   */
  Optional<Worker> connected(String name, String recipient) {
    lock.lock();
    try {
      if (!byName.containsKey(name) && byName.size() >= MAX && !forgetOne()) {
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

  private boolean forgetOne() {
    Iterator<String> oldest = idle.iterator();
    if (!oldest.hasNext()) {
      return false;
    }
    byName.remove(oldest.next());
    oldest.remove();
    return true;
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
