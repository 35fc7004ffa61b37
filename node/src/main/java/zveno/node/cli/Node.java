package zveno.node.cli;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zveno.kernel.chain.MissingBlockException;
import zveno.kernel.model.Block;
import zveno.kernel.pool.EntryId;
import zveno.kernel.rules.RuleSet;
import zveno.node.control.ControlServer;
import zveno.node.http.HttpParts;
import zveno.node.http.HttpServer;
import zveno.node.http.NodeInfo;
import zveno.node.http.Readiness;
import zveno.node.metrics.Metrics;
import zveno.node.metrics.NodeMetrics;
import zveno.node.miner.Miner;
import zveno.node.miner.MinerChange;
import zveno.node.peers.AddressBook;
import zveno.node.service.ChainService;
import zveno.node.storage.RocksStore;
import zveno.node.storage.StoreDamagedException;
import zveno.node.sync.PeerClient;
import zveno.node.sync.Resolver;

/** A running node: all its parts, and the order in which they come and go. */
final class Node implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Node.class);
  private static final Duration GRACE = Duration.ofSeconds(10);

  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private final CompletableFuture<Throwable> failure = new CompletableFuture<>();
  private final HttpServer http;

  /**
   * Puts the parts together, each after those it leans on; closing goes the other way.
   *
   * @param store becomes the node's own, and is closed with it
   * @param genesis asked for only if the store is new
   */
  Node(NodeConfig config, RocksStore store, RuleSet rules, Supplier<Block> genesis, Clock clock) {
    try {
      keep(store);
      ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
      keep(threads::shutdownNow);

      ChainService service =
          keep(
              new ChainService(
                  rules,
                  store,
                  genesis,
                  config.limits(),
                  clock,
                  () -> new EntryId(UUID.randomUUID()),
                  this::onFailure));
      Miner miner = keep(new Miner(service, store.nodeId(), config.miner().threads(), clock));
      AddressBook book = new AddressBook(store, config.policy());
      PeerClient client = keep(new PeerClient(config.policy(), store.nodeId(), config.patience()));
      Resolver resolver = new Resolver(service, book, client, config.chains(), threads);
      NodeInfo info =
          new NodeInfo(
              Version.current(),
              store.nodeId(),
              clock.instant(),
              config.limits().pool(),
              config.durability());
      Readiness readiness = new Readiness(service, store);
      Metrics metrics = new Metrics();
      NodeMetrics.ofProgram(metrics, info.version(), rules.parameters());
      NodeMetrics.ofChain(metrics, service, config.limits().pool());
      NodeMetrics.ofMiner(metrics, miner);
      NodeMetrics.ofStore(metrics, store);
      NodeMetrics.ofNeighbours(metrics, () -> Map.of("registered", book.all().size()));
      HttpParts parts =
          new HttpParts(
              service, miner, book, resolver::resolve, info, readiness, metrics, this::onFailure);
      http = new HttpServer(config.http(), parts);
      keep(() -> http.stop(GRACE));
      keep(miner); // again, and so first: who waits for a block is answered while there is a server

      keep(ControlServer.listen(store));

      service.start();
      http.start();
      if (config.miner().running()) {
        miner.change(MinerChange.START);
      }
      readiness.begin();
      keep(readiness::end);
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  private <T extends AutoCloseable> T keep(T part) {
    parts.push(part);
    return part;
  }

  /**
   * Damage ends the node; after anything else that goes wrong with the disk it can still be read.
   */
  private void onFailure(Throwable problem) {
    if (problem instanceof StoreDamagedException || problem instanceof MissingBlockException) {
      failure.complete(problem);
    }
  }

  /** Where it listens. */
  URI uri() {
    return http.uri();
  }

  /** Whether only this machine can reach it. */
  boolean isForThisMachineOnly() {
    return http.isLoopback();
  }

  /** Completes when the node cannot go on, with the reason. */
  CompletableFuture<Throwable> failure() {
    return failure;
  }

  @Override
  public void close() {
    while (!parts.isEmpty()) {
      try {
        parts.pop().close();
      } catch (Exception e) {
        LOG.warn("while closing: {}", e.toString());
      }
    }
  }
}
