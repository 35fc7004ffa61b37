package zveno.node.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import zveno.kernel.bytes.DecodeException;
import zveno.kernel.model.BlockId;
import zveno.kernel.rules.RuleSet;
import zveno.node.assembly.Node;
import zveno.node.assembly.NodeConfig;
import zveno.node.cluster.Membership;
import zveno.node.config.CallerOptions;
import zveno.node.config.ClusterOptions;
import zveno.node.config.CommandException;
import zveno.node.config.ConfigOptions;
import zveno.node.config.DataOptions;
import zveno.node.config.LogOptions;
import zveno.node.config.MinerOptions;
import zveno.node.config.PeerOptions;
import zveno.node.config.RuleOptions;
import zveno.node.config.Settings;
import zveno.node.config.StratumOptions;
import zveno.node.config.TlsOptions;
import zveno.node.http.HttpServer;
import zveno.node.http.HttpSettings;
import zveno.node.http.transport.HostName;
import zveno.node.http.transport.HttpLimits;
import zveno.node.peers.PeerAddress;
import zveno.node.storage.Durability;
import zveno.node.storage.RocksStore;
import zveno.node.storage.Salvage;
import zveno.node.storage.StoreSettings;

/** {@code zveno node}: runs a node until it is stopped. */
@Command(
    name = "node",
    description = "Run a node.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footer = {
      "",
      "Each option except --help, --version, --config and --accept-loss can also be set by a line"
          + " NAME=VALUE in the settings file (--config), without the dashes, or by an environment"
          + " variable ZVENO_NAME, with _ for -. There, a repeatable option is a comma-separated"
          + " list, and a flag is true or false. The command line overrides the environment, and"
          + " the environment overrides the file."
    })
final class NodeCommand implements Callable<Integer> {

  private static final Logger LOG = LoggerFactory.getLogger(NodeCommand.class);

  private static final String DEFAULT_HOST = "127.0.0.1";

  @Mixin ConfigOptions config = new ConfigOptions();

  @Option(
      names = {"-p", "--port"},
      paramLabel = "PORT",
      defaultValue = "" + DataOptions.DEFAULT_PORT,
      description = "The port to listen on, 0 for any free port; default ${DEFAULT-VALUE}.")
  int port;

  @Option(
      names = {"-H", "--host"},
      paramLabel = "HOST",
      description =
          "An address to listen on; default "
              + DEFAULT_HOST
              + ", 0.0.0.0 for all interfaces. May be repeated; all have the same port.")
  List<String> hosts = new ArrayList<>();

  @Mixin CallerOptions callers = new CallerOptions();

  @Mixin DataOptions data = new DataOptions();

  @Mixin MinerOptions mining = new MinerOptions();

  @Mixin StratumOptions stratum = new StratumOptions();

  @Option(
      names = "--ephemeral",
      negatable = true,
      description = "Keep everything in memory; nothing is written to disk.")
  boolean ephemeral;

  @Option(
      names = "--durability",
      paramLabel = "sync|os",
      defaultValue = "sync",
      description =
          "sync (default): acknowledged data is on disk. os: the operating system writes it later;"
              + " this is faster, but a power failure can lose acknowledged data.")
  String durability = "sync";

  @Option(
      names = "--accept-loss",
      description =
          "Continue with what can be read of a store that is damaged or lacks acknowledged"
              + " commits.")
  boolean acceptLoss;

  @Mixin TlsOptions tls = new TlsOptions();

  @Option(
      names = "--end-with-input",
      hidden = true,
      description = "Stop when standard input ends, for programs that start a node.")
  boolean endWithInput;

  @Mixin PeerOptions peers = new PeerOptions();

  @Mixin ClusterOptions cluster = new ClusterOptions();

  @Mixin RuleOptions rules = new RuleOptions();

  @Mixin LogOptions log = new LogOptions();

  /** All settings of {@code zveno node}. */
  static Settings settings() {
    return Settings.of(CommandSpec.forAnnotatedObject(new NodeCommand()));
  }

  @Override
  public Integer call() throws InterruptedException, ExecutionException {
    log.apply();
    CompletableFuture<Throwable> end = new CompletableFuture<>();
    StopSignals.handle(signal -> end.complete(new Stopped(signal)));
    if (endWithInput) {
      Thread.ofPlatform().name("input").daemon().start(() -> awaitEndOfInput(end));
    }
    try (Node node = start()) {
      var _ = node.failure().thenAccept(end::complete);
      return finish(end.get());
    }
  }

  private static void awaitEndOfInput(CompletableFuture<Throwable> end) {
    try {
      System.in.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      LOG.debug("standard input cannot be read: {}", e.toString());
    }
    end.complete(new Stopped("end of input"));
  }

  /** Starts the node as the options say. */
  Node start() {
    return start(Clock.systemUTC());
  }

