package zveno.node.http.api;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import zveno.kernel.json.JsonWriter;
import zveno.kernel.model.Block;
import zveno.kernel.model.Transaction;
import zveno.kernel.pool.PoolEntry;
import zveno.node.http.transport.Answer;
import zveno.node.http.transport.ResponseStream;

/** How the API prints what it shows more than once. */
final class Views {

  private Views() {}

  /** A block, with what the node knows of it. It may be large, and is never copied as a whole. */
  static Answer block(int status, Block block, long confirmations) {
    return withLast(
        status, aboutBlock(block, confirmations), "block", FiniteJson.of(block.encoded()));
  }

  /** The same as part of a longer answer. */
  static void block(Block block, long confirmations, ResponseStream out)
      throws IOException, InterruptedException {
    byte[] about = aboutBlock(block, confirmations).toBytes();
    out.write(about, 0, about.length - 1);
    out.write(", \"block\": ");
    out.write(FiniteJson.of(block.encoded()));
    out.write("}");
  }

  private static JsonWriter aboutBlock(Block block, long confirmations) {
    JsonWriter json = new JsonWriter();
    json.beginObject().name("height").integer(block.height());
    json.name("hash").string(block.id().hex());
    json.name("size").integer(block.encoded().length);
    json.name("confirmations").integer(confirmations);
    json.name("transactionIds").beginArray();
    for (Transaction transaction : block.transactions()) {
      json.string(transaction.id().hex());
    }
    return json.endArray().endObject();
  }

  /** An object with one more member, which may be large, at its end. */
  static Answer withLast(int status, JsonWriter object, String name, byte[] value) {
    byte[] begun = object.toBytes();
    byte[] joint = (", \"" + name + "\": ").getBytes(StandardCharsets.US_ASCII);
    byte[] end = {'}', '\n'};
    long length = begun.length - 1L + joint.length + value.length + end.length;
    return new Answer(
        status,
        Answer.JSON,
        Map.of(),
        OptionalLong.of(length),
        out -> {
          out.write(begun, 0, begun.length - 1);
          out.write(joint);
          out.write(value);
          out.write(end);
        });
  }

  /** The words of a transaction. */
  static void words(Transaction transaction, JsonWriter json) {
    json.raw(FiniteJson.of(transaction.encoded()));
  }

  /** What is known of an entry of the pool beside its words, as members of an object. */
  static void entry(PoolEntry entry, JsonWriter json) {
    json.name("entry").string(entry.id().toString());
    json.name("acceptedAt").string(entry.acceptedAt().toString());
    json.name("returned").bool(entry.returned());
  }

  /** The member {@code next}: a cursor, or null. */
  static void next(Optional<String> cursor, JsonWriter json) {
    json.name("next");
    cursor.ifPresentOrElse(json::string, json::nul);
  }
}
