package zveno.node.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import zveno.kernel.bytes.DecodeException;
import zveno.kernel.chain.Candidate;
import zveno.kernel.json.JsonLimits;
import zveno.kernel.json.JsonValue;
import zveno.kernel.mining.Difficulty;
import zveno.kernel.model.Block;
import zveno.kernel.model.EntryId;
import zveno.kernel.model.Transaction;
import zveno.kernel.pool.PoolLimits;
import zveno.kernel.rules.Verdict;
import zveno.kernel.rules.classic.Blocks;
import zveno.kernel.rules.classic.ClassicRules;
import zveno.kernel.rules.classic.ClassicTemplates;
import zveno.kernel.rules.classic.ClassicTransaction;
import zveno.kernel.rules.classic.ProofRule;
import zveno.node.follow.FollowSettings;
import zveno.node.follow.PeerManager;
import zveno.node.http.access.CallerSettings;
import zveno.node.http.api.ApiContext;
import zveno.node.http.api.EventStreams;
import zveno.node.http.api.NodeInfo;
import zveno.node.http.api.Readiness;
import zveno.node.http.api.Routes;
import zveno.node.http.routing.Route;
import zveno.node.http.transport.HttpLimits;
import zveno.node.metrics.Metrics;
import zveno.node.metrics.NodeMetrics;
import zveno.node.miner.Miner;
import zveno.node.peerclient.PeerClient;
import zveno.node.peerclient.Timeouts;
import zveno.node.peers.PeerAddressBook;
import zveno.node.peers.PeerPolicy;
import zveno.node.peers.RegisteredPeers;
import zveno.node.protocol.ChainLimits;
import zveno.node.protocol.NodeCalls;
import zveno.node.service.AdoptResult;
import zveno.node.service.ChainService;
import zveno.node.service.ChainSnapshot;
import zveno.node.service.LoneLog;
import zveno.node.service.ServiceLimits;
import zveno.node.storage.RocksStore;
import zveno.node.storage.StoreSettings;
import zveno.node.sync.BlockSync;
import zveno.node.sync.SyncParts;
import zveno.node.tls.TlsFiles;

/** A whole node without a command line, on a free port. */
final class TestNode implements AutoCloseable {

  static final String ID = "0123456789abcdef0123456789abcdef";

  /** How the node is to be. */
  static final class Plan {

    private HttpLimits limits = HttpLimits.DEFAULT;
    private CallerSettings callers = CallerSettings.DEFAULT;
    private PoolLimits pool = ServiceLimits.DEFAULT.pool();
    private int zeros = 1;
    private PeerPolicy policy = PeerPolicy.ANY;
    private StoreSettings store = StoreSettings.ephemeral();
    private String durability = "memory";
    private int threads = 2;
    private boolean member;
    private Optional<TlsFiles> tls = Optional.empty();
    private LongSupplier nanoTime = System::nanoTime;

    Plan limits(HttpLimits wanted) {
      limits = wanted;
      return this;
    }

    Plan callers(CallerSettings wanted) {
      callers = wanted;
      return this;
    }

    Plan pool(long entries, long bytes) {
      pool = new PoolLimits(entries, bytes);
      return this;
    }

    /** The tutorial's difficulty is 4; one zero is found at once. */
    Plan zeros(int wanted) {
      zeros = wanted;
      return this;
    }

    Plan policy(PeerPolicy wanted) {
      policy = wanted;
      return this;
    }

    /** How many threads search for proofs. */
    Plan threads(int wanted) {
      threads = wanted;
      return this;
    }

    Plan tls(TlsFiles wanted) {
      tls = Optional.of(wanted);
      return this;
    }

    /** The time in which the miner's intervals pass; it looks at it after each commit. */
    Plan nanoTime(LongSupplier wanted) {
      nanoTime = wanted;
      return this;
    }

    Plan folder(Path folder) {
      store = StoreSettings.in(folder);
      durability = "sync";
      return this;
    }

    /** A member of a cluster. */
    Plan member() {
      member = true;
      return this;
    }

    TestNode start() {
      return new TestNode(this);
    }
  }

  final ClassicRules rules;
  final RocksStore store;
  final ChainService service;
  final Optional<LoneLog> log;
  final Miner miner;
  final PeerManager peers;
  final ApiContext parts;
  final HttpServer server;
  final Client client;
  final Readiness readiness;
  final Metrics metrics = new Metrics();

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final PeerClient peerClient;

  /** What the server could not explain. */
  final List<Throwable> failures = new CopyOnWriteArrayList<>();

  /** What the peers bring, when they are asked. */
  volatile BooleanSupplier resolve = () -> false;

