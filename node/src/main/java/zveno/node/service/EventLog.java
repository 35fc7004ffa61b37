package zveno.node.service;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import zveno.kernel.chain.Reorg;
import zveno.kernel.json.JsonWriter;
import zveno.kernel.model.Block;
import zveno.kernel.model.Work;
import zveno.kernel.pool.PoolEntry;
import zveno.node.service.Event.Kind;
import zveno.node.storage.EventGroup;
import zveno.node.storage.RocksBatch;
import zveno.node.storage.RocksStore;

/**
 * What happened last, on disk, in the order of the commits. The writer adds; anybody reads on from
 * any number, and waits for the next. Beside these there are notices, which anybody may give and
 * nobody keeps.
 */
public final class EventLog {

  /** How many events are kept, at least. */
  public static final long KEPT = 10_000;

  private final RocksStore store;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition grown = lock.newCondition();
  private volatile long next;
  private EventFrames frames = new EventFrames();

  /** The last one of each kind. */
  private final Map<String, Notice> notices = new ConcurrentHashMap<>();

  private volatile long newestNotice;

  EventLog(RocksStore store) {
    this.store = store;
    this.next = store.live().nextEventId();
  }

  void block(Block block, Work total) {
    JsonWriter json = new JsonWriter();
    json.beginObject().name("height").integer(block.height());
    json.name("hash").string(block.id().hex());
    json.name("previousHash").string(block.parent().hex());
    json.name("total").string(total.units().toString());
    json.name("transactions").integer(block.transactions().size()).endObject();
    frames.add(Kind.BLOCK, json.toBytes());
  }

  void reorganised(Reorg reorg, Work total) {
    JsonWriter json = new JsonWriter();
    json.beginObject().name("forkHeight").integer(reorg.forkHeight());
    json.name("leaving").integer(reorg.leavingCount());
    json.name("joining").integer(reorg.joiningCount());
    json.name("height").integer(reorg.after().length());
    json.name("hash").string(reorg.newTip().hex());
    json.name("total").string(total.units().toString()).endObject();
    frames.add(Kind.REORGANISATION, json.toBytes());
  }

  void accepted(PoolEntry entry, long block) {
    JsonWriter json = new JsonWriter();
    json.beginObject().name("id").string(entry.transaction().id().hex());
    json.name("entry").string(entry.id().toString());
    json.name("block").integer(block).endObject();
    frames.add(Kind.TRANSACTION, json.toBytes());
  }

  void removed(PoolEntry entry) {
    JsonWriter json = new JsonWriter();
    json.beginObject().name("id").string(entry.transaction().id().hex());
    json.name("entry").string(entry.id().toString()).endObject();
    frames.add(Kind.REMOVED, json.toBytes());
  }

  /** Puts what has been noted into the batch. */
  void writeTo(RocksBatch batch) {
    if (frames.count() > 0) {
      frames.writeTo(batch, next);
      if (next / 1000 != (next + frames.count()) / 1000) {
        batch.trimEvents(next - KEPT);
      }
    }
  }

  /** What has been noted is on disk: wakes those who wait. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // only the writer's thread writes it
  void committed() {
    int count = frames.count();
    frames = new EventFrames();
    if (count == 0) {
      return;
    }
    lock.lock();
    try {
      next += count;
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
    return store.live().oldestEventId();
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
    Optional<EventGroup> group = store.live().eventsFrom(after + 1);
    return group.map(EventFrames::read).orElse(List.of()).stream()
        .filter(event -> event.id() > after)
        .toList();
  }

  /**
   * Tells those who listen at present how things stand. What they have not been told of the same
   * kind before is not worth telling any more.
   *
   * @param title the kind, as the event stream names it
   * @param json the details, a JSON object
   */
  @SuppressWarnings("NonAtomicVolatileUpdate") // written under the lock only
  public void announce(String title, byte[] json) {
    lock.lock();
    try {
      newestNotice++;
      String text = new String(json, StandardCharsets.US_ASCII);
      notices.put(title, new Notice(newestNotice, title, text));
      grown.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** The number of the newest notice; 0 if there has never been one. */
  public long newestNotice() {
    return newestNotice;
  }

  /** Those after a number that are still the last of their kind, oldest first. */
  public List<Notice> noticesAfter(long after) {
    return notices.values().stream()
        .filter(notice -> notice.number() > after)
        .sorted(Comparator.comparingLong(Notice::number))
        .toList();
  }

  /**
   * Waits until there is an event or a notice after these numbers.
   *
   * @return false if there was none in this time
   */
  public boolean awaitAfter(long event, long notice, Duration atMost) throws InterruptedException {
    long nanos = atMost.toNanos();
    lock.lockInterruptibly();
    try {
      while (event >= newest() && notice >= newestNotice) {
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
