package zveno.node.http;

import zveno.kernel.json.JsonWriter;
import zveno.kernel.model.Block;
import zveno.kernel.model.Transaction;
import zveno.kernel.pool.PoolEntry;

/** How the API prints what it shows more than once. */
final class Views {

  private Views() {}

  /** A block, with what the node knows of it. */
  static void block(Block block, long confirmations, JsonWriter json) {
    json.beginObject().name("height").integer(block.height());
    json.name("hash").string(block.id().hex());
    json.name("size").integer(block.bytes().length);
    json.name("confirmations").integer(confirmations);
    json.name("transactionIds").beginArray();
    for (Transaction transaction : block.transactions()) {
      json.string(transaction.id().hex());
    }
    json.endArray();
    json.name("block").raw(FiniteJson.of(block.bytes())).endObject();
  }

  /** The words of a transaction. */
  static void words(Transaction transaction, JsonWriter json) {
    json.raw(FiniteJson.of(transaction.json().bytes()));
  }

  /** What is known of an entry of the pool beside its words: members of an object. */
  static void entry(PoolEntry entry, JsonWriter json) {
    json.name("entry").string(entry.id().toString());
    json.name("acceptedAt").string(entry.acceptedAt().toString());
    json.name("returned").bool(entry.returned());
  }

  /** The member {@code next}: a cursor, or null. */
  static void next(java.util.Optional<String> cursor, JsonWriter json) {
    json.name("next");
    cursor.ifPresentOrElse(json::string, json::nul);
  }
}
