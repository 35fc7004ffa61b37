package zveno.node.http.api;

import java.io.IOException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import zveno.kernel.bytes.DecodeException;
import zveno.kernel.chain.Tip;
import zveno.node.follow.PeerManager;
import zveno.node.http.routing.Exchange;
import zveno.node.http.transport.Answer;
import zveno.node.http.transport.HttpException;
import zveno.node.http.transport.HttpLimits;
import zveno.node.http.transport.ResponseStream;
import zveno.node.peerclient.PeerAnswer;
import zveno.node.peers.PeerAddress;
import zveno.node.rules.AccountViews;
import zveno.node.rules.RuleViewsProvider;
import zveno.node.service.Announcement;
import zveno.node.service.ChainService;
import zveno.node.service.Event;
import zveno.node.service.EventLog;

/**
 * {@code /api/v1/events}: the event stream (server-sent events). A client that reconnects with the
 * id of the last event received misses nothing; if later events are no longer kept, it gets a
 * {@code reset}. Transient events have no id. Each stream has its own thread.
 */
public final class EventStreams implements AutoCloseable {

  private static final String HEARTBEAT = ":\n\n";
  private static final String LAST_ID = "Last-Event-ID";

  private static final Pattern ID = Pattern.compile("([0-9]{1,18})");
  private static final Pattern ID_AND_HEIGHT =
      Pattern.compile("([0-9]{1,18})(?:\\.([0-9]{1,18}))?");

  /** Of a client that does not ask for confirmed blocks. */
  private static final long NO_DEPTH = 0;

  /**
   * A node that is connected to the stream, as it reports itself; not verified.
   *
   * @param node its node id
   * @param address its address, if it reports one
   * @param since when it connected
   */
  record Follower(String node, Optional<String> address, Instant since) {}

  /** The last event and the last transient event that a client was sent. */
  private record Position(long event, long announcement) {}

  /**
   * The position of a client that reconnects.
   *
   * @param told the height up to which confirmed blocks were reported to it, if it says so
   */
  private record Seen(long event, Optional<Long> told) {}

  private final ChainService service;
  private final PeerManager peers;
  private final EventLog log;

  /** How accounts are shown, under rules that keep any. */
  private final Optional<AccountViews> accounts;

  private final HttpLimits limits;
  private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
  private final Map<Thread, Follower> followers = new ConcurrentHashMap<>();
  private final Semaphore room;
  private volatile boolean closed;

  public EventStreams(ChainService service, PeerManager peers, HttpLimits limits) {
    this.service = service;
    this.peers = peers;
    this.log = service.events();
    this.accounts = RuleViewsProvider.viewsOf(service.rules()).accounts();
    this.limits = limits;
    this.room = new Semaphore(limits.eventStreams());
  }

  Answer stream(Exchange exchange) {
    long depth =
        exchange.query().number("confirmations", NO_DEPTH, 1, ConfirmationEvents.MAX_DEPTH);
    Optional<Seen> last = lastSeen(exchange, depth != NO_DEPTH);
    exchange.field(PeerAnswer.ADDRESS).ifPresent(this::hear);
    Optional<Follower> follower =
        exchange
            .field(PeerAnswer.NODE)
            .filter(node -> node.matches("[0-9a-f]{32}"))
            .map(node -> new Follower(node, exchange.field(PeerAnswer.ADDRESS), Instant.now()));
    if (closed) {
      throw new HttpException(503, "the node is shutting down");
    }
    if (room.availablePermits() == 0) {
      throw full();
    }
    BooleanSupplier allowed = exchange.allowed();
    return Answer.stream(
            200, Answer.EVENT_STREAM, out -> follow(last, depth, follower, allowed, out))
        .unbuffered()
        .with("Cache-Control", "no-store, no-transform"); // compressed on the way it would be late
  }

  /** A node that listens may say where it can be reached; whether it can is seen later. */
  private void hear(String address) {
    try {
      peers.hear(List.of(PeerAddress.parse(address)));
    } catch (DecodeException e) {
      throw HttpException.badRequest(PeerAnswer.ADDRESS + ": " + e.getMessage());
    }
  }

  /** How many listen. */
  public int listeners() {
    return limits.eventStreams() - room.availablePermits();
  }

  private HttpException full() {
    return HttpException.busy(
        limits.eventStreams() + " clients are connected to the event stream; try again later");
  }

  /** The header wins: a browser sends it when it comes back to the address it was given. */
  private static Optional<Seen> lastSeen(Exchange exchange, boolean withHeight) {
    Optional<String> text =
        exchange
            .field(LAST_ID)
            .filter(id -> !id.isBlank()) // so says a client that has seen none
            .or(() -> exchange.query().text("lastEventId").filter(id -> !id.isBlank()));
    if (text.isEmpty()) {
      return Optional.empty();
    }
    Matcher id = (withHeight ? ID_AND_HEIGHT : ID).matcher(text.get());
    if (!id.matches()) {
      throw HttpException.badRequest(LAST_ID + " must be the id of an event of this stream");
    }
    Optional<Long> told =
        withHeight ? Optional.ofNullable(id.group(2)).map(Long::parseLong) : Optional.empty();
    return Optional.of(new Seen(Long.parseLong(id.group(1)), told));
  }

