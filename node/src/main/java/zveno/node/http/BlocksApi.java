package zveno.node.http;

import java.io.IOException;
import zveno.kernel.chain.Location;
import zveno.kernel.chain.PathReader;
import zveno.kernel.model.Block;
import zveno.kernel.model.BlockId;
import zveno.node.miner.Miner;
import zveno.node.service.ChainService;

/** {@code /api/v1/blocks}. */
final class BlocksApi {

  private static final String ASCENDING = "asc";
  private static final String DESCENDING = "desc";

  private final ChainService service;
  private final Miner miner;

  BlocksApi(HttpParts parts) {
    this.service = parts.service();
    this.miner = parts.miner();
  }

  /** A range of blocks that is left to be shown: from one height to another, in this order. */
  private record Range(String order, long from, long to) {

    boolean isEmpty() {
      return from > to;
    }

    /** What is left when the block of this height has been shown. */
    Range after(long height) {
      return order.equals(ASCENDING)
          ? new Range(order, height + 1, to)
          : new Range(order, from, height - 1);
    }

    String cursor() {
      return Cursor.of(order, from, to);
    }
  }

  Answer list(Exchange exchange) {
    int limit = exchange.query().limit();
    var _ = range(exchange.query(), service.tip().height()); // refused now, or not at all
    return Answer.stream(
        200,
        Answer.JSON,
        out -> {
          try (Sight sight = new Sight(service)) {
            long height = sight.tip().height();
            out.write("{\"height\": " + height + ", \"blocks\": [");
            Range left = write(range(exchange.query(), height), limit, sight, out);
            String next = left.isEmpty() ? "null" : "\"" + left.cursor() + "\"";
            out.write("], \"next\": " + next + "}\n");
          }
        });
  }

  private static Range range(Query query, long height) {
    String order = query.text("order").orElse(ASCENDING);
    if (!order.equals(ASCENDING) && !order.equals(DESCENDING)) {
      throw Refusal.badRequest("\"order\" must be asc or desc");
    }
    if (query.has("cursor")) {
      return resumed(query, height);
    }
    long from = query.number("from", 1, 1, Long.MAX_VALUE);
    long to = query.number("to", height, 1, Long.MAX_VALUE);
    return new Range(order, from, Math.min(to, height));
  }

  private static Range resumed(Query query, long height) {
    if (query.has("from") || query.has("to") || query.has("order")) {
      throw Refusal.badRequest("a cursor knows its range; leave from, to and order away");
    }
    String cursor = query.text("cursor").orElseThrow();
    String order = Cursor.kind(cursor);
    if (!order.equals(ASCENDING) && !order.equals(DESCENDING)) {
      throw Cursor.foreign();
    }
    long[] bounds = Cursor.read(cursor, order, 2);
    if (bounds[0] < 1) {
      throw Cursor.foreign();
    }
    return new Range(order, bounds[0], Math.min(bounds[1], height));
  }

  private static Range write(Range range, int limit, Sight sight, Outlet out)
      throws IOException, InterruptedException {
    Range left = range;
    long bytes = 0;
    try (PathReader blocks = page(range, limit, sight)) {
      while (bytes < Page.BYTES && blocks.next()) {
        Block block = sight.decode(blocks.bytes(), blocks.height());
        if (bytes > 0) {
          out.write(", ");
        }
        Views.block(block, sight.confirmations(block.height()), out);
        left = left.after(block.height());
        bytes += block.bytes().length;
      }
    }
    return left;
  }

  /** No more than a page, so that the store reads no further either. */
  private static PathReader page(Range range, int limit, Sight sight) {
    return range.order().equals(ASCENDING)
        ? sight.ascending(range.from(), Math.min(range.to(), range.from() + limit - 1))
        : sight.descending(Math.max(range.from(), range.to() - limit + 1), range.to());
  }

  Answer one(Exchange exchange) {
    return shown(
        exchange,
        Answer.JSON,
        (block, sight, out) -> {
          Views.block(block, sight.confirmations(block.height()), out);
          out.write("\n");
        });
  }

  /** Exactly what was hashed. */
  Answer canonical(Exchange exchange) {
    return shown(exchange, Answer.BYTES, (block, sight, out) -> out.write(block.bytes()));
  }

  /** How a block is shown. */
  @FunctionalInterface
  private interface Show {
    void write(Block block, Sight sight, Outlet out) throws IOException, InterruptedException;
  }

  /** What a large block needs of memory is claimed until the client has taken it. */
  private Answer shown(Exchange exchange, String type, Show show) {
    try (Sight sight = new Sight(service)) {
      var _ = locate(exchange, sight); // refused now, or not at all
    }
    return Answer.stream(
        200,
        type,
        out -> {
          try (Sight sight = new Sight(service)) {
            show.write(sight.block(locate(exchange, sight)), sight, out);
          }
        });
  }

  private static Location locate(Exchange exchange, Sight sight) {
    String ref = exchange.segment("ref");
    if (ref.matches("[0-9]{1,18}")) {
      return sight
          .locate(Long.parseLong(ref))
          .orElseThrow(() ->
              Refusal.notFound(
                  "there is no block " + ref + "; the last one is " + sight.tip().height()));
    }
    BlockId id =
        BlockId.parse(ref)
            .orElseThrow(() ->
                Refusal.badRequest(
                    "a block is named by its height or by its hash, 64 lowercase hexadecimal"
                        + " digits"));
    return sight
        .locate(id)
        .orElseThrow(() -> Refusal.notFound("no block of the chain has this hash"));
  }

  /** Mines the next block. */
  Answer mine(Exchange exchange) {
    exchange.jsonBodyOrNone();
    Block block = exchange.await(miner.ask());
    try (Sight sight = new Sight(service)) {
      return Views.block(201, block, sight.confirmations(block.height()))
          .with("Location", Routes.API + "blocks/" + block.id().hex());
    }
  }
}
