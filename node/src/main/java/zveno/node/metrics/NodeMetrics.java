package zveno.node.metrics;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import zveno.kernel.pool.PoolLimits;
import zveno.kernel.pool.PoolState;
import zveno.kernel.rules.ChainPace;
import zveno.kernel.rules.RuleSet;
import zveno.kernel.rules.VerificationCounts;
import zveno.node.miner.Miner;
import zveno.node.service.ChainCounters;
import zveno.node.service.ChainService;
import zveno.node.service.ChainSnapshot;
import zveno.node.service.ClusterState;
import zveno.node.service.ReplicatedLog;
import zveno.node.storage.RocksStore;
import zveno.node.stratum.StratumServer;
import zveno.node.stratum.WorkerState;

/** What a node counts, but for its answers, which the HTTP server counts itself. */
public final class NodeMetrics {

  /** From what a fast disk takes to what people notice, in seconds. */
  private static final double[] COMMITS = {
    0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5
  };

  private NodeMetrics() {}

  /** What the program is. */
  public static void ofProgram(Metrics metrics, String version, Map<String, String> rules) {
    metrics.info("zveno_build", "Version of Zveno.", Map.of("version", version));
    metrics.info("zveno_rules", "Rules and parameters of the chain.", rules);
  }

  /** The chain and the pool. */
  public static void ofChain(Metrics metrics, ChainService service, PoolLimits limits) {
    ChainCounters tally = service.tally();
    metrics.gauge("zveno_chain_height", "Blocks on the chain.", () -> service.tip().height());
    metrics.gauge(
        "zveno_chain_tip_timestamp_seconds",
        "Time of the last change of the chain, or else of the node's start; Unix time.",
        () -> tally.tipMovedAt().toEpochMilli() / 1e3);
    metrics.gauge("zveno_pool_entries", "Transactions in the pool.", () -> pool(service).count());
    metrics.gauge(
        "zveno_pool_bytes", "Bytes of the transactions in the pool.", () -> pool(service).bytes());
    metrics.gauge(
        "zveno_pool_entries_limit", "Transactions that the pool may hold.", limits::entries);
    metrics.gauge("zveno_pool_bytes_limit", "Bytes that the pool may hold.", limits::bytes);
    metrics.gauge("zveno_writer_waiting", "Tasks that wait for the writer.", service::waiting);
    metrics.counter(
        "zveno_transactions_accepted_total",
        "Transactions acknowledged since the start.",
        tally::accepted);
    metrics.counter(
        "zveno_blocks_mined_total", "Blocks mined by this node since the start.", tally::mined);
    metrics.counter(
        "zveno_blocks_adopted_total", "Blocks adopted from peers since the start.", tally::adopted);
    metrics.counter(
        "zveno_reorganisations_total", "Reorganisations since the start.", tally::reorganisations);
    metrics.counter(
        "zveno_reorganisations_refused_total",
        "Chains with more work that --max-reorg refused since the start.",
        tally::refusedReorganisations);
    metrics.gauge(
        "zveno_reorganisation_depth_last",
        "Blocks removed by the last reorganisation.",
        tally::lastDepth);
    metrics.gauge(
        "zveno_reorganisation_depth_most",
        "Most blocks removed by one reorganisation since the start.",
        tally::maxDepth);
  }

  /** What only some rules have: fees, signatures, a schedule. Nothing for others. */
  public static void ofRules(Metrics metrics, ChainService service) {
    RuleSet rules = service.rules();
    if (!service.pooledByFee().isEmpty()) {
      metrics.gauges(
          "zveno_pool_entries_by_fee",
          "Transactions in the pool that pay at least so many units for each byte, and less than"
              + " those of the next number.",
          "from",
          () -> byFee(service));
    }
    if (rules.verifications().isPresent()) {
      metrics.counters(
          "zveno_signatures_total",
          "Signatures that were verified since the start, and those that had been right before.",
          "result",
          () -> verifications(rules));
    }
    if (rules.pace().isPresent()) {
      ofPace(metrics, () -> service.pace().orElseThrow());
    }
  }

  private static Map<String, Long> byFee(ChainService service) {
    Map<String, Long> counts = new LinkedHashMap<>();
    service
        .pooledByFee()
        .forEach((from, count) ->
            counts.put(BigDecimal.valueOf(from).stripTrailingZeros().toPlainString(), count));
    return counts;
  }

  private static Map<String, Long> verifications(RuleSet rules) {
    VerificationCounts counts = rules.verifications().orElseThrow();
    return Map.of(
        "right", counts.right(), "wrong", counts.wrong(), "remembered", counts.remembered());
  }

  private static void ofPace(Metrics metrics, Supplier<ChainPace> pace) {
    metrics.gauge(
        "zveno_chain_spacing_seconds",
        "Seconds that there are to be from block to block.",
        () -> pace.get().spacing());
    metrics.gauge(
        "zveno_chain_behind_seconds",
        "Seconds that the chain is behind its schedule; negative if it is ahead.",
        () -> pace.get().behind());
    metrics.gauge(
        "zveno_chain_next_block_work",
        "Candidates that must be tried for the next block on average.",
        () -> pace.get().nextWork().units().doubleValue());
    metrics.gauge(
        "zveno_chain_hash_rate",
        "Estimated hash rate of all miners: candidates per second, from the last blocks.",
        () -> pace.get().hashRate());
  }

