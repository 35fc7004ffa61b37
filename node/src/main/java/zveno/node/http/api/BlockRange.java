package zveno.node.http.api;

import zveno.kernel.chain.PathReader;
import zveno.node.http.routing.Cursor;
import zveno.node.http.routing.Query;
import zveno.node.http.transport.HttpException;

/**
 * A range of blocks of the chain that is left to be shown.
 *
 * @param order {@code asc}, lowest first, or {@code desc}
 * @param from the lowest height
 * @param to the greatest height
 */
record BlockRange(String order, long from, long to) {

  private static final String ASCENDING = "asc";
  private static final String DESCENDING = "desc";

  /**
   * What the parameters {@code from}, {@code to} and {@code order}, or {@code cursor}, ask for.
   *
   * @param height of the tip
   * @throws HttpException if they make no sense
   */
  static BlockRange of(Query query, long height) {
    String order = query.text("order").orElse(ASCENDING);
    if (!order.equals(ASCENDING) && !order.equals(DESCENDING)) {
      throw HttpException.badRequest("\"order\" must be asc or desc");
    }
    if (query.has("cursor")) {
      return resumed(query, height);
    }
    long from = query.number("from", 1, 1, Long.MAX_VALUE);
    long to = query.number("to", height, 1, Long.MAX_VALUE);
    return new BlockRange(order, from, Math.min(to, height));
  }

  private static BlockRange resumed(Query query, long height) {
    if (query.has("from") || query.has("to") || query.has("order")) {
      throw HttpException.badRequest("do not combine cursor with from, to or order");
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
    return new BlockRange(order, bounds[0], Math.min(bounds[1], height));
  }

  boolean isEmpty() {
    return from > to;
  }

  /** What is left when the block of this height has been shown. */
  BlockRange after(long height) {
    return order.equals(ASCENDING)
        ? new BlockRange(order, height + 1, to)
        : new BlockRange(order, from, height - 1);
  }

  String cursor() {
    return Cursor.of(order, from, to);
  }

  /** No more than a page, so that the store reads no further either. */
  PathReader page(int limit, ApiSnapshot sight) {
    return order.equals(ASCENDING)
        ? sight.ascending(from, Math.min(to, from + limit - 1))
        : sight.descending(Math.max(from, to - limit + 1), to);
  }
}
