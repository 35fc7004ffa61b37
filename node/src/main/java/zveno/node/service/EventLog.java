package zveno.node.service;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import zveno.kernel.chain.Reorg;
import zveno.kernel.model.Block;
import zveno.kernel.model.Work;
import zveno.kernel.pool.PoolEntry;
import zveno.kernel.rules.PoolDrop;
import zveno.node.service.ChainEvent.BlockAdded;
import zveno.node.service.ChainEvent.EntryAccepted;
import zveno.node.service.ChainEvent.EntryDropped;
import zveno.node.service.ChainEvent.EntryRemoved;
import zveno.node.service.ChainEvent.Reorganised;
import zveno.node.storage.RocksBatch;
import zveno.node.storage.RocksStore;
import zveno.node.storage.schema.EventGroup;

/**
 * What happened last, on disk, in the order of the commits. The writer adds; readers continue from
 * any number, and waits for the next. Beside these there are transient events, which any room may
 * announce and which are not stored.
 */
public final class EventLog {

  /** How many events are kept, at least. */
  public static final long KEPT = 10_000;

  /** How many events are in memory as well, at most. */
  private static final int RECENT = 1024;

  private final RocksStore store;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition grown = lock.newCondition();
  private volatile long next;
  private volatile long oldest;
  private EventFrames frames = new EventFrames();

  /**
   * The newest events, each at its number modulo {@link #RECENT}: the disk is not read for them.
   */
  private final @Nullable Event[] recent = new Event[RECENT];

  /** The last transient event of each class. */
  private final Map<Class<?>, Announcement> announced = new ConcurrentHashMap<>();

  private volatile long newestAnnouncement;

  EventLog(RocksStore store) {
    this.store = store;
    this.next = store.live().nextEventId();
    this.oldest = store.live().oldestEventId();
  }

  void block(Block block, Work chainWork, ChangedAccounts accounts) {
    note(
        new BlockAdded(
            block.height(),
            block.id(),
            block.parent(),
            chainWork,
            block.transactionCount(),
            accounts));
  }

  void reorganised(Reorg reorg, Work chainWork, ChangedAccounts accounts) {
    note(
        new Reorganised(
            reorg.forkHeight(),
            reorg.leavingCount(),
            reorg.joiningCount(),
            reorg.after().length(),
            reorg.newTip(),
            chainWork,
            accounts));
  }

  void accepted(PoolEntry entry, long block, ChangedAccounts accounts) {
    note(new EntryAccepted(entry.key(), block, accounts));
  }

  void removed(PoolEntry entry, ChangedAccounts accounts) {
    note(new EntryRemoved(entry.key(), accounts));
  }

  void dropped(PoolDrop drop) {
    ChangedAccounts accounts = new ChangedAccounts(drop.accounts(), false);
    note(new EntryDropped(drop.slot().key(), drop.reason().code(), accounts));
  }

  /** Something has happened in the commit that is being made. */
  void note(ChainEvent event) {
    frames.add(event);
  }

  /** Puts what has been noted into the batch. */
  void writeTo(RocksBatch batch) {
    int count = frames.events().size();
    if (count > 0) {
      frames.writeTo(batch, next);
      if (isTrimmedBy(count)) {
        batch.trimEvents(next - KEPT);
      }
    }
  }

  /** Whether the commit of so many events takes old ones away. */
  private boolean isTrimmedBy(int count) {
    return next / 1000 != (next + count) / 1000;
  }

  /** What has been noted is on disk: wakes waiting readers. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // only the writer's thread writes it
  void committed() {
    List<ChainEvent> events = frames.events();
    frames = new EventFrames();
    if (events.isEmpty()) {
      return;
    }
    long first = isTrimmedBy(events.size()) ? store.live().oldestEventId() : oldest;
    lock.lock();
    try {
      oldest = first;
      for (int i = Math.max(0, events.size() - RECENT); i < events.size(); i++) {
        long id = next + i;
        recent[(int) (id % RECENT)] = new Event(id, events.get(i));
      }
      next += events.size();
      grown.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** What has been noted will never be. */
  void undone() {
    frames = new EventFrames();
  }

  /** The number of the newest event; 0 if there has never been one. */
  public long newest() {
    return next - 1;
  }

  /** The number of the oldest event that is kept. */
  public long oldest() {
    return oldest;
  }

  /**
   * Events after a number, as many as are stored together; empty if there are none yet.
   *
   * @param after the number of the last event that is known already
   */
  public List<Event> after(long after) {
    if (after >= newest()) {
      return List.of();
    }
    List<Event> fromMemory = recentAfter(after);
    if (!fromMemory.isEmpty()) {
      return fromMemory;
    }
    Optional<EventGroup> group = store.live().eventsFrom(after + 1);
    return group.map(EventFrames::read).orElse(List.of()).stream()
        .filter(event -> event.id() > after)
        .toList();
  }

  /** Nothing if the first of them has to be read from disk. */
  private List<Event> recentAfter(long after) {
    List<Event> found = new ArrayList<>();
    lock.lock();
    try {
      for (long id = after + 1; id < next && found.size() < EventFrames.MAX_TOGETHER; id++) {
        Event event = recent[(int) (id % RECENT)];
        if (event == null || event.id() != id) {
          break;
        }
        found.add(event);
      }
    } finally {
      lock.unlock();
    }
    return found;
  }

  /**
   * Reports a transient event to the present listeners. What they have not seen of the same class
   * before is not worth reporting any more.
   */
  @SuppressWarnings("NonAtomicVolatileUpdate") // written under the lock only
  public void announce(TransientEvent what) {
    lock.lock();
    try {
      newestAnnouncement++;
      announced.put(what.getClass(), new Announcement(newestAnnouncement, what));
      grown.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** The number of the newest transient event; 0 if there has never been one. */
  public long newestAnnouncement() {
    return newestAnnouncement;
  }

  /** Transient events after a number that are still the last of their class, oldest first. */
  public List<Announcement> announcementsAfter(long after) {
    return announced.values().stream()
        .filter(one -> one.number() > after)
        .sorted(Comparator.comparingLong(Announcement::number))
        .toList();
  }

  /**
   * Waits until there is an event or a transient one after these numbers.
   *
   * @return false if there was none in this time
   */
  public boolean awaitAfter(long event, long announcement, Duration atMost)
      throws InterruptedException {
    long nanos = atMost.toNanos();
    lock.lockInterruptibly();
    try {
      while (event >= newest() && announcement >= newestAnnouncement) {
        if (nanos <= 0) {
          return false;
        }
        nanos = grown.awaitNanos(nanos);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }
}
