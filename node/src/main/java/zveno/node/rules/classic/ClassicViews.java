package zveno.node.rules.classic;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.Function;
import zveno.kernel.json.JsonLimits;
import zveno.kernel.json.JsonValue;
import zveno.kernel.json.JsonWriter;
import zveno.kernel.model.Block;
import zveno.kernel.model.Transaction;
import zveno.kernel.rules.RuleSet;
import zveno.kernel.rules.classic.ClassicTransaction;
import zveno.node.rules.Address;
import zveno.node.rules.FiniteJson;
import zveno.node.rules.Posted;
import zveno.node.rules.RuleViews;
import zveno.node.rules.RuleViewsProvider;

/** The tutorial's blocks and transactions are shown as the canonical JSON that they are. */
public final class ClassicViews implements RuleViews, RuleViewsProvider {

  private static final byte[] NULL = "null".getBytes(StandardCharsets.US_ASCII);

  private static final String TRANSACTIONS = "transactions";

  /** What a block says of itself, and the rules do not turn into something else. */
  private static final List<String> HEADER = List.of("index", "proof", "timestamp");

  private static final Set<String> POSTED = Set.of("amount", "recipient", "sender");

  /** For {@link java.util.ServiceLoader}. */
  public ClassicViews() {}

  @Override
  public List<String> names() {
    return List.of("classic", "upstream");
  }

  @Override
  public RuleViews of(RuleSet rules) {
    return this;
  }

  @Override
  public byte[] block(Block block) {
    return FiniteJson.of(block.encoded());
  }

  @Override
  public byte[] transaction(Transaction transaction) {
    return FiniteJson.of(transaction.encoded());
  }

  @Override
  public void header(Block block, JsonWriter json) {
    JsonValue said = JsonValue.ofCanonical(block.encoded());
    for (String name : HEADER) {
      said.member(name).ifPresent(value -> json.name(name).raw(FiniteJson.of(value.bytes())));
    }
  }

  @Override
  public byte[] timestamp(Block block) {
    return JsonValue.ofCanonical(block.encoded())
        .member("timestamp")
        .map(value -> FiniteJson.of(value.bytes()))
        .orElse(NULL);
  }

  @Override
  public SequencedMap<String, byte[]> mined(Block block) {
    JsonValue forged = JsonValue.ofCanonical(block.encoded());
    SequencedMap<String, byte[]> members = new LinkedHashMap<>();
    members.put("index", field(forged, "index"));
    members.put("message", new JsonWriter().string("New Block Forged").toBytes());
    members.put("previous_hash", field(forged, "previous_hash"));
    members.put("proof", field(forged, "proof"));
    members.put(TRANSACTIONS, field(forged, TRANSACTIONS));
    return members;
  }

  private static byte[] field(JsonValue block, String name) {
    return block.member(name).orElseThrow().bytes();
  }

  @Override
  public Set<String> postedMembers() {
    return POSTED;
  }

  @Override
  public Posted posted(
      byte[] body, JsonLimits limits, Function<JsonValue, Optional<String>> objection) {
    return TransactionReader.read(body, limits, objection);
  }

  /** Text as it is: the tutorial takes any. */
  @Override
  public Address address(String text) {
    return address(JsonValue.ofCanonical(new JsonWriter().string(text).toBytes()));
  }

  /** The tutorial takes any JSON. */
  @Override
  public Address address(JsonValue json) {
    return new Address(json.bytes(), json);
  }

  @Override
  public List<Address> addresses(Transaction transaction) {
    JsonValue json = ClassicTransaction.of(transaction).json();
    return List.of("sender", "recipient").stream()
        .flatMap(name -> json.member(name).stream())
        .distinct()
        .map(this::address)
        .toList();
  }

  @Override
  public boolean isSentBy(Address sender, Transaction transaction) {
    JsonValue json = ClassicTransaction.of(transaction).json();
    return json.member("sender").filter(sender.json()::equals).isPresent();
  }
}
