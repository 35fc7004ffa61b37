package zveno.node.rules.classic;

import java.util.Optional;
import java.util.function.Function;
import zveno.kernel.bytes.DecodeException;
import zveno.kernel.json.JsonLimits;
import zveno.kernel.json.JsonValue;
import zveno.kernel.json.JsonWriter;
import zveno.kernel.rules.classic.ClassicTransaction;
import zveno.node.rules.Posted;

/**
 * Reads what clients post. Only the tutorial's three fields are kept; each may be any JSON that
 * every node can take, so nothing that is not a number, and nothing nested too deep.
 */
final class TransactionReader {

  private static final String MISSING =
      "a transaction needs the fields sender, recipient and amount";

  private TransactionReader() {}

  static Posted read(
      byte[] body, JsonLimits limits, Function<JsonValue, Optional<String>> objection) {
    if (body.length == 0) {
      return new Posted.Bad("the body is empty; send a JSON object");
    }
    try {
      JsonValue json = JsonValue.parse(body, limits);
      return objection.apply(json).<Posted>map(Posted.Bad::new).orElseGet(() -> taken(json));
    } catch (DecodeException e) {
      return new Posted.Bad("the body cannot be read: " + e.getMessage());
    }
  }

  private static Posted taken(JsonValue json) {
    return switch (json.kind()) {
      case OBJECT -> fields(json);
      // The tutorial looks for the names in whatever it has got.
      case ARRAY, STRING -> new Posted.MissingValues(MISSING);
      case INTEGER, FLOAT, BOOLEAN, NULL ->
          new Posted.Bad("a transaction must be an object with sender, recipient and amount");
    };
  }

  private static Posted fields(JsonValue json) {
    Optional<JsonValue> amount = json.member("amount");
    Optional<JsonValue> recipient = json.member("recipient");
    Optional<JsonValue> sender = json.member("sender");
    if (amount.isEmpty() || recipient.isEmpty() || sender.isEmpty()) {
      return new Posted.MissingValues(MISSING);
    }
    JsonWriter kept = new JsonWriter();
    kept.beginObject().name("amount").value(amount.get());
    kept.name("recipient").value(recipient.get());
    kept.name("sender").value(sender.get()).endObject();
    return new Posted.Good(new ClassicTransaction(JsonValue.ofCanonical(kept.toBytes())));
  }
}