  private TestNode(Plan plan) {
    rules = ClassicRules.open(ProofRule.CLASSIC, new Difficulty(plan.zeros));
    store = RocksStore.open(plan.store);
    service =
        new ChainService(
            rules,
            store,
            () -> rules.templates().genesis(Instant.now()),
            ServiceLimits.ofPool(plan.pool),
            Clock.systemUTC(),
            () -> new EntryId(UUID.randomUUID()),
            failures::add);
    log = plan.member ? Optional.of(LoneLog.of(service)) : Optional.empty();
    service.start();
    miner = new Miner(service, ID, plan.threads, Clock.systemUTC(), plan.nanoTime);
    readiness = new Readiness(service, store);
    NodeMetrics.ofChain(metrics, service, plan.pool);
    NodeMetrics.ofMiner(metrics, miner);
    log.ifPresent(kept -> NodeMetrics.ofCluster(metrics, kept));
    NodeMetrics.ofStore(metrics, store, service);
    NodeInfo info = new NodeInfo("0.1-test", ID, Instant.now(), plan.pool, plan.durability);
    peerClient = new PeerClient(plan.policy, ID, Timeouts.DEFAULT);
    NodeCalls calls = new NodeCalls(peerClient, Blocks.EASY.codec(), Timeouts.DEFAULT, 0);
    BlockSync catchUp = SyncParts.catchUp(service, calls, ChainLimits.DEFAULT, threads);
    peers =
        new PeerManager(
            service,
            new PeerAddressBook(
                store, plan.policy, List.of(), new Random(1), service::commitBeside),
            peerClient,
            calls,
            catchUp,
            SyncParts.chains(service, ChainLimits.DEFAULT),
            FollowSettings.DEFAULT,
            threads,
            Clock.systemUTC(),
            new Random(1));
    peers.start();
    parts =
        new ApiContext(
            service,
            miner,
            new RegisteredPeers(store, plan.policy, service::commitBeside),
            peers,
            SyncParts.pushed(service, ChainLimits.DEFAULT),
            Optional.empty(),
            () -> resolve.getAsBoolean(),
            info,
            readiness,
            metrics,
            failures::add);
    HttpSettings http = new HttpSettings("127.0.0.1", 0, plan.limits, plan.callers, plan.tls);
    server = new HttpServer(http, parts);
    server.start();
    readiness.begin();
    client = new Client(server.uri());
  }

  static Plan plan() {
    return new Plan();
  }

  static TestNode start() {
    return plan().start();
  }

  /** A connection without anything on it. */
  Socket socket() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
    socket.setSoTimeout(30_000);
    return socket;
  }

  /** A transaction of this JSON, which may hold what a client must not send. */
  static Transaction transaction(String json) {
    try {
      return new ClassicTransaction(
          JsonValue.parse(json.getBytes(StandardCharsets.UTF_8), JsonLimits.defaults()));
    } catch (DecodeException e) {
      throw new IllegalArgumentException(json, e);
    }
  }

  /** Somebody else's chain, from a genesis of its own: one block for each list of transactions. */
  List<Block> strangersChain(List<List<Transaction>> contents) {
    List<Block> blocks = new ArrayList<>();
    blocks.add(rules.templates().genesis(Instant.ofEpochSecond(1_500_000_000)));
    for (List<Transaction> transactions : contents) {
      blocks.add(next(blocks.getLast(), transactions));
    }
    return blocks;
  }

  /** A block that follows another. */
  Block next(Block last, List<Transaction> transactions) {
    Instant then = Instant.ofEpochSecond(1_500_000_000 + last.height());
    return ClassicTemplates.assemble(
        last, transactions, "stranger", then, Blocks.proof(rules, last));
  }

  /** All calls of a node. */
  static List<Route> routes() {
    try (TestNode node = start()) {
      EventStreams events = new EventStreams(node.service, node.peers, HttpLimits.DEFAULT);
      return Routes.of(node.parts, HttpLimits.DEFAULT, events);
    }
  }

  /** A path of a call, with the parameters that it needs. */
  static String path(Route route) {
    String query = route.operation().query().contains("from") ? "?from=1" : "";
    return route.template().replaceAll("\\{[a-z]+}", "1") + query;
  }

  /** Takes over somebody else's chain, which must be longer. */
  void adopt(List<Block> blocks) {
    try (ChainSnapshot moment = service.look();
        Candidate candidate = service.candidate(moment)) {
      for (Block block : blocks) {
        if (!candidate.add(block).equals(Verdict.OK)) {
          throw new IllegalArgumentException("not a chain: " + block);
        }
      }
      candidate.complete();
      if (!(service.adopt(candidate) instanceof AdoptResult.Adopted)) {
        throw new IllegalArgumentException("not longer than ours");
      }
    }
  }

  @Override
  public void close() {
    peers.close();
    server.stop(Duration.ofSeconds(5));
    threads.shutdownNow();
    peerClient.close();
    miner.close();
    service.close();
    store.close();
  }
}
