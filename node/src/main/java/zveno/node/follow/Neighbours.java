package zveno.node.follow;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zveno.kernel.json.JsonWriter;
import zveno.node.peerclient.PeerClient;
import zveno.node.peers.Contacts;
import zveno.node.peers.PeerAddress;
import zveno.node.protocol.NodeCalls;
import zveno.node.service.ChainService;
import zveno.node.service.UnavailableException;
import zveno.node.storage.StoreException;
import zveno.node.sync.BlockSync;
import zveno.node.sync.WholeChainReader;

/**
 * The peers that the node follows: all that people have given, and so many of those that it has
 * found that it has enough. Dead ones are tried again, ever more rarely; found ones that stay dead
 * are dropped. May be used by any thread.
 */
public final class Neighbours implements AutoCloseable {

  /** A found peer that has failed so often in a row is dropped. */
  private static final int MOST_FAILURES = 8;

  /** How many found peers are dealt with at once, those that rest included. */
  private static final int MOST_TRIED = 32;

  /** Who tells of many addresses does not make us ask at all of them at once. */
  private static final long TRY_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** How many pools are compared with ours at once: each may hold some megabytes of names. */
  private static final int MOST_COMPARING = 2;

  private static final Logger LOG = LoggerFactory.getLogger(Neighbours.class);

  private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final ChainService service;
  private final Contacts contacts;
  private final PeerClient client;
  private final WholeChainReader chains;
  private final FollowSettings settings;
  private final Clock clock;
  private final RandomGenerator chance;
  private final Surroundings around;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final SequencedMap<String, Link> links = new LinkedHashMap<>();
  private final Map<String, Link> byNode = new HashMap<>();
  private final Thread dialler;
  private final Thread herald;
  private boolean woken;

  /** Only the dialler uses it: when the next found peer may be tried. */
  private long tryDue = System.nanoTime();

  private volatile boolean closed;

  /**
   * @param threads one for each conversation and its worker; virtual ones will do
   * @param chance which found peers are tried, and when
   */
  public Neighbours(
      ChainService service,
      Contacts contacts,
      PeerClient client,
      NodeCalls calls,
      BlockSync catchUp,
      WholeChainReader chains,
      FollowSettings settings,
      ExecutorService threads,
      Clock clock,
      RandomGenerator chance) {
    this.service = service;
    this.contacts = contacts;
    this.client = client;
    this.chains = chains;
    this.settings = settings;
    this.clock = clock;
    this.chance = chance;
    this.around =
        new Surroundings(
            service,
            calls,
            catchUp,
            new Turns(),
            new Claims(),
            new Semaphore(MOST_COMPARING),
            this::followed,
            this::hear,
            threads);
    this.dialler = Thread.ofVirtual().name("dialler").unstarted(this::dial);
    this.herald =
        Thread.ofVirtual().name("herald").unstarted(new Herald(service.events(), this::all));
  }

  /** Begins to follow. */
  public void start() {
    herald.start();
    dialler.start();
  }

  private List<Link> all() {
    lock.lock();
    try {
      return List.copyOf(links.values());
    } finally {
      lock.unlock();
    }
  }

  /** How things stand with each that is followed or was tried. */
  public List<PeerView> views() {
    return all().stream().map(link -> viewed(link.view())).toList();
  }

  /** With the difference between the start and a later call, which a link does not know. */
  private PeerView viewed(PeerView view) {
    return view.source() == PeerView.Source.GIVEN && !contacts.isGivenAtStart(view.address())
        ? view.from(PeerView.Source.ADDED)
        : view;
  }

  /** Whether we follow the node of this name, and so fetch by ourselves what is new there. */
  public boolean follows(String nodeId) {
    lock.lock();
    try {
      Link link = byNode.get(nodeId);
      return link != null && link.state() == PeerState.FOLLOWING;
    } finally {
      lock.unlock();
    }
  }

  /** Peers of our kind that are at hand. */
  private List<PeerAddress> followed() {
    return all().stream()
        .filter(link -> link.state() == PeerState.FOLLOWING)
        .map(Link::address)
        .toList();
  }

  /** Where we know Zveno nodes to be; for others who look for peers. */
  public List<PeerAddress> tellable() {
    List<PeerAddress> addresses = new ArrayList<>(followed());
    return addresses.subList(0, Math.min(NodeCalls.MOST_ADDRESSES, addresses.size()));
  }

  /** Somebody has told of nodes. */
  public void hear(Collection<PeerAddress> addresses) {
    contacts.hear(addresses);
    wake();
  }

  /** The book of those that are followed. */
  public Contacts contacts() {
    return contacts;
  }

  /**
   * Follows a peer that a person gives; returns when that is on disk.
   *
   * @return false if there are {@link Contacts#MOST_GIVEN} others already
   */
  public boolean give(PeerAddress address) {
    if (!contacts.give(address)) {
      return false;
    }
    if (!isAtWork(address)) {
      drop(address); // it may rest, have been found before, or given by http and now by https
      wake();
    }
    return true;
  }

