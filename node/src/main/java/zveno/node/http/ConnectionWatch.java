package zveno.node.http;

import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.io.Connection;
import org.jspecify.annotations.Nullable;

/**
 * Knows all open connections. One on which no request is being answered is closed when it has had
 * its time: one that is silent, and also one that sends a request a byte at a time. When there are
 * too many connections, the one that has been quiet longest makes room.
 */
final class ConnectionWatch implements Connection.Listener, AutoCloseable {

  private final int most;
  private final Duration patience;
  private final Map<Connection, State> open = new ConcurrentHashMap<>();
  private @Nullable Thread sweeper;

  /** What is known of a connection. */
  private static final class State {

    private int requests;
    private long quietSince = System.nanoTime();

    synchronized void begin() {
      requests++;
    }

    synchronized void end() {
      requests--;
      quietSince = System.nanoTime();
    }

    /** For how long no request has been answered; -1 if one is. */
    synchronized long quietFor(long now) {
      return requests > 0 ? -1 : now - quietSince;
    }
  }

  ConnectionWatch(HttpLimits limits) {
    this.most = limits.connections();
    this.patience = limits.patience();
  }

  /** Begins to close those that take too long. */
  void start() {
    sweeper = Thread.ofVirtual().name("connections").start(this::sweep);
  }

  private void sweep() {
    long interval = Math.max(10, Math.min(1_000, patience.toMillis() / 10));
    while (!Thread.currentThread().isInterrupted()) {
      try {
        Thread.sleep(interval);
      } catch (InterruptedException e) {
        return;
      }
      long now = System.nanoTime();
      open.forEach((connection, state) -> {
        if (state.quietFor(now) > patience.toNanos()) {
          connection.getEndPoint().close();
        }
      });
    }
  }

  @Override
  public void onOpened(Connection connection) {
    open.put(connection, new State());
    makeRoom(connection);
  }

  private synchronized void makeRoom(Connection latest) {
    Optional<Connection> other = Optional.of(latest);
    while (open.size() > most && other.isPresent()) {
      other = longestQuiet(latest);
      other.ifPresent(this::evict);
    }
  }

  private void evict(Connection connection) {
    open.remove(connection);
    connection.getEndPoint().close();
  }

  private Optional<Connection> longestQuiet(Connection except) {
    long now = System.nanoTime();
    return open.entrySet().stream()
        .filter(entry -> !entry.getKey().equals(except) && entry.getValue().quietFor(now) >= 0)
        .max(Comparator.comparingLong(entry -> entry.getValue().quietFor(now)))
        .map(Map.Entry::getKey);
  }

  @Override
  public void onClosed(Connection connection) {
    open.remove(connection);
  }

  /** A request has arrived on this connection. */
  void begin(Connection connection) {
    State state = open.get(connection);
    if (state != null) {
      state.begin();
    }
  }

  /** A request on this connection has been answered. */
  void end(Connection connection) {
    State state = open.get(connection);
    if (state != null) {
      state.end();
    }
  }

  /** Whether there are more connections than there should be, all of them at work. */
  boolean crowded() {
    return open.size() > most;
  }

  /** How many connections are open. */
  int count() {
    return open.size();
  }

  @Override
  public void close() {
    if (sweeper != null) {
      sweeper.interrupt();
    }
  }
}
