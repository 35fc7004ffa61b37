package zveno.node.follow;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zveno.node.peers.PeerAddress;
import zveno.node.peers.PeerAddressBook;
import zveno.node.service.UnavailableException;
import zveno.node.storage.errors.StoreException;

/**
 * Chooses which peers are called, and when: all that were given, and found ones until there are
 * enough. Dead ones are tried again, ever more rarely; found ones that stay dead are dropped. Has a
 * thread of its own.
 */
final class Dialler implements AutoCloseable {

  /** A found peer that has failed so often in a row is dropped. */
  private static final int MAX_FAILURES = 8;

  /** How many found peers are dealt with at once, those that rest included. */
  private static final int MAX_TRIED = 32;

  /** A peer that reports many addresses does not make us call all of them at once. */
  private static final long TRY_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Logger LOG = LoggerFactory.getLogger(Dialler.class);

  private final PeerAddressBook contacts;
  private final PeerSessions links;
  private final Function<PeerAddress, PeerSession> making;
  private final int maxLinks;
  private final RandomGenerator chance;
  private final Thread thread = Thread.ofVirtual().name("dialler").unstarted(this::dial);
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private boolean woken;

  /** Only the thread uses it: when the next found peer may be tried. */
  private long tryDue = System.nanoTime();

  private volatile boolean closed;

  /**
   * @param making makes a link to a found address
   * @param maxLinks from so many conversations on no found peer is called
   * @param chance which found peers are tried
   */
  Dialler(
      PeerAddressBook contacts,
      PeerSessions links,
      Function<PeerAddress, PeerSession> making,
      int maxLinks,
      RandomGenerator chance) {
    this.contacts = contacts;
    this.links = links;
    this.making = making;
    this.maxLinks = maxLinks;
    this.chance = chance;
  }

  void start() {
    thread.start();
  }

  /** Something has changed: there may be a peer to call. For any thread. */
  void wake() {
    lock.lock();
    try {
      woken = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void dial() {
    try {
      while (!closed) {
        sort();
        tryOneMore();
        startDue();
        await();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RejectedExecutionException e) {
      LOG.debug("dialling stopped: {}", e.toString()); // the node is shutting down
    }
  }

  /** Keeps what has proved itself, and drops what is dead or nothing new. */
  private void sort() {
    try {
      links.all().stream().filter(link -> !link.isGiven()).forEach(this::sort);
    } catch (StoreException | UnavailableException e) {
      LOG.debug("found peers cannot be stored: {}", e.toString());
    }
  }

  private void sort(PeerSession link) {
    PeerState state = link.state();
    if (state == PeerState.FOLLOWING) {
      contacts.prove(link.address());
    } else if (state == PeerState.OURSELVES
        || state == PeerState.DUPLICATE
        || link.isStrange()
        || link.failures() >= MAX_FAILURES) {
      links.drop(link.address());
      contacts.forgetFound(link.address());
    }
  }

  /** One found peer that is not tried yet. */
  private void tryOneMore() {
    if (System.nanoTime() - tryDue < 0 || links.atWork() >= maxLinks || tried() >= MAX_TRIED) {
      return;
    }
    List<PeerAddress> found = links.without(contacts.found());
    if (!found.isEmpty()) {
      tryDue = System.nanoTime() + TRY_NANOS;
      PeerAddress one = found.get(chance.nextInt(found.size()));
      links.at(one, () -> making.apply(one)).start();
    }
  }

  private long tried() {
    return links.all().stream().filter(link -> !link.isGiven()).count();
  }

  private void startDue() {
    long now = System.nanoTime();
    long room = maxLinks - links.atWork();
    for (PeerSession link : links.all()) {
      if (link.nanosToWait(now) <= 0 && (link.isGiven() || room-- > 0)) {
        link.start();
      }
    }
  }

  private void await() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long now = System.nanoTime();
      long room = maxLinks - links.atWork();
      long wait = Math.min(LOOK_NANOS, nanosToWait(links.all(), room, now));
      if (room > 0 && tryDue - now > 0) {
        wait = Math.min(wait, tryDue - now);
      }
      while (!woken && wait > 0) {
        wait = changed.awaitNanos(wait);
      }
      woken = false;
    } finally {
      lock.unlock();
    }
  }

  /**
   * In how many nanoseconds one of them may be tried; a found one is not where there is no room.
   */
  static long nanosToWait(Collection<PeerSession> links, long room, long now) {
    return links.stream()
        .filter(link -> link.isGiven() || room > 0)
        .mapToLong(link -> link.nanosToWait(now))
        .min()
        .orElse(Long.MAX_VALUE);
  }

  /** Makes no more calls when this has returned. */
  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    try {
      if (thread.isAlive() && !thread.join(PATIENCE)) {
        LOG.warn("the thread {} is still running", thread.getName());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