  private boolean isAtWork(PeerAddress address) {
    Link link = at(address);
    return link != null && link.isGiven() && link.isAtWork() && link.address().equals(address);
  }

  private @Nullable Link at(PeerAddress address) {
    lock.lock();
    try {
      return links.get(address.netloc());
    } finally {
      lock.unlock();
    }
  }

  /**
   * Follows a peer no longer; returns when that is on disk.
   *
   * @return false if it was not known
   */
  public boolean forget(PeerAddress address) {
    boolean known = contacts.forget(address);
    drop(address);
    wake();
    return known;
  }

  private void drop(PeerAddress address) {
    Link link;
    lock.lock();
    try {
      link = links.remove(address.netloc());
    } finally {
      lock.unlock();
    }
    if (link != null) {
      link.stop();
    }
  }

  /** What the links ask of us. */
  private final class Keeping implements Link.Keeper {

    @Override
    public boolean mayFollow(Link link, String nodeId) {
      Link before;
      lock.lock();
      try {
        before = byNode.get(nodeId);
        if (before != null && !link.isGiven()) {
          return false;
        }
        byNode.put(nodeId, link);
      } finally {
        lock.unlock();
      }
      if (before != null && !before.isGiven()) {
        drop(before.address()); // names prove nothing: what a person says counts for more
      }
      return true;
    }

    @Override
    public void followsNoLonger(Link link) {
      lock.lock();
      try {
        byNode.values().removeIf(link::equals);
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void changed() {
      wake();
      announce();
    }
  }

  private void wake() {
    lock.lock();
    try {
      woken = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Tells those who listen to events that things stand differently. */
  public void announce() {
    JsonWriter json = new JsonWriter();
    List<Link> all = all();
    json.beginObject().name("count").integer(all.size());
    json.name("following").integer(followed().size()).endObject();
    service.events().announce("peers", json.toBytes());
  }

  private void dial() {
    try {
      while (!closed) {
        contacts.given().forEach(address -> keep(address, true));
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

  private Link keep(PeerAddress address, boolean given) {
    lock.lock();
    try {
      return links.computeIfAbsent(address.netloc(), _ -> link(address, given));
    } finally {
      lock.unlock();
    }
  }

  private Link link(PeerAddress address, boolean given) {
    return new Link(address, given, around, client, chains, settings, new Keeping(), clock, chance);
  }

  /** Keeps what has proved itself, and drops what is dead or nothing new. */
  private void sort() {
    try {
      all().stream().filter(link -> !link.isGiven()).forEach(this::sort);
    } catch (StoreException | UnavailableException e) {
      LOG.debug("found peers cannot be stored: {}", e.toString());
    }
  }

  private void sort(Link link) {
    PeerState state = link.state();
    if (state == PeerState.FOLLOWING) {
      contacts.prove(link.address());
    } else if (state == PeerState.OURSELVES
        || state == PeerState.DUPLICATE
        || link.isStrange()
        || link.failures() >= MOST_FAILURES) {
      drop(link.address());
      contacts.forgetFound(link.address());
    }
  }

  private long atWork() {
    return all().stream().filter(Link::isAtWork).count();
  }

  private boolean hasRoom() {
    return atWork() < settings.links();
  }

  /** One found peer that is not tried yet. */
  private void tryOneMore() {
    if (System.nanoTime() - tryDue < 0 || !hasRoom() || tried() >= MOST_TRIED) {
      return;
    }
    List<PeerAddress> found = new ArrayList<>(contacts.found());
    lock.lock();
    try {
      found.removeIf(address -> links.containsKey(address.netloc()));
    } finally {
      lock.unlock();
    }
    if (!found.isEmpty()) {
      tryDue = System.nanoTime() + TRY_NANOS;
      keep(found.get(chance.nextInt(found.size())), false).start();
    }
  }

  private long tried() {
    return all().stream().filter(link -> !link.isGiven()).count();
  }

  private void startDue() {
    long now = System.nanoTime();
    long room = settings.links() - atWork();
    for (Link link : all()) {
      if (link.nanosToWait(now) <= 0 && (link.isGiven() || room-- > 0)) {
        link.start();
      }
    }
  }

  private void await() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long now = System.nanoTime();
      long room = settings.links() - links.values().stream().filter(Link::isAtWork).count();
      long wait = Math.min(LOOK_NANOS, nanosToWait(links.values(), room, now));
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
  static long nanosToWait(Collection<Link> links, long room, long now) {
    return links.stream()
        .filter(link -> link.isGiven() || room > 0)
        .mapToLong(link -> link.nanosToWait(now))
        .min()
        .orElse(Long.MAX_VALUE);
  }

  @Override
  public void close() {
    closed = true;
    herald.interrupt();
    dialler.interrupt();
    await(dialler); // or it would begin another conversation
    all().forEach(Link::stop);
  }

  private static void await(Thread thread) {
    try {
      if (thread.isAlive() && !thread.join(PATIENCE)) {
        LOG.warn("the thread {} is still running", thread.getName());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
