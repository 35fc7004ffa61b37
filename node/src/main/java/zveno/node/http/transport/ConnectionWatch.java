package zveno.node.http.transport;

import java.net.SocketAddress;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.jspecify.annotations.Nullable;

/**
 * Knows all open connections. A connection without a request in progress is closed after a
 * time-out, also if it sends a request byte by byte. When there are too many connections, in all or
 * of one caller, the one that has been idle longest is closed. Connections of trusted proxies are
 * not counted; instead each caller behind one may have this many concurrent requests.
 */
public final class ConnectionWatch implements Connection.Listener, AutoCloseable {

  /**
   * To look for those that wait takes time, so a part of all makes room at once: one in so many.
   */
  private static final int EVICTED_PART = 32;

  /** At the end, a connection on which nothing happens is not waited for. */
  private static final Duration SILENCE_AT_THE_END = Duration.ofMillis(20);

  /** At the end, so long is waited for what is missing of a body. */
  private static final Duration ARRIVAL_AT_THE_END = Duration.ofSeconds(2);

  private final int most;
  private final Quota each;
  private final Proxies proxies;
  private final Map<Connection, State> open = new ConcurrentHashMap<>();

  /** How many connections a caller has, if they are counted. */
  private final Map<Caller, Integer> counts = new ConcurrentHashMap<>();

  /** How many requests are at work for a caller behind a proxy, if they are counted. */
  private final Map<Caller, Integer> forwarded = new ConcurrentHashMap<>();

  /** For how long a connection may be without a request that is being answered. */
  private volatile Duration patience;

  private volatile boolean ending;

  /** When it began to end. */
  private volatile long endingSince;

  private volatile boolean closed;
  private @Nullable Thread sweeper;

  /** A connection that keeps us waiting, and for how long at the time of asking. */
  private record Waiting(Connection connection, long nanos) {}

  /** What is known of a connection. */
  private static final class State {

    private final Caller caller;
    private final boolean counted;
    private int requests;
    private boolean listening = true;
    private long since = System.nanoTime();

    State(Caller caller, boolean counted) {
      this.caller = caller;
      this.counted = counted;
    }

    synchronized void begin() {
      requests++;
      listening = false;
    }

    synchronized void end() {
      requests--;
      listening = true;
      since = System.nanoTime();
    }

    synchronized void listen() {
      listening = true;
      since = System.nanoTime();
    }

    synchronized void work() {
      listening = false;
    }

    /** For how long no request has been answered; -1 if one is. */
    synchronized long quietFor(long now) {
      return requests > 0 ? -1 : now - since;
    }

    /** For how long it has kept us waiting for a request, or for the end of one; -1 if not. */
    synchronized long waitingFor(long now) {
      return listening ? now - since : -1;
    }
  }

  /**
   * @param each how many connections one caller may have
   * @param proxies whose connections are not their own
   */
  public ConnectionWatch(HttpLimits limits, Quota each, Proxies proxies) {
    this.most = limits.connections();
    this.each = each;
    this.proxies = proxies;
    this.patience = limits.patience();
  }

  /** Begins to close those that take too long. */
  public void start() {
    sweeper = Thread.ofVirtual().name("connections").start(this::sweep);
  }

  private void sweep() {
    while (!closed) {
      try {
        Thread.sleep(Math.max(10, Math.min(1_000, patience.toMillis() / 10)));
      } catch (InterruptedException e) {
        continue; // something is to be done sooner
      }
      long now = System.nanoTime();
      open.forEach((connection, state) -> {
        if (hasHadItsTime(state, now)) {
          connection.getEndPoint().close();
        }
      });
    }
  }

  private boolean hasHadItsTime(State state, long now) {
    return state.quietFor(now) > patience.toNanos()
        || (ending
            && Math.min(state.waitingFor(now), now - endingSince) > ARRIVAL_AT_THE_END.toNanos());
  }

  /**
   * The server ends: closes, from now on, each connection as soon as nothing is being answered on
   * it, so that only those are waited for on which something is.
   */
  public void hurry() {
    if (!ending) {
      endingSince = System.nanoTime();
      ending = true;
      patience = SILENCE_AT_THE_END;
      wake();
    }
  }

  private void wake() {
    if (sweeper != null) {
      sweeper.interrupt();
    }
  }

