package zveno.node.peerclient;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Asks for the addresses of names, on a few threads of its own: a look-up blocks its thread in the
 * operating system, for many seconds if the name server is silent. Names that took long before wait
 * in a line of their own, so that they do not hold up the others. For any thread.
 */
final class NameLookup implements AutoCloseable {

  /** The operating system's way of looking up a name. */
  @FunctionalInterface
  interface Names {
    InetAddress[] find(String host) throws UnknownHostException;
  }

  private static final int THREADS = 16;
  private static final int THREADS_FOR_SLOW = 4;

  /** A lookup that takes more than this part of the time-out is slow. */
  private static final int SLOW_PART = 4;

  private static final int MAX_SLOW_KNOWN = 10_000;

  private final Names names;
  private final Duration patience;
  private final ThreadPoolExecutor usual = threads("peer-names", THREADS);
  private final ThreadPoolExecutor slow = threads("peer-slow-names", THREADS_FOR_SLOW);

  /** Names that are being looked up or queued; further requests for the same name join. */
  private final Map<String, Search> searches = new ConcurrentHashMap<>();

  private final Set<String> knownAsSlow = ConcurrentHashMap.newKeySet();

  /**
   * @param patience how long a caller waits for a name
   */
  NameLookup(Names names, Duration patience) {
    this.names = names;
    this.patience = patience;
  }

  private static ThreadPoolExecutor threads(String name, int most) {
    ThreadPoolExecutor threads =
        new ThreadPoolExecutor(
            most,
            most,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().name(name + "-", 0).daemon().factory());
    threads.allowCoreThreadTimeOut(true);
    return threads;
  }

  private final class Search implements Runnable {

    private final String host;
    private final CompletableFuture<List<InetAddress>> found = new CompletableFuture<>();
    private volatile long wantedAt = System.nanoTime();

    Search(String host) {
      this.host = host;
    }

    @Override
    public void run() {
      // Removed from the list before the result is published: later requests must not join.
      try {
        List<InetAddress> addresses = look();
        searches.remove(host, this);
        found.complete(addresses);
      } catch (UnknownHostException | TimeoutException | RuntimeException | Error e) {
        searches.remove(host, this);
        found.completeExceptionally(e);
      }
    }

    private List<InetAddress> look() throws UnknownHostException, TimeoutException {
      long begin = System.nanoTime();
      if (begin - wantedAt > patience.toNanos()) {
        throw new TimeoutException("no longer needed");
      }
      try {
        return List.of(names.find(host));
      } finally {
        remember(System.nanoTime() - begin);
      }
    }

    private void remember(long nanos) {
      if (nanos < patience.toNanos() / SLOW_PART) {
        knownAsSlow.remove(host);
      } else if (knownAsSlow.size() < MAX_SLOW_KNOWN) {
        knownAsSlow.add(host);
      }
    }
  }

  /** The addresses of the name; fails when patience is over, or if there are none. */
  CompletableFuture<List<InetAddress>> find(String host) {
    Search search =
        searches.compute(
            host, (name, running) -> running == null ? begin(new Search(name)) : running);
    search.wantedAt = System.nanoTime();
    return search.found.copy().orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  private Search begin(Search search) {
    Executor line = knownAsSlow.contains(search.host) ? slow : usual;
    line.execute(search);
    return search;
  }

  @Override
  public void close() {
    usual.shutdownNow();
    slow.shutdownNow();
  }
}
