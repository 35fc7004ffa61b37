package zveno.export.feed;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import zveno.kernel.bytes.Hash;
import zveno.kernel.json.JsonKind;
import zveno.kernel.json.JsonValue;
import zveno.kernel.model.Block;
import zveno.kernel.rules.BlockCodec;
import zveno.kernel.rules.RuleSet;
import zveno.node.client.NodeClient;
import zveno.node.config.CommandException;
import zveno.node.config.RuleOptions;
import zveno.node.protocol.BadChainException;
import zveno.node.protocol.BlockMemoryBudget;
import zveno.node.protocol.BlocksDocument;
import zveno.node.protocol.ChainLimits;
import zveno.node.protocol.NodeCalls;
import zveno.node.service.LargeBlockBudget;

/**
 * The chain of a running node, as it answers; {@code docs/protocol.md} has the calls. Any call
 * throws a {@link CommandException} if the node cannot be reached or does not answer as it should.
 */
final class NodeChain {

  /** An answer has 1 MiB of blocks, and ends with the block that goes beyond. */
  static final int MAX_ANSWER_BYTES = 256 << 20;

  private static final ChainLimits LIMITS =
      new ChainLimits(Long.MAX_VALUE, Long.MAX_VALUE, Integer.MAX_VALUE, MAX_ANSWER_BYTES);

  private final NodeClient client;

  NodeChain(NodeClient client) {
    this.client = client;
  }

  /** The rules and the tip of a node. */
  record Hello(Map<String, String> rules, Position tip) {}

  Hello hello() throws InterruptedException {
    JsonValue json = get("hello").json();
    Map<String, String> rules = new LinkedHashMap<>();
    for (JsonValue.Member rule : member(json, "rules", JsonKind.OBJECT).members()) {
      rules.put(rule.name(), text(rule.value()));
    }
    JsonValue tip = member(json, "tip", JsonKind.OBJECT);
    return new Hello(
        rules,
        new Position(
            member(tip, "height", JsonKind.INTEGER).integer().longValueExact(),
            hash(member(tip, "hash", JsonKind.STRING))));
  }

  /** The rules of a chain, which the node and this program have to have in common. */
  static RuleSet rules(Map<String, String> parameters) {
    return RuleOptions.rulesOf(parameters);
  }

  /** The hashes of the node's blocks at these heights; nothing where it has none. */
  List<Optional<Hash>> hashes(List<Long> heights) throws InterruptedException {
    String asked = heights.stream().map(String::valueOf).collect(Collectors.joining(","));
    JsonValue json = get("hashes?heights=" + asked).json();
    List<Optional<Hash>> hashes = new ArrayList<>();
    for (JsonValue hash : member(json, "hashes", JsonKind.ARRAY).elements()) {
      hashes.add(hash.kind() == JsonKind.NULL ? Optional.empty() : Optional.of(hash(hash)));
    }
    if (hashes.size() != heights.size()) {
      throw wrong("it answered with another number of hashes");
    }
    return hashes;
  }

  /** The next blocks of its chain, from a height on; their hashes have been computed here. */
  List<Block> blocks(long from, BlockCodec codec) throws InterruptedException {
    NodeClient.Answer answer = get("blocks?from=" + from);
    if (answer.body().length == MAX_ANSWER_BYTES) {
      throw wrong("block " + from + " is longer than " + MAX_ANSWER_BYTES + " bytes");
    }
    List<Block> blocks = new ArrayList<>();
    try {
      BlockMemoryBudget memory = new BlockMemoryBudget(new LargeBlockBudget(Integer.MAX_VALUE));
      var _ =
          new BlocksDocument(codec, LIMITS, memory)
              .read(
                  new ByteArrayInputStream(answer.body()), from, next -> blocks.add(next.block()));
    } catch (BadChainException | IOException e) {
      throw wrong(String.valueOf(e.getMessage()));
    }
    return blocks;
  }

  /**
   * Listens to the node's events until one says that the chain may have changed, or the stream
   * ends.
   */
  void awaitChange(Position known) throws InterruptedException {
    client.listen(
        "/api/v1/events",
        () -> !hello().tip().equals(known), // it may have changed before we listened
        line -> CHANGES.contains(line));
  }

  private static final List<String> CHANGES =
      List.of("event: block", "event: reorganisation", "event: reset");

  private NodeClient.Answer get(String call) throws InterruptedException {
    NodeClient.Answer answer = client.get(NodeCalls.ROOT + call);
    if (answer.status() != 200) {
      throw CommandException.failed(client.node() + ": " + answer.refusal());
    }
    return answer;
  }

  private JsonValue member(JsonValue json, String name, JsonKind kind) {
    return json.member(name)
        .filter(value -> value.kind() == kind)
        .orElseThrow(() -> wrong("its answer has no " + name));
  }

  private String text(JsonValue value) {
    if (value.kind() != JsonKind.STRING) {
      throw wrong("its answer has no text where one should be");
    }
    return value.text();
  }

  private Hash hash(JsonValue value) {
    return Hash.parse(text(value)).orElseThrow(() -> wrong("its answer has no hash"));
  }

  private CommandException wrong(String why) {
    return CommandException.failed(client.node() + ": " + why);
  }
}
