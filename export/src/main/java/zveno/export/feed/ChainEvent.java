package zveno.export.feed;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import zveno.export.rows.BlockRow;
import zveno.kernel.bytes.DecodeException;
import zveno.kernel.bytes.Hash;
import zveno.kernel.json.JsonKind;
import zveno.kernel.json.JsonLimits;
import zveno.kernel.json.JsonValue;
import zveno.kernel.json.JsonWriter;

/**
 * A block has joined the chain, or has left it: one JSON object, in ASCII. A block that joins
 * brings its canonical text, as a string; {@code docs/exports.md} has all members.
 *
 * @param sequence 1 for the first event, and one more for each after it
 * @param height of the block, from 1 on
 * @param parent the hash of the block before it; zeros for the first block
 */
record ChainEvent(long sequence, boolean joined, long height, Hash hash, Hash parent) {

  static final String JOINED = "joined";
  static final String LEFT = "left";

  private static final JsonLimits LIMITS =
      JsonLimits.defaults().withMaxCanonicalBytes(JsonLimits.LARGEST);

  /** Where a chain ends after this event. */
  Position end() {
    return joined ? new Position(height, hash) : new Position(height - 1, parent);
  }

  /** The event of a block that leaves. */
  byte[] toBytes() {
    JsonWriter json = new JsonWriter();
    begin(json);
    json.endObject();
    return json.toBytes();
  }

  /** The event of a block that joins. */
  byte[] toBytes(BlockRow block) {
    JsonWriter json = new JsonWriter();
    begin(json);
    block.time().ifPresent(time -> json.name("time").string(time.toString()));
    json.name("transactions").integer(block.transactions().size());
    json.name("text").string(block.text());
    json.endObject();
    return json.toBytes();
  }

  private void begin(JsonWriter json) {
    json.beginObject();
    json.name("sequence").integer(sequence);
    json.name("event").string(joined ? JOINED : LEFT);
    json.name("height").integer(height);
    json.name("hash").string(hash.hex());
    json.name("parent").string(parent.hex());
  }

  /**
   * Reads an event, without the block's text.
   *
   * @throws DecodeException if it is none
   */
  static ChainEvent read(byte[] bytes) throws DecodeException {
    JsonValue json = JsonValue.parse(bytes, LIMITS);
    String kind = text(json, "event");
    if (!kind.equals(JOINED) && !kind.equals(LEFT)) {
      throw new DecodeException("no such event: " + kind);
    }
    return new ChainEvent(
        number(json, "sequence"),
        kind.equals(JOINED),
        number(json, "height"),
        hash(json, "hash"),
        hash(json, "parent"));
  }

  private static String text(JsonValue json, String name) throws DecodeException {
    return member(json, name, JsonKind.STRING).text();
  }

  private static Hash hash(JsonValue json, String name) throws DecodeException {
    return Hash.parse(text(json, name))
        .orElseThrow(() -> new DecodeException(name + " is no hash"));
  }

  private static long number(JsonValue json, String name) throws DecodeException {
    try {
      return member(json, name, JsonKind.INTEGER).integer().longValueExact();
    } catch (ArithmeticException e) {
      throw new DecodeException(name + " is too large", e);
    }
  }

  private static JsonValue member(JsonValue json, String name, JsonKind kind)
      throws DecodeException {
    return Optional.of(json)
        .filter(value -> value.kind() == JsonKind.OBJECT)
        .flatMap(value -> value.member(name))
        .filter(value -> value.kind() == kind)
        .orElseThrow(() -> new DecodeException("it has no " + name));
  }

  /** The block's hash in hexadecimal digits: events of one block have one key. */
  byte[] key() {
    return hash.hex().getBytes(StandardCharsets.US_ASCII);
  }
}
