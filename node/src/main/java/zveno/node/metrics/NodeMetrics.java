package zveno.node.metrics;

import java.util.Map;
import java.util.function.Supplier;
import zveno.kernel.pool.PoolLimits;
import zveno.kernel.pool.PoolState;
import zveno.node.miner.Miner;
import zveno.node.service.ChainService;
import zveno.node.service.Moment;
import zveno.node.service.Tally;
import zveno.node.storage.RocksStore;

/** What a node counts, but for its answers, which the HTTP server counts itself. */
public final class NodeMetrics {

  /** From what a fast disk takes to what people notice, in seconds. */
  private static final double[] COMMITS = {
    0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5
  };

  private NodeMetrics() {}

  /** What the program is. */
  public static void ofProgram(Metrics metrics, String version, Map<String, String> rules) {
    metrics.info("zveno_build", "Which Zveno this is.", Map.of("version", version));
    metrics.info("zveno_rules", "What the chain was begun with.", rules);
  }

  /** The chain and the pool. */
  public static void ofChain(Metrics metrics, ChainService service, PoolLimits limits) {
    Tally tally = service.tally();
    metrics.gauge("zveno_chain_height", "Blocks in our chain.", () -> service.tip().height());
    metrics.gauge(
        "zveno_chain_tip_timestamp_seconds",
        "When our chain last changed, or else when the node was started; Unix time.",
        () -> tally.tipMovedAt().toEpochMilli() / 1e3);
    metrics.gauge("zveno_pool_entries", "Transactions that wait.", () -> pool(service).count());
    metrics.gauge("zveno_pool_bytes", "Bytes of those that wait.", () -> pool(service).bytes());
    metrics.gauge("zveno_pool_entries_limit", "How many may wait.", limits::entries);
    metrics.gauge("zveno_pool_bytes_limit", "How many bytes may wait.", limits::bytes);
    metrics.gauge(
        "zveno_writer_waiting", "Pieces of work that wait for the writer.", service::waiting);
    metrics.counter(
        "zveno_transactions_accepted_total",
        "Transactions acknowledged since the start.",
        tally::accepted);
    metrics.counter("zveno_blocks_mined_total", "Blocks of our own since the start.", tally::mined);
    metrics.counter(
        "zveno_blocks_adopted_total", "Blocks taken from others since the start.", tally::adopted);
    metrics.counter(
        "zveno_reorganisations_total",
        "How often blocks have left our chain since the start.",
        tally::reorganisations);
    metrics.gauge(
        "zveno_reorganisation_depth_last",
        "How many blocks left when that last happened.",
        tally::lastDepth);
    metrics.gauge(
        "zveno_reorganisation_depth_most",
        "How many blocks left at once, at the most, since the start.",
        tally::mostDepth);
  }

  private static PoolState pool(ChainService service) {
    try (Moment moment = service.look()) {
      return moment.pool();
    }
  }

  /** The miner. */
  public static void ofMiner(Metrics metrics, Miner miner) {
    metrics.gauge(
        "zveno_miner_running",
        "1 if it mines on and on, 0 if only for those who ask.",
        () -> miner.state().isRunning() ? 1 : 0);
    metrics.gauge("zveno_miner_threads", "How many threads search.", () -> miner.state().threads());
    metrics.gauge(
        "zveno_miner_hash_rate",
        "Candidates for a proof tried in a second, of late.",
        () -> miner.state().hashRate());
    metrics.counter(
        "zveno_miner_candidates_total",
        "Candidates for a proof tried since the start.",
        () -> miner.state().tried());
    metrics.gauge(
        "zveno_miner_block_interval_seconds",
        "The least time between blocks that nobody asks for; 0 if there is none.",
        () -> miner.state().pace().interval().toMillis() / 1000.0);
    metrics.gauge("zveno_miner_waiting", "How many wait for a block.", miner::waiting);
  }

  /** The disk, and who writes to it. */
  public static void ofStore(Metrics metrics, RocksStore store, ChainService service) {
    metrics.gauge(
        "zveno_writer_running",
        "1 as long as anything can be written, 0 once the disk has failed or is gone.",
        () -> service.stopped().or(store::lost).isPresent() ? 0 : 1);
    metrics.gauges(
        "zveno_store_bytes", "Bytes on disk, about, by what they hold.", "column", store::sizes);
    metrics.gauge(
        "zveno_store_free_bytes",
        "Free space of the file system; infinite if all is in memory.",
        store::freeBytes);
    metrics.gauge(
        "zveno_store_reserve_bytes",
        "At so little free space nothing is written any more.",
        store::reserveBytes);
    Times commits =
        metrics.times(
            "zveno_store_commit_seconds",
            "How long it took until a commit was on the disk.",
            COMMITS);
    store.onCommit(commits::note);
  }

  /**
   * Neighbours.
   *
   * @param counts how many there are in each state
   */
  public static void ofNeighbours(Metrics metrics, Supplier<Map<String, Integer>> counts) {
    metrics.gauges("zveno_neighbours", "Neighbours, by their state.", "state", counts);
  }
}
