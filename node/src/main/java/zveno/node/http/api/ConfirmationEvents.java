package zveno.node.http.api;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import zveno.kernel.bytes.DecodeException;
import zveno.kernel.chain.Location;
import zveno.kernel.chain.Tip;
import zveno.kernel.json.JsonLimits;
import zveno.kernel.json.JsonValue;
import zveno.kernel.json.JsonWriter;
import zveno.kernel.model.Block;
import zveno.kernel.model.BlockId;
import zveno.node.http.transport.ResponseStream;
import zveno.node.service.ChainService;
import zveno.node.service.Event;

/**
 * The blocks that a client was told are confirmed, that is, have a number of confirmations. These
 * events are not stored: they are derived from the chain and its events. So that none is lost or
 * repeated, the ids of such a stream have two numbers: the last event, and the height up to which
 * blocks were reported. For one stream.
 */
final class ConfirmationEvents {

  /** The greatest depth. */
  static final long MAX_DEPTH = 1_000_000;

  /** How many blocks are read at one look at the chain. */
  private static final int AT_ONCE = 32;

  private static final JsonLimits LIMITS = JsonLimits.defaults();

  /** The tip after the last event that was sent. */
  private record End(long height, BlockId id) {}

  private final ChainService service;
  private final long depth;
  private long told;

  /** Nothing as long as no event has said it. */
  private Optional<End> end = Optional.empty();

  private ConfirmationEvents(ChainService service, long depth) {
    this.service = service;
    this.depth = depth;
  }

  /**
   * For a client that reconnects.
   *
   * @param told the height up to which blocks were reported to it; by default all that were
   *     confirmed after the event
   */
  static ConfirmationEvents after(
      long event, Optional<Long> told, ChainService service, long depth) {
    ConfirmationEvents from = new ConfirmationEvents(service, depth);
    from.told = told.orElseGet(() -> from.confirmedAt(heightAfter(event, service)));
    return from;
  }

  /** From this end of the chain on. */
  static ConfirmationEvents from(Tip tip, ChainService service, long depth) {
    ConfirmationEvents from = new ConfirmationEvents(service, depth);
    from.restart(tip);
    return from;
  }

  /** Goes on from this end of the chain: what the listener has missed it must look up by itself. */
  void restart(Tip tip) {
    told = confirmedAt(tip.height());
    end = Optional.of(new End(tip.height(), tip.id()));
  }

  private long confirmedAt(long height) {
    return Math.max(0, height - depth + 1);
  }

  /** How high the chain was: what moved it next says from where, or else it is as high now. */
  private static long heightAfter(long event, ChainService service) {
    long at = event;
    while (true) {
      List<Event> some = service.events().after(at);
      for (Event next : some) {
        switch (next.kind()) {
          case BLOCK -> {
            return number(parsed(next), "height") - 1;
          }
          case REORGANISATION -> {
            JsonValue json = parsed(next);
            return number(json, "forkHeight") + number(json, "leaving");
          }
          case TRANSACTION, REMOVED -> at = next.id();
        }
      }
      try (ApiSnapshot sight = new ApiSnapshot(service)) {
        if (sight.newestEvent() <= at) {
          return sight.tip().height();
        }
      }
    }
  }

  /** The id of an event of the stream. */
  String id(long event) {
    return event + "." + told;
  }

  /**
   * To be called before an event is sent: reports the confirmed blocks that leave the chain by it.
   */
  void before(Event event, ResponseStream out) throws IOException, InterruptedException {
    switch (event.kind()) {
      case BLOCK -> moved(parsed(event));
      case REORGANISATION -> {
        JsonValue json = parsed(event);
        moved(json);
        long fork = number(json, "forkHeight");
        if (fork < told) {
          long from = fork + 1;
          JsonWriter data = new JsonWriter();
          data.beginObject().name("forkHeight").integer(fork).name("from").integer(from);
          data.name("to").integer(told).name("confirmations").integer(depth).endObject();
          told = fork;
          write(event.id() - 1, "unconfirmed", data, out);
        }
      }
      case TRANSACTION, REMOVED -> {}
    }
  }

  private void moved(JsonValue json) {
    BlockId id = BlockId.parse(json.member("hash").orElseThrow().text()).orElseThrow();
    end = Optional.of(new End(number(json, "height"), id));
  }

  /**
   * Reports all blocks that have become confirmed, if the chain still contains the tip of the last
   * event; otherwise another event will follow.
   *
   * @param event the last event that was sent
   */
  void tell(long event, ResponseStream out) throws IOException, InterruptedException {
    boolean more = true;
    while (more) {
      more = tellSome(event, out);
      out.flush();
    }
  }

  private boolean tellSome(long event, ResponseStream out)
      throws IOException, InterruptedException {
    try (ApiSnapshot sight = new ApiSnapshot(service)) {
      if (end.isEmpty() && sight.newestEvent() == event) {
        end = Optional.of(new End(sight.tip().height(), sight.tip().id()));
      }
      if (end.isEmpty()) {
        return false;
      }
      long target = confirmedAt(end.get().height());
      if (told >= target || !sight.leadsTo(end.get().height(), end.get().id())) {
        return false;
      }
      long last = Math.min(target, told + AT_ONCE);
      while (told < last) {
        Location where = sight.locate(told + 1).orElseThrow();
        Block block = sight.block(where);
        JsonWriter data = new JsonWriter();
        data.beginObject().name("height").integer(where.height());
        data.name("hash").string(block.id().hex()).name("confirmations").integer(depth);
        data.name("transactions").integer(block.transactionCount()).endObject();
        told++;
        write(event, "confirmed", data, out);
      }
      return told < target;
    }
  }

  private void write(long event, String kind, JsonWriter data, ResponseStream out)
      throws IOException, InterruptedException {
    String json = new String(data.toBytes(), StandardCharsets.US_ASCII);
    EventFrame.write(id(event), kind, json, out);
  }

  private static JsonValue parsed(Event event) {
    try {
      return JsonValue.parse(event.json().getBytes(StandardCharsets.US_ASCII), LIMITS);
    } catch (DecodeException e) {
      throw new IllegalStateException("our own event must be readable", e);
    }
  }

  private static long number(JsonValue json, String name) {
    return json.member(name).orElseThrow().integer().longValueExact();
  }
}
