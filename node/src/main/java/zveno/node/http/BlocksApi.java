package zveno.node.http;

import java.util.Map;
import java.util.Optional;
import zveno.kernel.chain.PathReader;
import zveno.kernel.json.JsonWriter;
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
    try (Sight sight = new Sight(service)) {
      int limit = exchange.query().limit();
      Range range = range(exchange.query(), sight.tip().height());
      JsonWriter json = new JsonWriter();
      json.beginObject().name("height").integer(sight.tip().height());
      json.name("blocks").beginArray();
      Range left = write(range, limit, sight, json);
      json.endArray();
      Views.next(left.isEmpty() ? Optional.empty() : Optional.of(left.cursor()), json);
      json.endObject();
      return Answer.json(200, json.toBytes());
    }
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

  private static Range write(Range range, int limit, Sight sight, JsonWriter json) {
    Range left = range;
    long bytes = 0;
    int count = 0;
    // No more than a page is asked for, so that the store reads no further either.
    boolean up = range.order().equals(ASCENDING);
    long to = up ? Math.min(range.to(), range.from() + limit - 1) : range.to();
    long from = up ? range.from() : Math.max(range.from(), range.to() - limit + 1);
    try (PathReader blocks = up ? sight.ascending(from, to) : sight.descending(from, to)) {
      while (count < limit && bytes < Page.BYTES && blocks.next()) {
        Block block = sight.decode(blocks.bytes(), blocks.height());
        Views.block(block, sight.confirmations(block.height()), json);
        left = left.after(block.height());
        bytes += block.bytes().length;
        count++;
      }
    }
    return left;
  }

  Answer one(Exchange exchange) {
    try (Sight sight = new Sight(service)) {
      return Answer.json(200, view(find(exchange, sight), sight));
    }
  }

  private static byte[] view(Block block, Sight sight) {
    JsonWriter json = new JsonWriter();
    Views.block(block, sight.confirmations(block.height()), json);
    return json.toBytes();
  }

  /** Exactly what was hashed. */
  Answer canonical(Exchange exchange) {
    try (Sight sight = new Sight(service)) {
      Block block = find(exchange, sight);
      return new Answer.Whole(200, Answer.BYTES, Map.of(), block.bytes());
    }
  }

  private static Block find(Exchange exchange, Sight sight) {
    String ref = exchange.segment("ref");
    if (ref.matches("[0-9]{1,18}")) {
      return sight
          .block(Long.parseLong(ref))
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
        .block(id)
        .orElseThrow(() -> Refusal.notFound("no block of the chain has this hash"));
  }

  /** Mines the next block. */
  Answer mine(Exchange exchange) {
    String type = exchange.contentType();
    if (!type.isEmpty() && !MediaType.isJson(type)) {
      throw exchange.wrongType("application/json, or without a body");
    }
    Block block = miner.mine();
    try (Sight sight = new Sight(service)) {
      return Answer.json(201, view(block, sight))
          .with("Location", Routes.API + "blocks/" + block.id().hex());
    }
  }
}
