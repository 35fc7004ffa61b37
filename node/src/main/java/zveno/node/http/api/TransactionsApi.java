package zveno.node.http.api;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import zveno.kernel.bytes.Hash;
import zveno.kernel.chain.BlockPosition;
import zveno.kernel.chain.TxLocation;
import zveno.kernel.json.JsonWriter;
import zveno.kernel.model.Block;
import zveno.kernel.model.EntryKey;
import zveno.kernel.model.Transaction;
import zveno.kernel.model.TxId;
import zveno.kernel.pool.DroppedEntry;
import zveno.kernel.pool.PoolEntry;
import zveno.node.http.routing.Cursor;
import zveno.node.http.routing.Exchange;
import zveno.node.http.routing.PageSize;
import zveno.node.http.transport.Answer;
import zveno.node.http.transport.HttpException;
import zveno.node.http.transport.HttpLimits;
import zveno.node.rules.Address;
import zveno.node.rules.RuleViews;
import zveno.node.service.ChainService;

/** {@code GET /api/v1/transactions}: where a transaction is, and which name an address. */
final class TransactionsApi {

  /** How many places of one transaction are shown, of each kind. */
  private static final int MAX_PLACES = 200;

  /** How many places are looked at for it, some of which may lie beside the chain. */
  private static final int MAX_LOOKED_AT = 2_000;

  /** How many places are asked of the store at once. */
  private static final int FIRST_LOOKUP = 200;

  private static final String KIND = "address";

  private final ChainService service;
  private final HttpLimits limits;

  TransactionsApi(ApiContext parts, HttpLimits limits) {
    this.service = parts.service();
    this.limits = limits;
  }

  /** One transaction, with all the places where it stands. */
  Answer one(Exchange exchange) {
    TxId id =
        TxId.parse(exchange.segment("id"))
            .orElseThrow(() ->
                HttpException.badRequest(
                    "a transaction is named by its id, 64 lowercase hexadecimal digits"));
    try (ApiSnapshot sight = new ApiSnapshot(service)) {
      List<PoolEntry> pending =
          sight.pool().entries(id, sight.poolState().first(), MAX_PLACES + 1).stream()
              .filter(entry -> sight.poolState().holds(entry.place()))
              .toList();
      List<TxLocation> found = sight.chain().occurrences(id, MAX_LOOKED_AT);
      List<TxLocation> confirmed =
          found.stream().filter(place -> sight.onChain(place.block())).toList();
      if (pending.isEmpty() && confirmed.isEmpty()) {
        return Answer.json(200, gone(id, sight));
      }
      boolean more =
          found.size() == MAX_LOOKED_AT
              || confirmed.size() > MAX_PLACES
              || pending.size() > MAX_PLACES;
      return Answer.json(200, places(id, pending, confirmed, more, sight));
    }
  }

  /** What has become of a transaction that does not wait and is in no block. */
  private byte[] gone(TxId id, ApiSnapshot sight) {
    EntryKey key = EntryKey.of(id);
    boolean named = service.rules().identity().isSelfNamed();
    boolean removed = named && sight.pool().wasRemoved(key);
    Optional<DroppedEntry> dropped = named ? sight.pool().dropped(key) : Optional.empty();
    if (!removed && dropped.isEmpty()) {
      throw HttpException.notFound("no transaction with this id");
    }
    JsonWriter json = new JsonWriter().beginObject().name("id").string(id.hex());
    json.name("occurrences").beginArray().beginObject();
    if (removed) {
      json.name("status").string("removed");
    } else {
      EntriesApi.dropped(dropped.orElseThrow(), json);
    }
    json.name("entry").string(key.id().toString()).endObject().endArray();
    return json.name("more").bool(false).endObject().toBytes();
  }

  private static byte[] places(
      TxId id,
      List<PoolEntry> pending,
      List<TxLocation> confirmed,
      boolean more,
      ApiSnapshot sight) {
    JsonWriter json = new JsonWriter();
    json.beginObject().name("id").string(id.hex()).name("transaction");
    json.raw(sight.views().transaction(words(pending, confirmed, sight)));
    json.name("occurrences").beginArray();
    pending.stream().limit(MAX_PLACES).forEach(entry -> pending(entry, json));
    BlockNames names = new BlockNames(sight);
    confirmed.stream().limit(MAX_PLACES).forEach(place -> confirmed(place, names, json));
    json.endArray().name("more").bool(more).endObject();
    return json.toBytes();
  }

  private static Transaction words(
      List<PoolEntry> pending, List<TxLocation> confirmed, ApiSnapshot sight) {
    if (!pending.isEmpty()) {
      return pending.getFirst().transaction();
    }
    TxLocation place = confirmed.getFirst();
    return sight.block(place.block()).transactions().get(place.position());
  }