  /** The same with another clock, for tests. */
  Node start(Clock clock) {
    if (ephemeral && data.folder != null) {
      throw CommandException.badInput("--ephemeral does not use a data folder: omit --data-dir");
    }
    if (port < 0 || port > 65535) {
      throw CommandException.badInput("--port must be 0 to 65535, not " + port);
    }
    HttpSettings http =
        new HttpSettings(listenHosts(), port, HttpLimits.DEFAULT, callers.settings(), tls.files());
    NodeConfig config =
        NodeConfig.on(http, mining.settings(), promise())
            .with(peers.chains(), peers.policy(http.isLoopback()), peers.settings())
            .withMaxReorg(peers.maxReorg())
            .with(tls.trust())
            .with(stratum.settings())
            .withCluster(membership());
    config.cluster().ifPresent(Membership::cameLater); // refuses a folder that is not its own
    HttpServer.tryListening(http); // before a folder is created in vain
    if (ephemeral || Files.notExists(folder())) {
      peers.join().ifPresent(peer -> join(peer, config));
      rules.checkBeginning(); // before a folder is created in vain
    }
    RocksStore store = open(storeSettings());
    RuleSet ruleSet;
    try {
      ruleSet = rules.rulesOf(store, where());
      mining.checkRecipient(ruleSet);
      stratum.checkRules(ruleSet);
      ruleSet.checkReady();
    } catch (RuntimeException e) {
      store.close();
      throw e;
    }
    Supplier<Instant> begun =
        () -> config.cluster().map(member -> member.cluster().begun()).orElseGet(clock::instant);
    Node node = new Node(config, store, ruleSet, rules.firstBlock(ruleSet, begun), clock);
    boolean open = !node.isForThisMachineOnly() && http.callers().tokens().now().isEmpty();
    announce(node, store.nodeId(), ruleSet.parameters(), open);
    return node;
  }

  private Optional<Membership> membership() {
    Optional<Membership> member = cluster.membership(folder(), tls.mutual());
    if (member.isPresent()) {
      if (ephemeral || parsedDurability() != Durability.SYNC || acceptLoss) {
        throw CommandException.badInput(
            "--cluster: a member keeps all on disk; it knows no --ephemeral, --durability=os or"
                + " --accept-loss");
      }
      if (!peers.settings().given().isEmpty() || stratum.settings().isPresent()) {
        throw CommandException.badInput(
            "--cluster: a member takes blocks from its cluster only; omit --peer, --join and"
                + " --stratum");
      }
      if (member.get().isOpen()) {
        throw CommandException.badInput(
            "--cluster: beyond this machine members show each other certificates: give --tls-cert,"
                + " --tls-key and --tls-ca, or name 127.0.0.1 in the cluster file");
      }
    }
    return member;
  }

  private void join(PeerAddress peer, NodeConfig config) {
    BlockId first = rules.join(NetworkJoin.firstBlockOf(peer, config), peer.toString());
    LOG.info("joining the network that begins with block {}, by the word of {}", first, peer);
  }

  private static RocksStore open(StoreSettings settings) {
    return settings.acceptLoss() && !settings.inMemory()
        ? Salvage.open(settings, RuleOptions::rulesOf)
        : RocksStore.open(settings);
  }

  private List<String> listenHosts() {
    List<String> wanted = new ArrayList<>();
    for (String host : hosts.isEmpty() ? List.of(DEFAULT_HOST) : hosts) {
      try {
        wanted.add(HostName.toListen(host));
      } catch (DecodeException e) {
        throw CommandException.badInput("--host: " + e.getMessage());
      }
    }
    return wanted;
  }

  private StoreSettings storeSettings() {
    StoreSettings settings =
        ephemeral ? StoreSettings.ephemeral() : StoreSettings.in(folder()).with(parsedDurability());
    settings = settings.with(rules.wanted());
    return acceptLoss ? settings.acceptingLoss() : settings;
  }

  /** What an acknowledgement is worth, as the status tells it. */
  private String promise() {
    return ephemeral ? "memory" : parsedDurability().name().toLowerCase(Locale.ROOT);
  }

  private Path folder() {
    return data.folder(port);
  }

  private String where() {
    return ephemeral ? "memory" : folder().toString();
  }

  private Durability parsedDurability() {
    return switch (durability.toLowerCase(Locale.ROOT)) {
      case "sync" -> Durability.SYNC;
      case "os" -> Durability.OS;
      default ->
          throw CommandException.badInput("--durability must be sync or os, not " + durability);
    };
  }

  private void announce(
      Node node, String nodeId, Map<String, String> parameters, boolean openToAll) {
    LOG.info("node {}, data in {}, {}", nodeId, where(), parameters);
    if (!ephemeral && parsedDurability() == Durability.OS) {
      LOG.warn("--durability=os: a power failure can lose acknowledged data");
    }
    if (openToAll) {
      LOG.warn(
          "all clients that reach this port can post, mine and register peers; --token-file makes"
              + " the node require a token");
    }
    if (ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent()) {
      LOG.info("Java's warning about incubator modules is expected: mining uses vectors");
    }
    node.stratumUri().ifPresent(uri -> LOG.info("miners connect to {}", uri));
    LOG.info("running on {} (press CTRL+C to quit)", node.uris());
  }

  private static int finish(Throwable end) {
    if (end instanceof Stopped stopped) {
      LOG.info("{}: finishing requests in progress", stopped.getMessage());
      return 0;
    }
    throw CommandException.failed(
        "the node cannot continue: "
            + Optional.ofNullable(end.getMessage()).orElse(end.toString()));
  }

  /** The node was asked to stop. */
  private static final class Stopped extends Exception {

    @java.io.Serial private static final long serialVersionUID = 1;

    Stopped(String signal) {
      super(signal);
    }
  }
}
