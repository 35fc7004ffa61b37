package zveno.node.stratum;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * The accounts of the machines that mine for this node, since its start. At most {@link #MAX} names
 * are kept; names without a connection go first, those with the oldest share first.
 */
public final class Workers {

  static final int MAX = 10_000;

  private final Map<String, Worker> byName = new ConcurrentHashMap<>();
  private final LongSupplier nanoTime;

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
    if (byName.size() >= MAX && !byName.containsKey(name) && !forgetOne()) {
      return Optional.empty();
    }
    return Optional.of(
        byName.compute(
            name,
            (_, known) -> {
              Worker worker = known == null ? new Worker(name, nanoTime) : known;
              worker.connect(recipient);
              return worker;
            }));
  }

  private boolean forgetOne() {
    Optional<Worker> oldest =
        byName.values().stream()
            .filter(worker -> worker.state().connections() == 0)
            .min(Comparator.comparing(worker -> worker.state().lastShare().orElse(Instant.EPOCH)));
    oldest.ifPresent(worker -> byName.remove(worker.state().name(), worker));
    return oldest.isPresent();
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