  private static void pending(PoolEntry entry, JsonWriter json) {
    json.beginObject().name("status").string("pending");
    Views.entry(entry, json);
    json.endObject();
  }

  private static void confirmed(TxLocation place, BlockNames names, JsonWriter json) {
    json.beginObject().name("status").string("confirmed");
    names.write(place, json);
    json.endObject();
  }

  /** Prints where a place is; remembers the hash of the last block, since places come in order. */
  private static final class BlockNames {

    private final ApiSnapshot sight;
    private @Nullable BlockPosition last;
    private String hash = "";

    BlockNames(ApiSnapshot sight) {
      this.sight = sight;
    }

    void write(TxLocation place, JsonWriter json) {
      long height = place.block().height();
      if (!place.block().equals(last)) {
        last = place.block();
        hash = sight.stored(place.block()).id().hex();
      }
      json.name("block").integer(height).name("hash").string(hash);
      json.name("position").integer(place.position());
      json.name("confirmations").integer(sight.confirmations(height));
    }
  }

  /** The transactions on the chain that name an address as sender or recipient, newest first. */
  Answer ofAddress(Exchange exchange) {
    return ofAddress(
        exchange,
        views -> Views.address(exchange.query(), "address", "addressJson", limits.json(), views));
  }

  /** The same for an account, named in the path. */
  Answer ofAccount(Exchange exchange) {
    return ofAddress(exchange, views -> AccountsApi.address(exchange, service, views));
  }

  private Answer ofAddress(Exchange exchange, Function<RuleViews, Address> wanted) {
    int limit = exchange.query().limit();
    long[] below =
        exchange
            .query()
            .text("cursor")
            .map(cursor -> Cursor.read(cursor, KIND, 2))
            .orElse(new long[] {Long.MAX_VALUE, 0});
    try (ApiSnapshot sight = new ApiSnapshot(service)) {
      Address address = wanted.apply(sight.views());
      JsonWriter json = new JsonWriter();
      json.beginObject().name("address").value(address.json());
      json.name("transactions").beginArray();
      Optional<String> next =
          new AddressPage(sight, address.hash(), limit, json).write(below[0], position(below[1]));
      json.endArray();
      Views.next(next, json);
      json.endObject();
      return Answer.json(200, json.toBytes());
    }
  }

  private static int position(long number) {
    if (number < 0 || number > Integer.MAX_VALUE) {
      throw Cursor.foreign();
    }
    return (int) number;
  }

  /** One page of the transactions of an address. */
  private static final class AddressPage {

    private final ApiSnapshot sight;
    private final Hash address;
    private final int limit;
    private final JsonWriter json;
    private int count;
    private long bytes;
    private @Nullable BlockPosition last;
    private @Nullable Block block;

    /** That block's timestamp, as JSON. */
    private byte[] timestamp = {};

    AddressPage(ApiSnapshot sight, Hash address, int limit, JsonWriter json) {
      this.sight = sight;
      this.address = address;
      this.limit = limit;
      this.json = json;
    }

    /** Writes what stands below this place; returns where the next page begins. */
    Optional<String> write(long below, int position) {
      long height = below;
      int at = position;
      int asked = FIRST_LOOKUP;
      while (true) {
        List<TxLocation> some = sight.chain().occurrencesOf(address, height, at, asked);
        long seenHeight = height;
        int seenAt = at;
        for (TxLocation place : some) {
          boolean counts = sight.onChain(place.block());
          if (counts && (count == limit || bytes >= PageSize.BYTES)) {
            return Optional.of(Cursor.of(KIND, height, at));
          }
          if (counts) {
            write(place);
          }
          // Beside the chain another branch may have the same position: that one comes again.
          height = place.block().height();
          at = counts ? place.position() : place.position() + 1;
        }
        if (some.size() < asked) {
          return Optional.empty();
        }
        asked = height == seenHeight && at == seenAt ? 2 * asked : FIRST_LOOKUP;
      }
    }

    private void write(TxLocation place) {
      Block in = blockAt(place.block());
      Transaction transaction = in.transactions().get(place.position());
      json.beginObject().name("id").string(transaction.id().hex());
      json.name("block").integer(in.height()).name("hash").string(in.id().hex());
      json.name("position").integer(place.position());
      json.name("confirmations").integer(sight.confirmations(in.height()));
      json.name("timestamp").raw(timestamp).name("transaction");
      json.raw(sight.views().transaction(transaction));
      json.endObject();
      count++;
      bytes += transaction.size();
    }

    private Block blockAt(BlockPosition where) {
      Block known = block;
      if (known != null && where.equals(last)) {
        return known;
      }
      block = null; // one large block at a time
      Block read = sight.block(where);
      bytes += read.encoded().length / 16; // reading has its price too
      last = where;
      block = read;
      timestamp = sight.views().timestamp(read);
      return read;
    }
  }
}
