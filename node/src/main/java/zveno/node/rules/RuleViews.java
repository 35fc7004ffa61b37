package zveno.node.rules;

import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.Function;
import zveno.kernel.bytes.DecodeException;
import zveno.kernel.json.JsonLimits;
import zveno.kernel.json.JsonValue;
import zveno.kernel.json.JsonWriter;
import zveno.kernel.model.Block;
import zveno.kernel.model.Transaction;

/**
 * How people, and programs that speak JSON, see the blocks, transactions and addresses of a rule
 * set, and how they post. All JSON is canonical, and such that any parser can read it. For any
 * number of threads.
 */
public interface RuleViews {

  /** A whole block as JSON; may be the very bytes of the block. */
  byte[] block(Block block);

  /** A transaction as JSON. */
  byte[] transaction(Transaction transaction);

  /**
   * Adds what a block says of itself, beside what every block has and beside its transactions, to
   * the object that has been begun.
   */
  void header(Block block, JsonWriter json);

  /** When the block was made, as it says itself, as JSON; {@code null} if it does not say. */
  byte[] timestamp(Block block);

  /**
   * The members of the answer to the tutorial's {@code GET /mine}, by name, in order; the last one
   * may be large.
   */
  SequencedMap<String, byte[]> mined(Block block);

  /** The members of a posted transaction; empty if it is not an object. */
  Set<String> postedMembers();

  /**
   * Reads what a client posts as a transaction.
   *
   * @param limits bounds for the reader
   * @param objection why JSON that has been read cannot be taken; nothing if it can
   */
  Posted posted(byte[] body, JsonLimits limits, Function<JsonValue, Optional<String>> objection);

  /**
   * Reads an address as people type it.
   *
   * @throws DecodeException if it is none
   */
  Address address(String text) throws DecodeException;

  /**
   * Reads an address in JSON.
   *
   * @throws DecodeException if it is none
   */
  Address address(JsonValue json) throws DecodeException;

  /** The addresses that a transaction names, each once, the sender's first if there is one. */
  List<Address> addresses(Transaction transaction);

  /** Whether the transaction is this address's own. */
  boolean isSentBy(Address sender, Transaction transaction);

  /** The accounts, if these rules keep any. */
  default Optional<AccountViews> accounts() {
    return Optional.empty();
  }

  /** Receipts and proofs, if chains of these rules can prove what stands in them. */
  default Optional<ReceiptViews> receipts() {
    return Optional.empty();
  }
}
