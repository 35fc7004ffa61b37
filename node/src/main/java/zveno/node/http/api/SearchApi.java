package zveno.node.http.api;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import zveno.kernel.bytes.Hash;
import zveno.kernel.chain.BlockPosition;
import zveno.kernel.chain.PathReader;
import zveno.kernel.json.JsonValue;
import zveno.kernel.json.JsonWriter;
import zveno.kernel.model.BlockId;
import zveno.kernel.model.Transaction;
import zveno.kernel.model.TxId;
import zveno.node.http.routing.Exchange;
import zveno.node.http.routing.PageSize;
import zveno.node.http.transport.Answer;
import zveno.node.http.transport.HttpException;
import zveno.node.rules.Address;
import zveno.node.rules.RuleViews;
import zveno.node.service.ChainService;

/**
 * {@code GET /api/v1/search}: what a text may mean that was read somewhere: the beginning of a
 * hash, or a name in other letters. What one search costs is bounded.
 */
final class SearchApi {

  /** How many of each kind are found. */
  private static final int MAX_FOUND = 20;

  /** How many hashes are looked at for each kind; some may lie beside the chain. */
  private static final int MAX_LOOKED_AT = 200;

  /** Names are looked for in so many of the newest blocks, and entries of the pool. */
  private static final int MAX_BLOCKS = 500;

  private static final int MAX_ENTRIES = 1_000;

  /** Where one of our short hashes begins to be a hash and not a number or a name. */
  private static final String BEGINNING = "[0-9a-f]{4,64}";

  private final ChainService service;

  SearchApi(ApiContext parts) {
    this.service = parts.service();
  }

  Answer find(Exchange exchange) {
    String text =
        exchange
            .query()
            .text("text")
            .map(String::strip)
            .filter(Predicate.not(String::isEmpty))
            .orElseThrow(
                () -> HttpException.badRequest("\"text\" is missing: the text to search for"));
    String lower = text.toLowerCase(Locale.ROOT);
    try (ApiSnapshot sight = new ApiSnapshot(service)) {
      JsonWriter json = new JsonWriter().beginObject();
      boolean isHash = lower.matches(BEGINNING);
      json.name("blocks").beginArray();
      if (isHash) {
        blocks(lower, sight, json);
      }
      json.endArray().name("transactions").beginArray();
      if (isHash) {
        transactions(lower, sight).forEach(id -> json.string(id.hex()));
      }
      json.endArray().name("addresses").beginArray();
      names(lower, sight).forEach(json::value);
      json.endArray().endObject();
      return Answer.json(200, json.toBytes());
    }
  }

  private static Hash end(String beginning, char digit) {
    String hex = beginning + String.valueOf(digit).repeat(2 * Hash.LENGTH - beginning.length());
    return Hash.parse(hex).orElseThrow();
  }

  private static void blocks(String beginning, ApiSnapshot sight, JsonWriter json) {
    List<BlockId> ids =
        sight.chain().blocksBetween(end(beginning, '0'), end(beginning, 'f'), MAX_LOOKED_AT);
    Map<BlockId, BlockPosition> found = new LinkedHashMap<>();
    for (BlockId id : ids) {
      if (found.size() < MAX_FOUND) {
        sight.locateInTree(id).ifPresent(where -> found.put(id, where));
      }
    }
    found.forEach((id, where) -> {
      json.beginObject().name("hash").string(id.hex()).name("height").integer(where.height());
      json.name("onChain").bool(sight.onChain(where)).endObject();
    });
  }

  private static Set<TxId> transactions(String beginning, ApiSnapshot sight) {
    Hash from = end(beginning, '0');
    Hash to = end(beginning, 'f');
    Set<TxId> found = new LinkedHashSet<>();
    Stream.concat(
            sight.pool().waitingBetween(from, to, MAX_LOOKED_AT).stream()
                .filter(id -> waits(id, sight)),
            sight.chain().transactionsBetween(from, to, MAX_LOOKED_AT).stream()
                .filter(id -> stands(id, sight)))
        .distinct()
        .limit(MAX_FOUND)
        .forEach(found::add);
    return found;
  }

  private static boolean waits(TxId id, ApiSnapshot sight) {
    return sight.pool().entries(id, sight.poolState().first(), 1).stream()
        .anyMatch(entry -> sight.poolState().holds(entry.place()));
  }

  private static boolean stands(TxId id, ApiSnapshot sight) {
    return sight.chain().occurrences(id, MAX_LOOKED_AT).stream()
        .anyMatch(place -> sight.onChain(place.block()));
  }

  /** Names that differ in no more than the case of their letters, in what is newest. */
  private static Set<JsonValue> names(String lower, ApiSnapshot sight) {
    Set<JsonValue> found = new LinkedHashSet<>();
    sight
        .pool()
        .entries(sight.poolState().first(), sight.poolState().next(), MAX_ENTRIES, PageSize.BYTES)
        .forEach(entry -> addNames(lower, entry.transaction(), sight.views(), found));
    long height = sight.tip().height();
    long read = 0;
    try (PathReader blocks = sight.descending(Math.max(1, height - MAX_BLOCKS + 1), height)) {
      while (read < PageSize.BYTES && blocks.next()) {
        read += blocks.size();
        for (Transaction one : sight.decode(blocks).transactions()) {
          addNames(lower, one, sight.views(), found);
        }
      }
    }
    return found;
  }

  private static void addNames(
      String lower, Transaction transaction, RuleViews views, Set<JsonValue> found) {
    for (Address address : views.addresses(transaction)) {
      if (found.size() < MAX_FOUND
          && address
              .text()
              .filter(name -> lower.equals(name.toLowerCase(Locale.ROOT)))
              .isPresent()) {
        found.add(address.json());
      }
    }
  }
}
