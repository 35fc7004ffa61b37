package zveno.node.follow;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import zveno.node.service.ChainEvent.BlockAdded;
import zveno.node.service.ChainEvent.EntryAccepted;
import zveno.node.service.ChainEvent.EntryDropped;
import zveno.node.service.ChainEvent.EntryRemoved;
import zveno.node.service.ChainEvent.Reorganised;
import zveno.node.service.Event;
import zveno.node.service.EventLog;

/** Reads what happens here, and passes it on to all links. Has a thread of its own. */
final class Announcer implements Runnable {

  private static final Logger LOG = LoggerFactory.getLogger(Announcer.class);
  private static final Duration LOOK = Duration.ofSeconds(10);

  private final EventLog log;
  private final Supplier<List<PeerSession>> links;

  Announcer(EventLog log, Supplier<List<PeerSession>> links) {
    this.log = log;
    this.links = links;
  }

  @Override
  public void run() {
    long last = log.newest();
    try {
      while (true) {
        if (log.awaitAfter(last, Long.MAX_VALUE, LOOK)) {
          last = passOn(last);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      LOG.debug("announcements stopped: {}", e.toString()); // the store is closed
    }
  }

  private long passOn(long last) {
    long newest = log.newest(); // before the links: later links start from the current state
    List<PeerSession> all = links.get();
    if (all.isEmpty()) {
      return newest;
    }
    List<Event> events = log.after(last);
    if (events.isEmpty() || events.getFirst().id() > last + 1) {
      all.forEach(link -> link.ourTip(true)); // some are not kept any more
      return log.newest();
    }
    boolean moved = false;
    boolean reorganised = false;
    for (Event event : events) {
      switch (event.what()) {
        case BlockAdded _ -> moved = true;
        case Reorganised _ -> {
          moved = true;
          reorganised = true;
        }
        case EntryAccepted accepted -> all.forEach(link -> link.ourEntry(accepted.entry()));
        case EntryRemoved _, EntryDropped _ -> {
          // what is not wanted here may wait elsewhere
        }
      }
    }
    if (moved) {
      boolean entriesWaitAgain = reorganised;
      all.forEach(link -> link.ourTip(entriesWaitAgain));
    }
    return events.getLast().id();
  }
}
