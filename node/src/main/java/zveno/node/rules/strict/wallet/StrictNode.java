package zveno.node.rules.strict.wallet;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import zveno.kernel.bytes.Hash;
import zveno.kernel.json.JsonKind;
import zveno.kernel.json.JsonValue;
import zveno.kernel.model.BlockId;
import zveno.kernel.model.TxId;
import zveno.kernel.rules.strict.StrictRules;
import zveno.kernel.rules.strict.keys.Address;
import zveno.node.client.NodeClient;
import zveno.node.config.CommandException;

/** The calls of a node that a wallet needs. */
final class StrictNode {

  private static final String TRANSACTIONS = "/api/v1/transactions";

  private final NodeClient client;

  StrictNode(NodeClient client) {
    this.client = client;
  }

  /**
   * What a chain is, and how long.
   *
   * @param height of its tip
   */
  record ChainTip(BlockId genesis, long height) {}

  /**
   * Whose turn it is.
   *
   * @param nonce that is free, with what waits counted
   * @param waiting how many of its transactions wait
   * @param balance that may be spent, with what waits counted
   */
  record Turn(long nonce, int waiting, long balance) {}

  /** The node's chain. */
  ChainTip tip() {
    NodeAnswer status = get("/api/v1/status");
    JsonValue rules = member(status, status.json(), "rules");
    String name = member(status, rules, "rules").text();
    if (!name.equals(StrictRules.NAME)) {
      throw CommandException.failed(
          client.node()
              + " keeps the rules "
              + name
              + ", under which nobody signs; name a node with strict"
              + " rules by --node");
    }
    BlockId genesis =
        Hash.parse(member(status, rules, "genesis").text())
            .map(BlockId::new)
            .orElseThrow(() -> status.strange("it names no genesis"));
    return new ChainTip(genesis, number(status, status.json(), "height"));
  }

  /** The account of an address. */
  Turn turn(Address address) {
    NodeAnswer answer = get("/api/v1/accounts/" + address.text());
    JsonValue account = answer.json();
    JsonValue pending = member(answer, account, "pending");
    return new Turn(
        number(answer, pending, "nonce"),
        (int) Math.min(Integer.MAX_VALUE, number(answer, pending, "transactions")),
        number(answer, pending, "balance"));
  }

  /**
   * Does a transaction wait at the node, or stand in its chain? Of others it tells the fate alone.
   */
  boolean has(TxId id) {
    String path = TRANSACTIONS + "/" + id.hex();
    NodeAnswer answer = asked("GET " + path, () -> client.get(path));
    return answer.status() != 404 && find(good(answer).json(), "transaction").isPresent();
  }

  /** What has become of a transaction that was posted under this name. */
  NodeAnswer entry(TxId id, String entry) {
    return get(TRANSACTIONS + "/" + id.hex() + "/entries/" + entry);
  }

  /** Posts one; whatever is answered is for the caller to read. */
  NodeAnswer post(byte[] transaction) {
    return asked("POST " + TRANSACTIONS, () -> client.post(TRANSACTIONS, transaction));
  }

  /** Posts many, one on a line. */
  NodeAnswer postLines(byte[] transactions) {
    return good(asked("POST " + TRANSACTIONS, () -> client.postLines(TRANSACTIONS, transactions)));
  }

  private NodeAnswer get(String path) {
    return good(asked("GET " + path, () -> client.get(path)));
  }

  private NodeAnswer good(NodeAnswer answer) {
    if (answer.status() != 200 && answer.status() != 201) {
      throw CommandException.failed(
          client.node()
              + " answered "
              + answer.call()
              + " with status "
              + answer.status()
              + ": "
              + answer.detail());
    }
    return answer;
  }

  @FunctionalInterface
  private interface Call {
    NodeClient.Answer send() throws InterruptedException;
  }

  private static NodeAnswer asked(String name, Call call) {
    try {
      NodeClient.Answer answer = call.send();
      return new NodeAnswer(name, answer.status(), answer.body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw CommandException.failed("interrupted");
    }
  }

  private static JsonValue member(NodeAnswer answer, JsonValue object, String name) {
    return find(object, name).orElseThrow(() -> answer.strange("it has no " + name));
  }

  private static Optional<JsonValue> find(JsonValue object, String name) {
    return object.kind() == JsonKind.OBJECT ? object.member(name) : Optional.empty();
  }

  /** A number of a document. */
  static long number(NodeAnswer answer, JsonValue object, String name) {
    @Nullable JsonValue value = find(object, name).orElse(null);
    if (value == null || value.kind() != JsonKind.INTEGER || value.integer().bitLength() > 62) {
      throw answer.strange("it has no number " + name);
    }
    return value.integer().longValueExact();
  }
}