  private static PoolState pool(ChainService service) {
    try (ChainSnapshot moment = service.look()) {
      return moment.pool();
    }
  }

  /** The cluster whose member the node is. */
  public static void ofCluster(Metrics metrics, ReplicatedLog log) {
    metrics.gauge(
        "zveno_cluster_has_leader",
        "1 if this member knows who leads the cluster, else 0.",
        () -> log.state().leader().isPresent() ? 1 : 0);
    metrics.gauge(
        "zveno_cluster_leads",
        "1 if this member leads the cluster, else 0.",
        () -> log.state().leads() ? 1 : 0);
    metrics.gauge("zveno_cluster_term", "Term of the cluster's log.", () -> log.state().term());
    metrics.gauge(
        "zveno_cluster_entries_to_apply",
        "Entries of the log that a majority has and this member has not applied.",
        () -> log.state().behind());
    metrics.gauge(
        "zveno_cluster_log_bytes", "Bytes of this member's log.", () -> log.state().logBytes());
    metrics.gauges(
        "zveno_cluster_member_lag",
        "Entries that each member is behind, as this member knows it; -1 if it has not heard.",
        "member",
        () -> lags(log.state()));
  }

  private static Map<String, Long> lags(ClusterState state) {
    Map<String, Long> lags = new LinkedHashMap<>();
    for (ClusterState.Member member : state.members()) {
      lags.put(member.name(), state.lagOf(member).orElse(-1L));
    }
    return lags;
  }

  /** The machines that mine for the node. */
  public static void ofStratum(Metrics metrics, StratumServer stratum) {
    metrics.gauge("zveno_stratum_connections", "Miners that are connected.", stratum::connections);
    metrics.gauge(
        "zveno_stratum_hash_rate",
        "Hashes per second that the shares of all workers prove.",
        () -> stratum.workers().states().stream().mapToDouble(WorkerState::hashRate).sum());
    metrics.counter(
        "zveno_stratum_shares_accepted_total",
        "Right shares since the start.",
        stratum.counts()::accepted);
    metrics.counter(
        "zveno_stratum_shares_stale_total",
        "Shares for a tip that had moved, since the start.",
        stratum.counts()::stale);
    metrics.counter(
        "zveno_stratum_shares_rejected_total",
        "Wrong shares since the start.",
        stratum.counts()::rejected);
    metrics.counter(
        "zveno_stratum_blocks_total",
        "Blocks that connected miners have found since the start.",
        stratum.counts()::blocks);
  }

  /** The miner. */
  public static void ofMiner(Metrics metrics, Miner miner) {
    metrics.gauge(
        "zveno_miner_running",
        "1 if the node mines continuously, 0 if only on request.",
        () -> miner.state().isRunning() ? 1 : 0);
    metrics.gauge("zveno_miner_threads", "Mining threads.", () -> miner.state().threads());
    metrics.gauge(
        "zveno_miner_hash_rate",
        "Recent hash rate: candidates for a proof tried per second.",
        () -> miner.state().hashRate());
    metrics.counter(
        "zveno_miner_candidates_total",
        "Candidates for a proof tried since the start.",
        () -> miner.state().tried());
    metrics.gauge(
        "zveno_miner_block_interval_seconds",
        "The shortest time between blocks that are mined without a request; 0 for none.",
        () -> miner.state().pace().interval().toMillis() / 1000.0);
    metrics.gauge("zveno_miner_waiting", "Requests that wait for a block.", miner::waiting);
  }

  /** The disk and the writer. */
  public static void ofStore(Metrics metrics, RocksStore store, ChainService service) {
    metrics.gauge(
        "zveno_writer_running",
        "1 while the store can be written, 0 after the disk has failed or is gone.",
        () -> service.stopped().or(store::lost).isPresent() ? 0 : 1);
    metrics.gauges(
        "zveno_store_bytes", "Approximate bytes on disk, by content.", "column", store::sizes);
    metrics.gauge(
        "zveno_store_free_bytes",
        "Free space of the file system; infinite with --ephemeral.",
        store::freeBytes);
    metrics.gauge(
        "zveno_store_reserve_bytes",
        "Free space below which the node stops writing.",
        store::reserveBytes);
    Times commits =
        metrics.times(
            "zveno_store_commit_seconds", "Time until a commit was on the disk.", COMMITS);
    store.onCommit(commits::note);
  }

  /**
   * Peers.
   *
   * @param counts how many there are in each state
   */
  public static void ofPeers(Metrics metrics, Supplier<Map<String, Integer>> counts) {
    metrics.gauges("zveno_peers", "Peers, by state.", "state", counts);
  }
}
