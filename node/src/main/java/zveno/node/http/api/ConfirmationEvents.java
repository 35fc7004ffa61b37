package zveno.node.http.api;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import zveno.kernel.chain.BlockPosition;
import zveno.kernel.chain.Tip;
import zveno.kernel.model.Block;
import zveno.kernel.model.BlockId;
import zveno.node.http.transport.ResponseStream;
import zveno.node.service.ChainEvent.BlockAdded;
import zveno.node.service.ChainEvent.EntryAccepted;
import zveno.node.service.ChainEvent.EntryDropped;
import zveno.node.service.ChainEvent.EntryRemoved;
import zveno.node.service.ChainEvent.Reorganised;
import zveno.node.service.ChainService;
import zveno.node.service.Event;

/**
 * The blocks that were reported to a client as confirmed, that is, have a number of confirmations.
 * These events are not stored: they are derived from the chain and its events. So that none is lost
 * or repeated, the ids of such a stream have two numbers: the last event, and the height up to
 * which blocks were reported. For one stream.
 */
final class ConfirmationEvents {

  /** The greatest depth. */
  static final long MAX_DEPTH = 1_000_000;

  /** How many blocks are read at one look at the chain. */
  private static final int MAX_AT_ONCE = 32;

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

  /** Continues from this tip: what the listener has missed it must look up by itself. */
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
        switch (next.what()) {
          case BlockAdded block -> {
            return block.height() - 1;
          }
          case Reorganised reorg -> {
            return reorg.forkHeight() + reorg.leaving();
          }
          case EntryAccepted _, EntryRemoved _, EntryDropped _ -> at = next.id();
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
    switch (event.what()) {
      case BlockAdded block -> end = Optional.of(new End(block.height(), block.id()));
      case Reorganised reorg -> {
        end = Optional.of(new End(reorg.height(), reorg.tip()));
        long fork = reorg.forkHeight();
        if (fork < told) {
          EventJson unconfirmed = EventJson.unconfirmed(fork, told, depth);
          told = fork;
          EventFrame.write(id(event.id() - 1), unconfirmed, out);
        }
      }
      case EntryAccepted _, EntryRemoved _, EntryDropped _ -> {}
    }
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
      long last = Math.min(target, told + MAX_AT_ONCE);
      while (told < last) {
        BlockPosition where = sight.locate(told + 1).orElseThrow();
        Block block = sight.block(where);
        told++;
        EventFrame.write(
            id(event),
            EventJson.confirmed(where.height(), block.id(), depth, block.transactionCount()),
            out);
      }
      return told < target;
    }
  }
}