  @Override
  public void onOpened(Connection connection) {
    if (connection instanceof SslConnection) {
      return; // the one inside it is watched
    }
    SocketAddress remote = connection.getEndPoint().getRemoteSocketAddress();
    Caller caller = Caller.of(remote);
    boolean counted = each.limits(caller) && !proxies.trust(remote);
    if (counted) {
      counts.merge(caller, 1, Integer::sum); // first, so that closing finds it
    }
    open.put(connection, new State(caller, counted));
    makeRoom(connection, caller);
  }

  private synchronized void makeRoom(Connection latest, Caller caller) {
    int excess = counts.getOrDefault(caller, 0) - each.most();
    if (excess > 0) { // more than one where others are just being opened, and not to be found yet
      evict(excess, latest, state -> state.counted && state.caller.equals(caller));
    }
    if (open.size() > most) {
      evict(1 + most / EVICTED_PART, latest, state -> true);
    }
  }

  /** Closes those that have kept us waiting longest. */
  private void evict(int count, Connection except, Predicate<State> among) {
    long now = System.nanoTime();
    open.entrySet().stream()
        .filter(entry -> !entry.getKey().equals(except) && among.test(entry.getValue()))
        .map(entry -> new Waiting(entry.getKey(), entry.getValue().waitingFor(now)))
        .filter(waiting -> waiting.nanos() >= 0)
        .sorted(Comparator.comparingLong(Waiting::nanos).reversed())
        .limit(count)
        .forEach(waiting -> evict(waiting.connection()));
  }

  private void evict(Connection connection) {
    forget(connection);
    connection.getEndPoint().close();
  }

  private void forget(Connection connection) {
    State state = open.remove(connection);
    if (state != null && state.counted) {
      oneLess(counts, state.caller);
    }
  }

  private static void oneLess(Map<Caller, Integer> counts, Caller caller) {
    counts.computeIfPresent(caller, (_, count) -> count == 1 ? null : count - 1);
  }

  @Override
  public void onClosed(Connection connection) {
    forget(connection);
  }

  /** A request has arrived. */
  public void begin(Connection connection, Proxies.Sender sender) {
    State state = open.get(connection);
    if (state != null) {
      state.begin();
    }
    if (isCounted(sender)) {
      forwarded.merge(sender.caller(), 1, Integer::sum);
    }
  }

  private boolean isCounted(Proxies.Sender sender) {
    return sender.forwarded() && each.limits(sender.caller());
  }

  /** The request's body is awaited: the client is in no hurry, so it may have to make room. */
  void listen(Connection connection) {
    State state = open.get(connection);
    if (state != null) {
      state.listen();
    }
  }

  /** The request is there, and is worked on. */
  void work(Connection connection) {
    State state = open.get(connection);
    if (state != null) {
      state.work();
    }
  }

  /** A request has been answered. */
  public void end(Connection connection, Proxies.Sender sender) {
    State state = open.get(connection);
    if (state != null) {
      state.end();
    }
    if (isCounted(sender)) {
      oneLess(forwarded, sender.caller());
    }
  }

  /**
   * Looks whether a request may be answered at all. A connection that is just being opened may not
   * have made room for itself yet: it is made now.
   *
   * @throws HttpException if there are more connections than there should be, all of them at work
   */
  public void admit(Connection connection, Proxies.Sender sender) {
    Caller caller = sender.caller();
    if (open.size() > most || tooMany(caller)) {
      makeRoom(connection, caller);
    }
    if (open.size() > most) {
      throw HttpException.busy("too many connections are open; try again in a moment").closing();
    }
    if (isCounted(sender)) {
      if (forwarded.getOrDefault(caller, 0) > each.most()) {
        throw tooMany("requests in progress");
      }
    } else if (tooMany(caller)) {
      throw tooMany("open connections").closing();
    }
  }

  private HttpException tooMany(String what) {
    return new HttpException(
            429,
            "your address may have "
                + each.most()
                + " "
                + what
                + " at once; end some, or start the node with more --connections-per-address")
        .with("Retry-After", "1");
  }

  private boolean tooMany(Caller caller) {
    return counts.getOrDefault(caller, 0) > each.most();
  }

  /** How many connections are open. */
  public int count() {
    return open.size();
  }

  @Override
  public void close() {
    closed = true;
    wake();
  }
}
