package zveno.node.rules;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.Function;
import zveno.kernel.bytes.DecodeException;
import zveno.kernel.json.JsonKind;
import zveno.kernel.json.JsonLimits;
import zveno.kernel.json.JsonValue;
import zveno.kernel.json.JsonWriter;
import zveno.kernel.model.Block;
import zveno.kernel.model.Transaction;
import zveno.kernel.rules.BlockCodec;

/**
 * Views of rule sets that bring none: blocks and transactions are shown, and posted, as {@link
 * Embedded} puts them into documents, and addresses in lowercase hexadecimal.
 */
public final class GenericViews implements RuleViews {

  private static final byte[] NULL = "null".getBytes(StandardCharsets.US_ASCII);

  private final BlockCodec codec;

  public GenericViews(BlockCodec codec) {
    this.codec = codec;
  }

  @Override
  public byte[] block(Block block) {
    return FiniteJson.of(Embedded.of(block.encoded(), codec));
  }

  @Override
  public byte[] transaction(Transaction transaction) {
    return FiniteJson.of(Embedded.of(transaction.encoded(), codec));
  }

  @Override
  public void header(Block block, JsonWriter json) {}

  @Override
  public byte[] timestamp(Block block) {
    return NULL;
  }

  @Override
  public SequencedMap<String, byte[]> mined(Block block) {
    SequencedMap<String, byte[]> members = new LinkedHashMap<>();
    members.put("message", new JsonWriter().string("New Block Forged").toBytes());
    members.put("block", block(block));
    return members;
  }

  @Override
  public Set<String> postedMembers() {
    return Set.of();
  }

  @Override
  public Posted posted(
      byte[] body, JsonLimits limits, Function<JsonValue, Optional<String>> objection) {
    try {
      byte[] encoded = Embedded.read(JsonValue.parse(body, limits), codec);
      return new Posted.Good(codec.relayed(encoded));
    } catch (DecodeException e) {
      return new Posted.Bad("the body cannot be read: " + e.getMessage());
    }
  }

  @Override
  public Address address(String text) throws DecodeException {
    try {
      return address(HexFormat.of().parseHex(text));
    } catch (IllegalArgumentException e) {
      throw new DecodeException("an address is an even number of hexadecimal digits");
    }
  }

  @Override
  public Address address(JsonValue json) throws DecodeException {
    if (json.kind() != JsonKind.STRING) {
      throw new DecodeException("an address is a string");
    }
    return address(json.text());
  }

  private static Address address(byte[] encoded) {
    byte[] json = new JsonWriter().string(HexFormat.of().formatHex(encoded)).toBytes();
    return new Address(encoded, JsonValue.ofCanonical(json));
  }

  @Override
  public List<Address> addresses(Transaction transaction) {
    return codec.addresses(transaction).stream().map(GenericViews::address).toList();
  }

  @Override
  public boolean isSentBy(Address sender, Transaction transaction) {
    return addresses(transaction).stream()
        .limit(1)
        .anyMatch(first -> first.json().equals(sender.json()));
  }
}
