package zveno.node.http.api;

import java.util.List;
import java.util.Optional;
import zveno.kernel.chain.BlockPosition;
import zveno.kernel.json.JsonWriter;
import zveno.kernel.model.Block;
import zveno.kernel.model.EntryId;
import zveno.kernel.model.EntryKey;
import zveno.kernel.model.Transaction;
import zveno.kernel.model.TxId;
import zveno.kernel.pool.DroppedEntry;
import zveno.kernel.pool.PoolEntry;
import zveno.kernel.rules.BlockEntries;
import zveno.node.http.routing.Exchange;
import zveno.node.http.transport.Answer;
import zveno.node.http.transport.HttpException;
import zveno.node.http.transport.ProblemType;
import zveno.node.rules.RuleViews;
import zveno.node.service.ChainService;

/**
 * {@code /api/v1/transactions/{id}/entries/{entry}}: one posted transaction, distinguished from
 * others with equal contents. It is in the pool, in one block, or was removed.
 */
final class EntriesApi {

  private final ChainService service;

  EntriesApi(ApiContext parts) {
    this.service = parts.service();
  }

  /** Where an entry is found from now on, relative to where it was posted. */
  static String path(EntryKey entry) {
    return "transactions/" + entry.transaction().hex() + "/entries/" + entry.id();
  }

  Answer one(Exchange exchange) {
    EntryKey key = key(exchange);
    try (ApiSnapshot sight = new ApiSnapshot(service)) {
      JsonWriter json = new JsonWriter();
      json.beginObject().name("id").string(key.transaction().hex());
      json.name("entry").string(key.id().toString());
      Optional<PoolEntry> waiting =
          sight.pool().entries(key).stream()
              .filter(entry -> sight.poolState().holds(entry.place()))
              .findFirst();
      if (waiting.isPresent()) {
        pending(waiting.get(), sight.views(), json);
      } else {
        settled(key, sight, json);
      }
      return Answer.json(200, json.endObject().toBytes());
    }
  }

  private static void pending(PoolEntry entry, RuleViews views, JsonWriter json) {
    json.name("status").string("pending");
    json.name("acceptedAt").string(entry.acceptedAt().toString());
    json.name("returned").bool(entry.returned()).name("transaction");
    json.raw(views.transaction(entry.transaction()));
  }

  private void settled(EntryKey key, ApiSnapshot sight, JsonWriter json) {
    Optional<BlockPosition> where = sight.blockOf(key);
    if (where.isPresent()) {
      confirmed(key, where.get(), sight, json);
    } else if (sight.pool().wasRemoved(key)) {
      json.name("status").string("removed");
    } else {
      dropped(sight.pool().dropped(key).orElseThrow(EntriesApi::unknown), json);
    }
  }

  /** Why it does not wait any more, as members of an object. */
  static void dropped(DroppedEntry entry, JsonWriter json) {
    json.name("status").string("dropped").name("reason").string(entry.reason());
    json.name("type").string(ProblemType.uri(entry.reason()));
    json.name("detail").string(entry.detail()).name("droppedAt").string(entry.at().toString());
  }

  private void confirmed(EntryKey key, BlockPosition where, ApiSnapshot sight, JsonWriter json) {
    Block block = sight.block(where);
    json.name("status").string("confirmed").name("block").integer(where.height());
    json.name("hash").string(block.id().hex());
    json.name("position").integer(position(key, where, block, sight));
    json.name("confirmations").integer(sight.confirmations(where.height())).name("transaction");
    Transaction words =
        block.transactions().stream()
            .filter(t -> t.id().equals(key.transaction()))
            .findFirst()
            .orElseThrow();
    json.raw(sight.views().transaction(words));
  }

  /** Its position among all transactions of the block, of which the requests are a part. */
  private int position(EntryKey key, BlockPosition where, Block block, ApiSnapshot sight) {
    BlockEntries entries = service.rules().identity().stored(block, sight.chain().memo(where));
    List<Transaction> all = block.transactions();
    int position = 0;
    for (int i = 0; i < entries.count(); i++) {
      while (!all.get(position).id().equals(entries.transaction(i).id())) {
        position++;
      }
      if (entries.key(i).equals(key)) {
        return position;
      }
      position++;
    }
    throw new IllegalStateException("block " + where.height() + " does not carry " + key);
  }

  /** Takes it out of the pool. */
  Answer remove(Exchange exchange) {
    EntryKey key = key(exchange);
    var _ = exchange.membersOrNone();
    return switch (service.remove(key)) {
      case REMOVED -> Answer.json(200, PoolApi.removed(1));
      case IN_A_BLOCK ->
          throw new HttpException(
              409, "this entry is in a block, and nothing is removed from a chain");
      case UNKNOWN -> throw unknown();
    };
  }

  private static EntryKey key(Exchange exchange) {
    Optional<TxId> words = TxId.parse(exchange.segment("id"));
    Optional<EntryId> id = EntryId.parse(exchange.segment("entry"));
    if (words.isEmpty() || id.isEmpty()) {
      throw HttpException.badRequest(
          "an entry is named by its transaction's id, 64 lowercase hexadecimal digits, and its"
              + " entry id, as in the answer to its post");
    }
    return new EntryKey(id.get(), words.get());
  }

  private static HttpException unknown() {
    return HttpException.notFound("no such entry in the pool or on the chain");
  }
}