  /** The nodes that listen; one that does so twice is there twice. */
  Collection<Follower> followers() {
    return List.copyOf(followers.values());
  }

  /** Ends with the node, or when the listener may listen no longer. */
  private void follow(
      Optional<Seen> last,
      long depth,
      Optional<Follower> follower,
      BooleanSupplier allowed,
      ResponseStream out)
      throws IOException, InterruptedException {
    if (!room.tryAcquire()) {
      throw full();
    }
    threads.add(Thread.currentThread());
    follower.ifPresent(node -> {
      followers.put(Thread.currentThread(), node);
      peers.announce();
    });
    try {
      out.unpaced();
      long announcement = log.newestAnnouncement();
      out.write("retry: 1000\n\n");
      // Nodes fetch what they want to know, and need not be told of accounts.
      Optional<AccountViews> accounts = follower.isPresent() ? Optional.empty() : this.accounts;
      Listener listener = listener(last, depth, accounts, out);
      Position at = new Position(listener.begin(), announcement);
      out.flush();
      while (!closed) {
        boolean news = log.awaitAfter(at.event(), at.announcement(), limits.heartbeat());
        if (!allowed.getAsBoolean()) {
          return;
        }
        at = listener.next(at, news);
      }
    } catch (InterruptedException e) {
      if (!closed) {
        throw e;
      }
    } finally {
      threads.remove(Thread.currentThread());
      if (followers.remove(Thread.currentThread()) != null && !closed) {
        peers.announce();
      }
      room.release();
      if (closed) {
        // The sign has been heard; the end of the answer is still to be sent.
        var _ = Thread.interrupted();
      }
    }
  }

  private Listener listener(
      Optional<Seen> last, long depth, Optional<AccountViews> accounts, ResponseStream out) {
    if (depth == NO_DEPTH) {
      long first = last.map(Seen::event).orElse(log.newest());
      return new Listener(first, Optional.empty(), accounts, out);
    }
    if (last.isPresent()) {
      long event = last.get().event();
      Optional<Long> told = last.get().told();
      return new Listener(
          event, Optional.of(ConfirmationEvents.after(event, told, service, depth)), accounts, out);
    }
    try (ApiSnapshot sight = new ApiSnapshot(service)) {
      ConfirmationEvents from = ConfirmationEvents.from(sight.tip(), service, depth);
      long first = Math.min(sight.newestEvent(), log.newest());
      return new Listener(first, Optional.of(from), accounts, out);
    }
  }

  /** One client. */
  private final class Listener {

    private final long first;
    private final Optional<ConfirmationEvents> confirmations;
    private final Optional<AccountViews> accounts;
    private final ResponseStream out;

    /**
     * @param first the last event that the client has seen
     */
    Listener(
        long first,
        Optional<ConfirmationEvents> confirmations,
        Optional<AccountViews> accounts,
        ResponseStream out) {
      this.first = first;
      this.accounts = accounts;
      this.confirmations = confirmations;
      this.out = out;
    }

    /** Returns the event after which it continues. */
    long begin() throws IOException, InterruptedException {
      long event = isGone(first) ? reset() : first;
      if (confirmations.isPresent()) {
        confirmations.get().tell(event, out); // it may have gone in the middle of them
      }
      return event;
    }

    /** Whether events after this one are not kept any more, or there has never been such a one. */
    private boolean isGone(long position) {
      return position > log.newest() || position < log.oldest() - 1;
    }

    /** Sends what comes after a position, or a sign of life; returns the new position. */
    Position next(Position at, boolean news) throws IOException, InterruptedException {
      Position reached = at;
      if (news) {
        reached = new Position(events(at.event()), announcements(at.announcement()));
      } else {
        out.write(HEARTBEAT);
      }
      if (confirmations.isPresent()) {
        confirmations.get().tell(reached.event(), out);
      }
      out.flush();
      return reached;
    }

    private long events(long after) throws IOException, InterruptedException {
      if (after >= log.newest()) {
        return after;
      }
      List<Event> events = log.after(after);
      if (events.isEmpty() || events.getFirst().id() > after + 1) {
        return reset();
      }
      for (Event event : events) {
        if (confirmations.isPresent()) {
          confirmations.get().before(event, out);
        }
        EventFrame.write(id(event.id()), EventJson.of(event.what(), accounts), out);
      }
      return events.getLast().id();
    }

    private String id(long event) {
      return confirmations.map(one -> one.id(event)).orElse(Long.toString(event));
    }

    /** Without an id, so that the one that the client has seen last stays as it is. */
    private long announcements(long after) throws IOException, InterruptedException {
      long reached = after;
      for (Announcement one : log.announcementsAfter(after)) {
        EventFrame.write(EventJson.of(one.what()), out);
        reached = one.number();
      }
      return reached;
    }

    /** Tells where things stand: what lies between is not to be had. Returns the new position. */
    private long reset() throws IOException, InterruptedException {
      long newest = log.newest(); // read before the tip, so that the tip is not older
      Tip tip = service.tip();
      confirmations.ifPresent(one -> one.restart(tip));
      EventFrame.write(id(newest), EventJson.reset(log.oldest(), newest, tip), out);
      return newest;
    }
  }

  /** Ends all streams; clients come back by themselves when there is a node again. */
  @Override
  public void close() {
    closed = true;
    threads.forEach(Thread::interrupt);
  }
}
