package zveno.kernel.rules.classic;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import zveno.kernel.bytes.DecodeException;
import zveno.kernel.json.JsonKind;
import zveno.kernel.json.JsonLimits;
import zveno.kernel.json.JsonReader;
import zveno.kernel.json.JsonValue;
import zveno.kernel.model.Transaction;
import zveno.kernel.rules.BlockCodec;

/** Blocks and transactions of the tutorial as their canonical JSON. */
final class ClassicCodec implements BlockCodec {

  static final ClassicCodec INSTANCE = new ClassicCodec();

  private static final List<String> FIELDS = List.of("amount", "recipient", "sender");

  /** What a client may post nests 961 deep with itself. */
  private static final JsonLimits POSTED =
      JsonLimits.defaults().withMaxDepth(961).withMaxCanonicalBytes(8 << 20).withNonFinite(false);

  /** What any chain may hold. */
  private static final JsonLimits ANY =
      JsonLimits.defaults()
          .withMaxDepth(1000)
          .withMaxCanonicalBytes(JsonLimits.LARGEST)
          .withNonFinite(true);

  private ClassicCodec() {}

  @Override
  public Form form() {
    return Form.JSON;
  }

  @Override
  public ClassicBlock block(byte[] encoded, long height) throws DecodeException {
    return ClassicBlock.decode(encoded, height);
  }

  @Override
  public ClassicBlock untrustedBlock(byte[] bytes, long height) throws DecodeException {
    if (!Arrays.equals(JsonReader.canonicalize(bytes, ANY), bytes)) {
      throw new DecodeException("its bytes are not canonical");
    }
    return block(bytes, height);
  }

  @Override
  public ClassicTransaction transaction(byte[] bytes, int from) {
    return new ClassicTransaction(JsonValue.ofCanonical(bytes, from, bytes.length));
  }

  @Override
  public ClassicTransaction relayed(byte[] encoded) throws DecodeException {
    JsonValue json = JsonValue.parse(encoded, POSTED);
    if (json.kind() != JsonKind.OBJECT || !names(json).equals(FIELDS)) {
      throw new DecodeException("a transaction has the fields " + FIELDS + " and no others");
    }
    return new ClassicTransaction(json);
  }

  private static List<String> names(JsonValue json) {
    List<String> names = new ArrayList<>();
    json.members().forEach(member -> names.add(member.name()));
    return names;
  }

  /** The canonical JSON of sender and recipient, whatever they are. */
  @Override
  public List<byte[]> addresses(Transaction transaction) {
    JsonValue json = ClassicTransaction.of(transaction).json();
    Optional<JsonValue> sender = json.member("sender");
    Optional<JsonValue> recipient = json.member("recipient");
    if (sender.isEmpty() || recipient.isEmpty() || sender.equals(recipient)) {
      return sender.or(() -> recipient).map(JsonValue::bytes).map(List::of).orElse(List.of());
    }
    return List.of(sender.get().bytes(), recipient.get().bytes());
  }
}
