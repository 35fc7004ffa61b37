package zveno.node.http;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import zveno.kernel.json.JsonValue;
import zveno.kernel.json.JsonWriter;
import zveno.kernel.model.Transaction;
import zveno.kernel.pool.PoolEntry;
import zveno.kernel.pool.PoolState;
import zveno.node.service.ChainService;

/** {@code /api/v1/pool}: what waits, in the order in which it will be taken. */
final class PoolApi {

  private static final String KIND = "pool";

  private final ChainService service;
  private final HttpLimits limits;

  PoolApi(HttpParts parts, HttpLimits limits) {
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
    JsonValue sender =
        query.party("sender", "senderJson", TransactionReader.limits(limits.bodyBytes()));
    return transaction -> transaction.json().member("sender").filter(sender::equals).isPresent();
  }

  static byte[] removed(long count) {
    return new JsonWriter().beginObject().name("removed").integer(count).endObject().toBytes();
  }

  Answer list(Exchange exchange) {
    int limit = exchange.query().limit();
    try (Sight sight = new Sight(service)) {
      PoolState state = sight.poolState();
      long from =
          exchange
              .query()
              .text("cursor")
              .map(cursor -> Cursor.read(cursor, KIND, 1)[0])
              .orElse(state.first());
      List<PoolEntry> entries =
          sight.pool().entries(Math.max(from, state.first()), state.next(), limit, Page.BYTES);
      JsonWriter json = new JsonWriter();
      json.beginObject().name("count").integer(state.count());
      json.name("bytes").integer(state.bytes());
      json.name("entries").beginArray();
      for (PoolEntry entry : entries) {
        json.beginObject().name("id").string(entry.transaction().id().hex());
        Views.entry(entry, json);
        json.name("transaction");
        Views.words(entry.transaction(), json);
        json.endObject();
      }
      json.endArray();
      Views.next(next(entries, sight), json);
      json.endObject();
      return Answer.json(200, json.toBytes());
    }
  }

  private static Optional<String> next(List<PoolEntry> entries, Sight sight) {
    if (entries.isEmpty()) {
      return Optional.empty();
    }
    long after = entries.getLast().place() + 1;
    return sight.pool().entries(after, sight.poolState().next(), 1, 1).isEmpty()
        ? Optional.empty()
        : Optional.of(Cursor.of(KIND, after));
  }
}
