package zveno.node.http.api;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import zveno.kernel.json.JsonWriter;
import zveno.kernel.model.Transaction;
import zveno.kernel.pool.PoolEntry;
import zveno.kernel.pool.PoolState;
import zveno.node.http.routing.Cursor;
import zveno.node.http.routing.Exchange;
import zveno.node.http.routing.PageSize;
import zveno.node.http.routing.Query;
import zveno.node.http.transport.Answer;
import zveno.node.http.transport.HttpLimits;
import zveno.node.rules.Address;
import zveno.node.rules.RuleViews;
import zveno.node.rules.RuleViewsProvider;
import zveno.node.service.ChainService;

/** {@code /api/v1/pool}: what waits, in the order in which it will be taken. */
final class PoolApi {

  private static final String KIND = "pool";

  /** Entries that one answer looks at. */
  private static final int MAX_LOOKED_AT = 10_000;

  private final ChainService service;
  private final HttpLimits limits;

  PoolApi(ApiContext parts, HttpLimits limits) {
    this.service = parts.service();
    this.limits = limits;
  }

  /** Takes out all that waits, or all of a sender. */
  Answer remove(Exchange exchange) {
    Query query = exchange.query();
    boolean all = !query.has("sender") && !query.has("senderJson");
    Predicate<Transaction> which = all ? _ -> true : sentBy(query);
    var _ = exchange.membersOrNone();
    return Answer.json(200, removed(service.removeAll(which)));
  }

  private Predicate<Transaction> sentBy(Query query) {
    RuleViews views = RuleViewsProvider.viewsOf(service.rules());
    Address sender = Views.address(query, "sender", "senderJson", limits.json(), views);
    return transaction -> views.isSentBy(sender, transaction);
  }

  static byte[] removed(long count) {
    return new JsonWriter().beginObject().name("removed").integer(count).endObject().toBytes();
  }

  Answer list(Exchange exchange) {
    int limit = exchange.query().limit();
    try (ApiSnapshot sight = new ApiSnapshot(service)) {
      PoolState state = sight.poolState();
      long from =
          exchange
              .query()
              .text("cursor")
              .map(cursor -> Cursor.read(cursor, KIND, 1)[0])
              .orElse(state.first());
      Predicate<Transaction> which = wanted(exchange.query());
      List<PoolEntry> entries = new ArrayList<>();
      Optional<Long> next = fill(entries, which, Math.max(from, state.first()), limit, sight);
      JsonWriter json = new JsonWriter();
      json.beginObject().name("count").integer(state.count());
      json.name("bytes").integer(state.bytes());
      json.name("entries").beginArray();
      for (PoolEntry entry : entries) {
        json.beginObject().name("id").string(entry.transaction().id().hex());
        Views.entry(entry, json);
        json.name("transaction");
        json.raw(sight.views().transaction(entry.transaction()));
        json.endObject();
      }
      json.endArray();
      Views.next(next.map(place -> Cursor.of(KIND, place)), json);
      json.endObject();
      return Answer.json(200, json.toBytes());
    }
  }

  /** All, or those that name an address. */
  private Predicate<Transaction> wanted(Query query) {
    if (!query.has("address") && !query.has("addressJson")) {
      return _ -> true;
    }
    RuleViews views = RuleViewsProvider.viewsOf(service.rules());
    Address address = Views.address(query, "address", "addressJson", limits.json(), views);
    return transaction ->
        service.rules().codec().addresses(transaction).stream()
            .anyMatch(named -> Arrays.equals(named, address.encoded()));
  }

  /**
   * Takes what is wanted from this place on; looks at no more than so many entries and bytes.
   *
   * @return where the next page begins, if there is one
   */
  private static Optional<Long> fill(
      List<PoolEntry> taken,
      Predicate<Transaction> which,
      long from,
      int limit,
      ApiSnapshot sight) {
    long at = from;
    long bytes = 0;
    int seen = 0;
    while (taken.size() < limit && bytes < PageSize.BYTES && seen < MAX_LOOKED_AT) {
      List<PoolEntry> some =
          sight.pool().entries(at, sight.poolState().next(), PageSize.MAX, PageSize.BYTES - bytes);
      if (some.isEmpty()) {
        return Optional.empty();
      }
      for (PoolEntry entry : some) {
        if (taken.size() == limit) {
          return Optional.of(entry.place());
        }
        if (which.test(entry.transaction())) {
          taken.add(entry);
        }
        bytes += entry.transaction().size();
        at = entry.place() + 1;
        seen++;
      }
    }
    return sight.pool().entries(at, sight.poolState().next(), 1, 1).isEmpty()
        ? Optional.empty()
        : Optional.of(at);
  }
}
