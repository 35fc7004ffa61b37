package zveno.node.http.api;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import zveno.kernel.bytes.DecodeException;
import zveno.kernel.json.JsonLimits;
import zveno.kernel.json.JsonValue;
import zveno.kernel.json.JsonWriter;
import zveno.kernel.model.Block;
import zveno.kernel.model.Transaction;
import zveno.kernel.pool.PoolEntry;
import zveno.node.http.routing.Query;
import zveno.node.http.transport.Answer;
import zveno.node.http.transport.HttpException;
import zveno.node.http.transport.ResponseStream;
import zveno.node.rules.Address;
import zveno.node.rules.RuleViews;

/** How the API prints what it shows more than once. */
final class Views {

  private Views() {}

  /** A block, with what the node knows of it. It may be large, and is never copied as a whole. */
  static Answer block(int status, Block block, long confirmations, RuleViews views) {
    return withLast(status, aboutBlock(block, confirmations), "block", views.block(block));
  }

  /** Writes it as part of a longer answer. */
  static void block(Block block, long confirmations, RuleViews views, ResponseStream out)
      throws IOException, InterruptedException {
    byte[] about = aboutBlock(block, confirmations).toBytes();
    out.write(about, 0, about.length - 1);
    out.write(", \"block\": ");
    out.write(views.block(block));
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

  /**
   * An address that a call names: by a text, or in JSON, since the tutorial takes any.
   *
   * @param text the parameter for the one
   * @param json the parameter for the other
   * @throws HttpException if not exactly one of them is given, or is no address
   */
  static Address address(
      Query query, String text, String json, JsonLimits bounds, RuleViews views) {
    if (query.has(text) == query.has(json)) {
      throw HttpException.badRequest("give either " + text + ", a text, or " + json + ", any JSON");
    }
    String name = query.has(text) ? text : json;
    String given = query.text(name).orElseThrow();
    try {
      return query.has(text)
          ? views.address(given)
          : views.address(JsonValue.parse(given.getBytes(StandardCharsets.UTF_8), bounds));
    } catch (DecodeException e) {
      throw HttpException.badRequest(name + " cannot be read: " + e.getMessage());
    }
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
