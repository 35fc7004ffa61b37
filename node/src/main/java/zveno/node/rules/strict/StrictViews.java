package zveno.node.rules.strict;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import zveno.kernel.bytes.DecodeException;
import zveno.kernel.json.JsonKind;
import zveno.kernel.json.JsonLimits;
import zveno.kernel.json.JsonValue;
import zveno.kernel.json.JsonWriter;
import zveno.kernel.model.Block;
import zveno.kernel.model.Transaction;
import zveno.kernel.rules.BlockCodec;
import zveno.kernel.rules.RejectReason;
import zveno.kernel.rules.RuleSet;
import zveno.kernel.rules.strict.RefusedException;
import zveno.kernel.rules.strict.Reward;
import zveno.kernel.rules.strict.StrictReason;
import zveno.kernel.rules.strict.StrictRules;
import zveno.kernel.rules.strict.StrictTransaction;
import zveno.kernel.rules.strict.keys.Address.Reading;
import zveno.node.rules.AccountViews;
import zveno.node.rules.Address;
import zveno.node.rules.Posted;
import zveno.node.rules.ReceiptViews;
import zveno.node.rules.RuleViews;

/** The strict rules' blocks and transactions are shown as the canonical JSON that they are. */
final class StrictViews implements RuleViews {

  private static final String TRANSACTIONS = "transactions";

  /** What a block says of itself; the first one, what the net has agreed on. */
  private static final List<String> HEADER =
      List.of("bits", "index", "merkle_root", "parameters", "proof", "timestamp", "version");

  private static final List<String> REQUIRED =
      List.of("amount", "expires", "fee", "nonce", "recipient", "sender", "signature");

  private static final Set<String> POSTED =
      Set.of(
          "amount", "data", "expires", "fee", "key", "nonce", "recipient", "sender", "signature");

  private final BlockCodec codec;
  private final StrictAccounts accounts;
  private final ReceiptViews receipts;

  /**
   * @param rules whose views these are; their codec verifies what is posted
   */
  StrictViews(RuleSet rules) {
    this.codec = rules.codec();
    this.receipts = new StrictReceipts(rules);
    this.accounts = new StrictAccounts((StrictRules) rules);
  }

  @Override
  public byte[] block(Block block) {
    return block.encoded();
  }

  @Override
  public byte[] transaction(Transaction transaction) {
    return transaction.encoded();
  }

  @Override
  public void header(Block block, JsonWriter json) {
    JsonValue said = JsonValue.ofCanonical(block.encoded());
    for (String name : HEADER) {
      said.member(name).ifPresent(value -> json.name(name).value(value));
    }
  }

  @Override
  public byte[] timestamp(Block block) {
    return member(JsonValue.ofCanonical(block.encoded()), "timestamp");
  }

  @Override
  public SequencedMap<String, byte[]> mined(Block block) {
    JsonValue forged = JsonValue.ofCanonical(block.encoded());
    SequencedMap<String, byte[]> members = new LinkedHashMap<>();
    members.put("index", member(forged, "index"));
    members.put("message", new JsonWriter().string("New Block Forged").toBytes());
    members.put("previous_hash", member(forged, "previous_hash"));
    members.put("proof", member(forged, "proof"));
    members.put(TRANSACTIONS, member(forged, TRANSACTIONS));
    return members;
  }

  private static byte[] member(JsonValue block, String name) {
    return block.member(name).orElseThrow().bytes();
  }

  @Override
  public Set<String> postedMembers() {
    return POSTED;
  }

  /** Most are right, and are read once. What is not is read as any JSON, to say what is missing. */
  @Override
  public Posted posted(
      byte[] body, JsonLimits limits, Function<JsonValue, Optional<String>> objection) {
    if (body.length == 0) {
      return malformed("the body is empty; send a JSON object");
    }
    try {
      Transaction read = codec.relayed(body);
      Optional<String> problem = objection.apply(JsonValue.ofCanonical(read.encoded()));
      return problem.isPresent() ? malformed(problem.get()) : new Posted.Good(read);
    } catch (DecodeException e) {
      return asAnyJson(body, limits, objection).orElseGet(() -> refused(e));
    }
  }

  /** What is wrong with it as JSON of any kind; nothing if only the rules object. */
  private static Optional<Posted> asAnyJson(
      byte[] body, JsonLimits limits, Function<JsonValue, Optional<String>> objection) {
    JsonValue json;
    try {
      json = JsonValue.parse(body, limits);
    } catch (DecodeException e) {
      return Optional.of(malformed("the body cannot be read: " + e.getMessage()));
    }
    if (json.kind() != JsonKind.OBJECT) {
      return Optional.of(malformed("a transaction must be an object with " + names(REQUIRED)));
    }
    Optional<String> problem = objection.apply(json);
    if (problem.isPresent()) {
      return problem.map(StrictViews::malformed);
    }
    List<String> missing = REQUIRED.stream().filter(name -> json.member(name).isEmpty()).toList();
    return missing.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Posted.MissingValues(
                "a transaction needs " + names(missing), Optional.of(StrictReason.FORM)));
  }

  private static Posted refused(DecodeException why) {
    RejectReason reason =
        why.getCause() instanceof RefusedException refused
            ? refused.refusal().reason()
            : StrictReason.FORM;
    return new Posted.Bad(String.valueOf(why.getMessage()), Optional.of(reason));
  }

  private static Posted malformed(String why) {
    return new Posted.Bad(why, Optional.of(StrictReason.FORM));
  }

  private static String names(List<String> members) {
    if (members.size() == 1) {
      return members.getFirst();
    }
    int last = members.size() - 1;
    return String.join(", ", members.subList(0, last)) + " and " + members.get(last);
  }

  @Override
  public Address address(String text) throws DecodeException {
    return switch (zveno.kernel.rules.strict.keys.Address.read(text)) {
      case Reading.Valid valid -> address(valid.address());
      case Reading.Invalid invalid -> throw new DecodeException(invalid.reason());
    };
  }

  @Override
  public Address address(JsonValue json) throws DecodeException {
    if (json.kind() != JsonKind.STRING) {
      throw new DecodeException("an address is a string");
    }
    return address(json.text());
  }

  private static Address address(zveno.kernel.rules.strict.keys.Address address) {
    byte[] bytes = new byte[zveno.kernel.rules.strict.keys.Address.LENGTH];
    address.copyTo(bytes, 0);
    byte[] json = ('"' + address.text() + '"').getBytes(StandardCharsets.US_ASCII);
    return new Address(bytes, JsonValue.ofCanonical(json));
  }

  @Override
  public List<Address> addresses(Transaction transaction) {
    Stream<zveno.kernel.rules.strict.keys.Address> named =
        switch (transaction) {
          case StrictTransaction moved -> Stream.of(moved.sender(), moved.recipient());
          case Reward reward -> Stream.of(reward.recipient());
          default -> throw new IllegalArgumentException("not of these rules: " + transaction);
        };
    return named.distinct().map(StrictViews::address).toList();
  }

  @Override
  public Optional<AccountViews> accounts() {
    return Optional.of(accounts);
  }

  @Override
  public Optional<ReceiptViews> receipts() {
    return Optional.of(receipts);
  }

  @Override
  public boolean isSentBy(Address sender, Transaction transaction) {
    return transaction instanceof StrictTransaction moved
        && moved.sender().text().equals(sender.text().orElse(""));
  }
}
