package zveno.node.assembly;

import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zveno.kernel.chain.MissingBlockException;
import zveno.kernel.model.Block;
import zveno.kernel.model.EntryId;
import zveno.kernel.rules.RuleSet;
import zveno.node.cluster.InstalledLogKeeper;
import zveno.node.cluster.LogKeeper;
import zveno.node.control.ControlServer;
import zveno.node.follow.KnownPeers;
import zveno.node.follow.PeerManager;
import zveno.node.http.HttpServer;
import zveno.node.http.api.ApiContext;
import zveno.node.http.api.NodeInfo;
import zveno.node.http.api.Readiness;
import zveno.node.metrics.Metrics;
import zveno.node.metrics.NodeMetrics;
import zveno.node.miner.Miner;
import zveno.node.miner.Pace;
import zveno.node.peerclient.PeerClient;
import zveno.node.peerclient.SelfDescription;
import zveno.node.peers.PeerAddressBook;
import zveno.node.peers.RegisteredPeers;
import zveno.node.protocol.BlockMemoryBudget;
import zveno.node.protocol.NodeCalls;
import zveno.node.service.ChainService;
import zveno.node.storage.RocksStore;
import zveno.node.storage.errors.StoreDamagedException;
import zveno.node.stratum.StratumServer;
import zveno.node.sync.BlockSync;
import zveno.node.sync.EarlyBlocks;
import zveno.node.sync.PushedBlocks;
import zveno.node.sync.Resolver;
import zveno.node.sync.WholeChainReader;

/** A running node: all its parts, and the order in which they come and go. */
public final class Node implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Node.class);

  /** How often a peer that is asked too often is asked again. */
  private static final int RETRIES = 3;

  /** How long a shutdown waits in all for requests in progress. */
  private static final Duration GRACE = Duration.ofSeconds(7);

  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private final CompletableFuture<Throwable> failure = new CompletableFuture<>();
  private final HttpServer http;
  private final ChainService service;
  private final Optional<StratumServer> stratum;
  private long closingSince;

  /**
   * Puts the parts together, each after those it leans on; closing goes the other way.
   *
   * @param store becomes the node's own, and is closed with it
   * @param genesis asked for only if the store is new
   */
  public Node(
      NodeConfig config, RocksStore store, RuleSet rules, Supplier<Block> genesis, Clock clock) {
    try {
      keep(store);
      ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
      keep(threads::shutdownNow);

      service =
          keep(
              new ChainService(
                  rules,
                  store,
                  genesis,
                  config.limits(),
                  clock,
                  () -> new EntryId(UUID.randomUUID()),
                  this::onFailure));
      Optional<LogKeeper.KeptLog> log =
          config
              .cluster()
              .map(member -> keep(InstalledLogKeeper.open(member, service, failure::complete)));
      log.ifPresent(service::replicate);
      String recipient = config.miner().recipient().orElse(store.nodeId());
      Miner miner = keep(new Miner(service, recipient, config.miner().threads(), clock));
      RegisteredPeers book = new RegisteredPeers(store, config.policy(), service::commitBeside);
      RandomGenerator chance = new SecureRandom();
      PeerAddressBook contacts =
          new PeerAddressBook(
              store, config.policy(), config.peers().given(), chance, service::commitBeside);
      PeerClient client =
          keep(
              new PeerClient(
                  config.policy(),
                  ourselves(config, store, contacts),
                  config.patience(),
                  config.trust().context()));
      NodeCalls calls = new NodeCalls(client, rules.codec(), config.patience(), RETRIES);
      BlockMemoryBudget memory =
          new BlockMemoryBudget(service.largeBlocks()); // one for all that read blocks
      EarlyBlocks early = keep(new EarlyBlocks(service, config.chains(), threads));
      BlockSync catchUp = new BlockSync(service, calls, config.chains(), memory, early, threads);
      WholeChainReader told = new WholeChainReader(service, config.chains(), memory);
      PeerManager peers =
          keep(
              new PeerManager(
                  service,
                  contacts,
                  client,
                  calls,
                  catchUp,
                  told,
                  config.peers().follow(),
                  threads,
                  clock,
                  chance));
      KnownPeers known = new KnownPeers(book, peers);
      Resolver resolver = new Resolver(service, known::named, client, told, catchUp, threads);
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
      NodeMetrics.ofRules(metrics, service);
      NodeMetrics.ofMiner(metrics, miner);
      NodeMetrics.ofStore(metrics, store, service);
      NodeMetrics.ofPeers(metrics, known::states);
      log.ifPresent(kept -> NodeMetrics.ofCluster(metrics, kept));
      stratum =
          config
              .stratum()
              .map(miners -> keep(new StratumServer(service, recipient, miners, clock)));
      stratum.ifPresent(miners -> NodeMetrics.ofStratum(metrics, miners));
      ApiContext parts =
          new ApiContext(
              service,
              miner,
              book,
              peers,
              new PushedBlocks(service, config.chains(), memory, early),
              stratum,
              resolver::resolve,
              info,
              readiness,
              metrics,
              this::onFailure);
      http = new HttpServer(config.http(), parts);
      keep(() -> http.stop(graceLeft()));
      // Clients that wait for a block or for peers are answered while there is a server.
      keep(() -> closeTogether(miner, resolver));
      keep(http::beginToStop);

      keep(ControlServer.listen(store));

      service.start();
      log.ifPresent(LogKeeper.KeptLog::start);
      http.start();
      stratum.ifPresent(StratumServer::start);
      if (log.isEmpty()) { // a member follows its cluster, and is followed
        peers.start();
      }
      if (config.miner().running() || !config.miner().pace().equals(Pace.UNBOUNDED)) {
        miner.change(config.miner().change());
      }
      readiness.begin();
      keep(readiness::end);
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  /** Both give waiting clients some time: the same. */
  private static void closeTogether(Miner miner, Resolver resolver) throws InterruptedException {
    Thread other = Thread.ofVirtual().name("resolver-end").start(resolver::close);
    miner.close();
    other.join();
  }

  private static SelfDescription ourselves(
      NodeConfig config, RocksStore store, PeerAddressBook contacts) {
    return new SelfDescription(
        store.nodeId(), config.peers().advertised(), config.peers().token(), contacts::isGiven);
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

  /** What is left of the time for requests in progress. */
  private Duration graceLeft() {
    Duration left = GRACE.minusNanos(System.nanoTime() - closingSince);
    return left.isNegative() ? Duration.ZERO : left;
  }

  /** Where it listens. */
  public URI uri() {
    return http.uri();
  }

  /** All places where it listens, as people read them. */
  public String uris() {
    return http.uris().stream().map(URI::toString).collect(Collectors.joining(" and "));
  }

  /** Where it listens for miners, as they are told; nothing if it does not. */
  public Optional<String> stratumUri() {
    return stratum.map(StratumServer::uri);
  }

  /** Its chain, its pool, and what happens to them. */
  public ChainService service() {
    return service;
  }

  /** Whether only this machine can reach it. */
  public boolean isForThisMachineOnly() {
    return http.isLoopback();
  }

  /** Completes when the node must stop, with the reason. */
  public CompletableFuture<Throwable> failure() {
    return failure;
  }

  @Override
  public void close() {
    closingSince = System.nanoTime();
    while (!parts.isEmpty()) {
      try {
        parts.pop().close();
      } catch (Exception e) {
        LOG.warn("while closing: {}", e.toString());
      }
    }
  }
}
