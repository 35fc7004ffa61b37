package zveno.kernel.model;

import org.jspecify.annotations.Nullable;
import zveno.kernel.json.JsonValue;

/**
 * A transaction as its canonical JSON, the form in which a block is hashed. Two transactions with
 * the same words are equal, and are still two transactions.
 */
public final class Transaction {

  private final JsonValue json;
  private @Nullable TxId id;

  /**
   * @param json the canonical text, an object
   */
  public Transaction(JsonValue json) {
    this.json = json;
  }

  /** The canonical text. */
  public JsonValue json() {
    return json;
  }

  /** SHA-256 of the canonical text. */
  public TxId id() {
    TxId known = id;
    if (known == null) {
      known = new TxId(json.sha256());
      id = known;
    }
    return known;
  }

  /** Length of the canonical text in bytes. */
  public int size() {
    return json.size();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Transaction tx && json.equals(tx.json);
  }

  @Override
  public int hashCode() {
    return json.hashCode();
  }

  @Override
  public String toString() {
    return json.toString();
  }
}
