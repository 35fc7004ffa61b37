package zveno.node.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import zveno.kernel.bytes.DecodeException;
import zveno.kernel.chain.Tip;
import zveno.kernel.json.JsonWriter;
import zveno.node.follow.Neighbours;
import zveno.node.peers.PeerAddress;
import zveno.node.service.ChainService;
import zveno.node.service.Event;
import zveno.node.service.EventLog;
import zveno.node.service.Notice;
import zveno.node.sync.PeerAnswer;

/**
 * {@code /api/v1/events}: what happens, as it happens (server-sent events). A client that comes
 * back with the id of the last event it has seen misses nothing; if what it missed is not kept any
 * more, it is told so by a {@code reset}. Notices, which are not kept, come without an id. Each
 * stream has a thread of its own.
 */
final class EventStreams implements AutoCloseable {

  static final String TYPE = "text/event-stream";
  private static final String HEARTBEAT = ":\n\n";
  private static final String LAST_ID = "Last-Event-ID";

  /**
   * A node that listens, as it calls itself; nobody has checked it.
   *
   * @param node its identifier
   * @param address where it says that it can be reached, if it does
   * @param since when it began to listen
   */
  record Follower(String node, Optional<String> address, Instant since) {}

  /** The last event and the last notice that a client has been told. */
  private record Position(long event, long notice) {}

  private final ChainService service;
  private final Neighbours neighbours;
  private final EventLog log;
  private final HttpLimits limits;
  private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
  private final Map<Thread, Follower> followers = new ConcurrentHashMap<>();
  private final Semaphore room;
  private volatile boolean closed;

  EventStreams(ChainService service, Neighbours neighbours, HttpLimits limits) {
    this.service = service;
    this.neighbours = neighbours;
    this.log = service.events();
    this.limits = limits;
    this.room = new Semaphore(limits.eventStreams());
  }

  Answer stream(Exchange exchange) {
    Optional<Long> last = lastSeen(exchange);
    exchange.field(PeerAnswer.ADDRESS).ifPresent(this::hear);
    Optional<Follower> follower =
        exchange
            .field(PeerAnswer.NODE)
            .filter(node -> node.matches("[0-9a-f]{32}"))
            .map(node -> new Follower(node, exchange.field(PeerAnswer.ADDRESS), Instant.now()));
    if (closed) {
      throw new Refusal(503, "the node is shutting down");
    }
    if (room.availablePermits() == 0) {
      throw full();
    }
    return Answer.stream(200, TYPE, out -> follow(last, follower, out))
        .unbuffered()
        .with("Cache-Control", "no-store, no-transform"); // compressed on the way it would be late
  }

  /** A node that listens may say where it can be reached; whether it can is seen later. */
  private void hear(String address) {
    try {
      neighbours.hear(List.of(PeerAddress.parse(address)));
    } catch (DecodeException e) {
      throw Refusal.badRequest(PeerAnswer.ADDRESS + ": " + e.getMessage());
    }
  }

  /** How many listen. */
  int listeners() {
    return limits.eventStreams() - room.availablePermits();
  }

  private Refusal full() {
    return Refusal.busy(limits.eventStreams() + " clients listen already; try again later");
  }

  /** The header wins: a browser sends it when it comes back to the address it was given. */
  private static Optional<Long> lastSeen(Exchange exchange) {
    Optional<String> text =
        exchange
            .field(LAST_ID)
            .filter(id -> !id.isBlank()) // so says a client that has seen none
            .or(() -> exchange.query().text("lastEventId").filter(id -> !id.isBlank()));
    if (text.isEmpty()) {
      return Optional.empty();
    }
    if (!text.get().matches("[0-9]{1,18}")) {
      throw Refusal.badRequest(LAST_ID + " must be the id of an event, a whole number");
    }
    return Optional.of(Long.parseLong(text.get()));
  }

  /** The nodes that listen; one that does so twice is there twice. */
  Collection<Follower> followers() {
    return List.copyOf(followers.values());
  }

  private void follow(Optional<Long> last, Optional<Follower> follower, Outlet out)
      throws IOException, InterruptedException {
    if (!room.tryAcquire()) {
      throw full();
    }
    threads.add(Thread.currentThread());
    follower.ifPresent(node -> {
      followers.put(Thread.currentThread(), node);
      neighbours.announce();
    });
    try {
      out.unpaced();
      Position at = new Position(last.isPresent() ? last.get() : log.newest(), log.newestNotice());
      out.write("retry: 1000\n\n");
      if (isGone(at.event())) {
        at = new Position(reset(out), at.notice());
      }
      out.flush();
      while (!closed) {
        at = next(at, out);
      }
    } catch (InterruptedException e) {
      if (!closed) {
        throw e;
      }
    } finally {
      threads.remove(Thread.currentThread());
      if (followers.remove(Thread.currentThread()) != null && !closed) {
        neighbours.announce();
      }
      room.release();
      if (closed) {
        // The sign has been heard; the end of the answer is still to be sent.
        var _ = Thread.interrupted();
      }
    }
  }

  /** Whether events after this one are not kept any more, or there has never been such a one. */
  private boolean isGone(long position) {
    return position > log.newest() || position < log.oldest() - 1;
  }

  /** Sends what comes after a position, or a sign of life; returns the new position. */
  private Position next(Position at, Outlet out) throws IOException, InterruptedException {
    Position reached = at;
    if (log.awaitAfter(at.event(), at.notice(), limits.heartbeat())) {
      reached = new Position(events(at.event(), out), notices(at.notice(), out));
    } else {
      out.write(HEARTBEAT);
    }
    out.flush();
    return reached;
  }

  private long events(long after, Outlet out) throws IOException, InterruptedException {
    if (after >= log.newest()) {
      return after;
    }
    List<Event> events = log.after(after);
    if (events.isEmpty() || events.getFirst().id() > after + 1) {
      return reset(out);
    }
    for (Event event : events) {
      write(event.id(), event.kind().title(), event.json(), out);
    }
    return events.getLast().id();
  }

  /** Without an id, so that the one that the client has seen last stays as it is. */
  private long notices(long after, Outlet out) throws IOException, InterruptedException {
    long reached = after;
    for (Notice notice : log.noticesAfter(after)) {
      write(notice.title(), notice.json(), out);
      reached = notice.number();
    }
    return reached;
  }

  /** Tells where things stand: what lies between is not to be had. Returns the new position. */
  private long reset(Outlet out) throws IOException, InterruptedException {
    long newest = log.newest(); // read before the tip, so that the tip is not older
    Tip tip = service.tip();
    JsonWriter json = new JsonWriter();
    json.beginObject().name("oldest").integer(log.oldest()).name("newest").integer(newest);
    json.name("height").integer(tip.height());
    json.name("hash").string(tip.id().hex());
    json.name("total").string(tip.total().units().toString()).endObject();
    write(newest, "reset", new String(json.toBytes(), StandardCharsets.US_ASCII), out);
    return newest;
  }

  private static void write(long id, String kind, String json, Outlet out)
      throws IOException, InterruptedException {
    out.write("id: " + id + "\n");
    write(kind, json, out);
  }

  private static void write(String kind, String json, Outlet out)
      throws IOException, InterruptedException {
    out.write("event: " + kind + "\ndata: " + json + "\n\n");
  }

  /** Ends all streams; clients come back by themselves when there is a node again. */
  @Override
  public void close() {
    closed = true;
    threads.forEach(Thread::interrupt);
  }
}
