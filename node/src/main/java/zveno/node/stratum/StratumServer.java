package zveno.node.stratum;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zveno.kernel.bytes.OneLine;
import zveno.kernel.rules.BlockTemplates;
import zveno.kernel.rules.RuleSet;
import zveno.node.http.transport.Caller;
import zveno.node.service.ChainService;

/**
 * Lets machines mine for this node by Stratum v1. Each block pays the address of the worker that
 * found it, whole: there are no shares of a reward.
 */
public final class StratumServer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(StratumServer.class);

  private static final int BACKLOG = 256;
  private static final Duration BETWEEN_TICKS = Duration.ofSeconds(5);
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

  private final StratumSettings settings;
  private final InstantSource clock;
  private final LongSupplier nanoTime;
  private final JobFeed feed;
  private final WorkerNames names;
  private final Workers workers;
  private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
  private final Map<Caller, Integer> perCaller = new ConcurrentHashMap<>();
  private final AtomicInteger extranonces = new AtomicInteger((int) System.nanoTime());
  private final ShareCounts counts = new ShareCounts();
  private final ServerSocket door;
  private volatile boolean closed;

  /**
   * Listens; serves from {@link #start} on.
   *
   * @param recipient the node's own address for rewards; it need not be one that the rules take
   * @throws UncheckedIOException if it cannot listen there
   */
  public StratumServer(
      ChainService service, String recipient, StratumSettings settings, InstantSource clock) {
    this(service, recipient, settings, clock, System::nanoTime);
  }

  /**
   * The same with another measure of what has passed.
   *
   * @param nanoTime the age of jobs, the silence of miners and the pace of shares, as {@link
   *     System#nanoTime} counts
   */
  StratumServer(
      ChainService service,
      String recipient,
      StratumSettings settings,
      InstantSource clock,
      LongSupplier nanoTime) {
    this.settings = settings;
    this.clock = clock;
    this.nanoTime = nanoTime;
    this.workers = new Workers(nanoTime);
    BlockTemplates templates = service.rules().templates();
    Optional<String> own =
        Optional.of(recipient).filter(given -> templates.recipientProblem(given).isEmpty());
    this.names = new WorkerNames(own, settings.password(), templates::recipientProblem);
    try {
      door = listen(settings);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot listen for miners: " + e.getMessage(), e);
    }
    this.feed = new JobFeed(service, nanoTime, this::renew);
  }

  private static ServerSocket listen(StratumSettings settings) throws IOException {
    ServerSocket made = new ServerSocket();
    try {
      made.setReuseAddress(true);
      made.bind(new InetSocketAddress(settings.host(), settings.port()), BACKLOG);
      return made;
    } catch (IOException e) {
      made.close();
      throw e;
    }
  }

  /**
   * Is it possible to listen there at present?
   *
   * @throws IOException if it is not
   */
  public static void tryListening(StratumSettings settings) throws IOException {
    listen(settings).close();
  }

  /** What keeps these rules from being mined by Stratum, in one line; nothing if they can be. */
  public static Optional<String> problem(RuleSet rules) {
    return rules.templates().haveHeaders()
        ? Optional.empty()
        : Optional.of(
            "blocks of the rules " + rules.name() + " have no header that Stratum's miners search");
  }

  /** Serves miners. */
  public void start() {
    Thread.ofPlatform().name("stratum-accept").daemon().start(this::accept);
    Thread.ofVirtual().name("stratum-ticks").start(this::tick);
  }

  /** Where it listens. */
  public InetSocketAddress address() {
    return (InetSocketAddress) door.getLocalSocketAddress();
  }

  /** The same as miners type it. */
  public String uri() {
    InetAddress host = address().getAddress();
    String text = host.getHostAddress();
    return "stratum+tcp://"
        + (host instanceof Inet6Address ? "[" + text + "]" : text)
        + ":"
        + address().getPort();
  }

  private void accept() {
    while (!closed) {
      try {
        greet(door.accept());
      } catch (IOException | RuntimeException e) {
        if (!closed) {
          LOG.warn("cannot accept a miner: {}", OneLine.of(String.valueOf(e)));
          pause(AFTER_FAILURE);
        }
      }
    }
  }

  private void greet(Socket socket) throws IOException {
    Caller from = Caller.of(socket.getInetAddress());
    int there = perCaller.merge(from, 1, Integer::sum);
    if (there > settings.maxConnectionsPerCaller()
        || connections.size() >= settings.maxConnections()) {
      LOG.debug("no room for one more miner from {}", socket.getInetAddress().getHostAddress());
      leave(from);
      socket.close();
      return;
    }
    Connection made;
    try {
      made = new Connection(socket, settings, nanoTime);
    } catch (IOException | RuntimeException e) {
      leave(from);
      socket.close();
      throw e;
    }
    Session session =
        new Session(
            feed,
            workers,
            counts,
            names,
            clock,
            nanoTime,
            from,
            extranonces.getAndIncrement(),
            made::send);
    connections.add(made);
    made.serve(
        session,
        () -> {
          session.close();
          connections.remove(made);
          leave(from);
          feed.restIf(connections::isEmpty);
        });
    if (closed) {
      made.close();
    }
  }

  private void leave(Caller from) {
    perCaller.computeIfPresent(from, (_, count) -> count == 1 ? null : count - 1);
  }

  private void renew(Round round) {
    forEach(connection -> connection.session().ifPresent(one -> one.renew(round)));
  }

  /** A fault of one connection ends it, and no other. */
  private void forEach(Consumer<Connection> action) {
    for (Connection connection : connections) {
      try {
        action.accept(connection);
      } catch (RuntimeException e) {
        LOG.error("a miner's connection is closed after a failure", e);
        connection.close();
      }
    }
  }

  private void tick() {
    while (!closed) {
      pause(BETWEEN_TICKS);
      look();
    }
  }

  /** Ends the connections of silent miners, and makes shares easier where they are too rare. */
  void look() {
    feed.look();
    forEach(connection -> {
      connection.session().ifPresent(Session::tick);
      connection.closeIfSilent();
    });
  }

  private static void pause(Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The accounts of the workers. */
  public Workers workers() {
    return workers;
  }

  /** How many miners are connected. */
  public int connections() {
    return connections.size();
  }

  /** What became of the shares. */
  public ShareCounts counts() {
    return counts;
  }

  @Override
  public void close() {
    closed = true;
    feed.close();
    try {
      door.close();
    } catch (IOException e) {
      LOG.debug("while closing: {}", e.getMessage());
    }
    connections.forEach(Connection::close);
  }
}
