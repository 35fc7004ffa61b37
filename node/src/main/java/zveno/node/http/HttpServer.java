package zveno.node.http;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zveno.node.http.access.AccessControl;
import zveno.node.http.api.ApiContext;
import zveno.node.http.api.EventStreams;
import zveno.node.http.api.Routes;
import zveno.node.http.routing.RequestTimes;
import zveno.node.http.routing.Route;
import zveno.node.http.routing.Router;
import zveno.node.http.transport.ConnectionWatch;
import zveno.node.http.transport.Encryption;
import zveno.node.http.transport.HttpLimits;
import zveno.node.http.transport.ListenException;
import zveno.node.http.transport.Proxies;
import zveno.node.http.transport.ResponseStream;
import zveno.node.metrics.Metrics;

/**
 * The HTTP server. Each request is answered on a virtual thread of its own; a few platform threads
 * wait for the sockets.
 */
public final class HttpServer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);

  /** Odd paths are for the router to refuse: it compares them as they stand, segment by segment. */
  private static final UriCompliance PATHS =
      UriCompliance.DEFAULT.with(
          "AS_THEY_STAND",
          UriCompliance.Violation.AMBIGUOUS_EMPTY_SEGMENT,
          UriCompliance.Violation.AMBIGUOUS_PATH_PARAMETER,
          UriCompliance.Violation.AMBIGUOUS_PATH_SEGMENT,
          UriCompliance.Violation.AMBIGUOUS_PATH_SEPARATOR,
          UriCompliance.Violation.AMBIGUOUS_PATH_ENCODING,
          UriCompliance.Violation.ILLEGAL_PATH_CHARACTERS); // [::1]:5000 as a peer is listed

  private static final int PLATFORM_THREADS = 16;

  /** How many connections the system may keep waiting; it would be 50, too few for a crowd. */
  private static final int ACCEPT_QUEUE = 1_024;

  /** How many free ports are tried, if one has to be free on several hosts. */
  private static final int MAX_TRIES = 20;

  private static final Duration STOP_AT_ONCE = Duration.ZERO;

  private final HttpSettings settings;
  private final Server server;
  private final List<ServerConnector> connectors;
  private final ConnectionWatch watch;
  private final Runnable endOfStreams;
  private final Optional<Encryption> encryption;
  private volatile int port;

  /** A server that does not listen yet. */
  public HttpServer(HttpSettings settings, ApiContext parts) {
    this(settings, parts, new EventStreams(parts.service(), parts.peers(), settings.limits()));
  }

  private HttpServer(HttpSettings settings, ApiContext parts, EventStreams streams) {
    this(
        settings,
        Routes.of(parts, settings.limits(), streams),
        streams::close,
        parts.metrics(),
        parts.info().nodeId(),
        parts.onFailure());
    parts
        .metrics()
        .gauge(
            "zveno_http_event_streams",
            "Clients connected to the event stream.",
            streams::listeners);
  }

  /** A server with these endpoints instead of a node's, behind the same door. */
  public HttpServer(HttpSettings settings, List<Route> routes) {
    this(settings, routes, () -> {}, new Metrics(), "none", failure -> {});
  }

  private HttpServer(
      HttpSettings settings,
      List<Route> routes,
      Runnable endOfStreams,
      Metrics metrics,
      String nodeId,
      Consumer<Throwable> onFailure) {
    this.settings = settings;
    this.endOfStreams = endOfStreams;
    Proxies proxies = new Proxies(settings.callers().proxies());
    this.watch = new ConnectionWatch(settings.limits(), settings.callers().connections(), proxies);
    this.server = new Server(threads());
    this.encryption = settings.tls().map(Encryption::new);
    this.connectors = settings.hosts().stream().map(this::connector).toList();
    connectors.forEach(server::addConnector);
    server.setErrorHandler(new HttpErrors());
    Router router = new Router(routes);
    AccessControl guard =
        new AccessControl(
            settings.callers(),
            settings.hosts(),
            settings.isLoopback(),
            settings.tls().isPresent());
    RequestHandler door =
        new RequestHandler(
            router,
            guard,
            settings.limits(),
            watch,
            proxies,
            new RequestTimes(metrics),
            nodeId,
            onFailure);
    metrics.gauge("zveno_http_connections", "Open connections.", watch::count);
    server.setHandler(new GracefulHandler(door));
  }

  private ServerConnector connector(String host) {
    ServerConnector connector = new ServerConnector(server, 1, 1, protocols());
    connector.setHost(host);
    connector.setAcceptQueueSize(ACCEPT_QUEUE);
    connector.setIdleTimeout(settings.limits().patience().toMillis());
    // At shutdown, too: slow readers are still being answered. Other connections are handled by the
    // watch.
    connector.setShutdownIdleTimeout(settings.limits().patience().toMillis());
    connector.addBean(watch, false);
    return connector;
  }

  private static QueuedThreadPool threads() {
    QueuedThreadPool threads = new QueuedThreadPool(PLATFORM_THREADS, 2);
    threads.setName("http");
    threads.setReservedThreads(0);
    threads.setVirtualThreadsExecutor(
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("request-", 0).factory()));
    return threads;
  }

  private ConnectionFactory[] protocols() {
    HttpConnectionFactory http = http(settings.limits());
    return encryption.map(tls -> tls.around(http)).orElseGet(() -> new ConnectionFactory[] {http});
  }

  private static HttpConnectionFactory http(HttpLimits limits) {
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setSendXPoweredBy(false);
    http.setRequestHeaderSize(limits.headBytes());
    http.setUriCompliance(PATHS);
    http.setOutputBufferSize(ResponseStream.CHUNK);
    return new HttpConnectionFactory(http);
  }

  /**
   * Finds out whether it would be possible to listen there, and does not.
   *
   * @throws ListenException if it is not
   */
  public static void tryListening(HttpSettings settings) {
    for (String host : settings.hosts()) {
      try (ServerSocketChannel channel = ServerSocketChannel.open()) {
        channel.bind(new InetSocketAddress(host, settings.port()));
      } catch (IOException | UnresolvedAddressException e) {
        throw cannotListen(host, settings.port(), e);
      }
    }
  }

  private static ListenException cannotListen(String host, int port, Exception e) {
    return new ListenException("cannot listen on " + inUri(host) + ":" + port + ": " + why(e), e);
  }

  /**
   * Begins to listen.
   *
   * @throws ListenException if that is not possible on one of the hosts; then it listens on none
   */
  public void start() {
    try {
      listen();
      server.start();
      watch.start();
      encryption.ifPresent(Encryption::start);
      settings.callers().tokens().start();
    } catch (ListenException e) {
      close();
      throw e;
    } catch (Exception e) {
      close();
      throw new IllegalStateException("the HTTP server does not start", e);
    }
  }

  /** A port that is free on the first host may be taken on another: then the next one is tried. */
  private void listen() {
    int tries = settings.port() == 0 && connectors.size() > 1 ? MAX_TRIES : 1;
    for (int i = 1; ; i++) {
      try {
        openAll();
        return;
      } catch (ListenException e) {
        connectors.forEach(ServerConnector::close);
        if (i == tries) {
          throw e;
        }
      }
    }
  }

  private void openAll() {
    port = settings.port();
    for (ServerConnector connector : connectors) {
      try {
        connector.setPort(port);
        connector.open();
        port = connector.getLocalPort();
      } catch (IOException | UnresolvedAddressException e) {
        throw cannotListen(connector.getHost(), port, e);
      }
    }
  }

  private static String why(Exception e) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    if (e instanceof UnresolvedAddressException || cause instanceof UnresolvedAddressException) {
      return "unknown host";
    }
    if (cause instanceof BindException bind
        && String.valueOf(bind.getMessage()).contains("in use")) {
      return "the port is in use; stop the program that uses it, or choose another port";
    }
    return String.valueOf(cause.getMessage());
  }

  /** The port that it listens on; 0 before it does. */
  public int port() {
    return port;
  }

  /** Whether it listens to this machine only. */
  public boolean isLoopback() {
    return settings.isLoopback();
  }

  /** Where it can be reached from this machine. */
  public URI uri() {
    return uris().getFirst();
  }

  /** Starts listening on each of its hosts. */
  public List<URI> uris() {
    String scheme = encryption.isPresent() ? "https://" : "http://";
    return settings.hosts().stream()
        .map(host -> URI.create(scheme + inUri(host) + ":" + port()))
        .toList();
  }

  private static String inUri(String host) {
    return host.contains(":") ? "[" + host + "]" : host;
  }

  /** How many connections are open. */
  public int connections() {
    return watch.count();
  }

  /**
   * Ends the event streams, and closes each connection as soon as nothing is being answered on it.
   */
  public void beginToStop() {
    endOfStreams.run();
    watch.hurry();
  }

  /**
   * Stops listening, waits for requests that are being answered, and then breaks off what is left.
   */
  public void stop(Duration patience) {
    beginToStop();
    server.setStopTimeout(patience.toMillis());
    try {
      server.stop();
    } catch (Exception e) {
      LOG.warn("not all requests were answered before the shutdown: {}", e.toString());
    }
    watch.close();
    encryption.ifPresent(Encryption::close);
    settings.callers().tokens().close();
  }

  /** Stops without waiting. */
  @Override
  public void close() {
    stop(STOP_AT_ONCE);
  }
}
