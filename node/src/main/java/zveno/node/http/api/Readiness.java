package zveno.node.http.api;

import java.util.ArrayList;
import java.util.List;
import zveno.node.service.ChainService;
import zveno.node.storage.RocksStore;

/** Whether the node can do all that it is there for, and if not, why. For any thread. */
public final class Readiness {

  private enum Phase {
    STARTING,
    RUNNING,
    STOPPING
  }

  private final ChainService service;
  private final RocksStore store;
  private volatile Phase phase = Phase.STARTING;

  /** Of a node that is being started. */
  public Readiness(ChainService service, RocksStore store) {
    this.service = service;
    this.store = store;
  }

  /** All parts are there. */
  public void begin() {
    phase = Phase.RUNNING;
  }

  /** From now on nothing more should be asked of the node. */
  public void end() {
    phase = Phase.STOPPING;
  }

  /** What stands in the way, a line each; nothing if the node is ready. */
  public List<String> obstacles() {
    List<String> obstacles = new ArrayList<>();
    switch (phase) {
      case STARTING -> obstacles.add("the node is starting");
      case RUNNING -> {}
      case STOPPING -> obstacles.add("the node is shutting down");
    }
    service.stopped().ifPresent(obstacles::add);
    store.obstacle().ifPresent(obstacles::add);
    return obstacles.stream().distinct().toList();
  }
}
