package zveno.node.rules;

import java.util.Optional;
import zveno.kernel.bytes.Hash;
import zveno.kernel.json.JsonKind;
import zveno.kernel.json.JsonValue;

/**
 * An address, as the chain and as people know it.
 *
 * @param encoded its bytes, as {@link zveno.kernel.rules.BlockCodec#addresses} gives them; not to
 *     be changed
 * @param json how it is shown
 */
@SuppressWarnings("ArrayRecordComponent") // compared nowhere
public record Address(byte[] encoded, JsonValue json) {

  /** What the index of transactions by address has of it. */
  public Hash hash() {
    return Hash.of(encoded);
  }

  /** How people type it; nothing if it is no text. */
  public Optional<String> text() {
    return json.kind() == JsonKind.STRING ? Optional.of(json.text()) : Optional.empty();
  }
}
